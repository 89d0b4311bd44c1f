// SPDX-License-Identifier: MIT
// A key goes through every kind of run, and afterwards is nowhere: not in an output, not in a file,
// not in an error, in none of the forms in which it could be written.
import assert from 'node:assert/strict';
import {chmodSync, readFileSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {test} from 'node:test';

import {makeRgba} from './png.mjs';
import * as gesso from './support.mjs';

// Letters that each way of escaping changes.
const kCanary = 'sk-c4n4ry+Q7/w=%&"\\zX9~pL2';

// Bytes in base64 look different with each of the three positions that they can begin at.
function base64Forms(text) {
  const forms = [];
  for (const before of ['', 'a', 'aa']) {
    const whole = Buffer.from(before + text).toString('base64');
    const first = Math.ceil(before.length * 8 / 6);
    forms.push(whole.slice(first, Math.floor((before.length + text.length) * 8 / 6)));
  }
  return forms.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
}

const unicode = (text) => [...text].map(
    (letter) => '\\u' + letter.charCodeAt(0).toString(16).padStart(4, '0')).join('');
const kForms = [
  kCanary, JSON.stringify(kCanary).slice(1, -1), kCanary.replaceAll('/', '\\/'),
  encodeURIComponent(kCanary), encodeURI(kCanary),
  encodeURIComponent(kCanary).replaceAll('~', '%7E'), unicode(kCanary),
  Buffer.from(kCanary).toString('hex'), 'c4n4ry', 'zX9~pL2', ...base64Forms(kCanary)
];

function expectClean(bytes, where) {
  const text = Buffer.from(bytes).toString('latin1').toLowerCase();
  for (const form of kForms)
    assert.ok(!text.includes(form.toLowerCase()), `${where} holds the key as ${form}`);
}

test('the search finds a key in each form', () => {
  const pieces = [
    kCanary, JSON.stringify({a: kCanary}), encodeURIComponent(`x${kCanary}`),
    Buffer.from(`Bearer ${kCanary}`).toString('base64'),
    Buffer.from(`Bearer x${kCanary}`).toString('base64url'), unicode(kCanary)
  ];
  for (const piece of pieces) assert.throws(() => expectClean(piece, 'a piece'), piece);
});

// Every place that a key can come from.
const kSources = {
  openai: [['--service', 'openai', '--key-env', 'K'], ['--service', 'openai', '--key-file', 'key'],
    ['--service', 'openai']],
  azure: [['--service', 'azure', '--deployment', 'gpt-image-2'],
    ['--service', 'azure', '--deployment', 'gpt-image-2', '--auth', 'bearer'],
    ['--service', 'azure-v1', '--deployment', 'gpt-image-2', '--key-env', 'K']],
};
const kEnvironment = {
  K: kCanary,
  OPENAI_API_KEY: kCanary,
  AZURE_OPENAI_API_KEY: kCanary,
  AZURE_OPENAI_AD_TOKEN: kCanary
};

// What services do to a request, with the key quoted back wherever they can.
async function startServers(t) {
  const echo = (headers) => headers['api-key'] ?? headers.authorization;
  const quote = (status) => (request, response) => gesso.sendError(response, status, {
    message: `Incorrect key: ${echo(request.headers)} (${kCanary})`,
    code: kCanary,
    type: kCanary,
    param: kCanary
  }, {'x-request-id': encodeURIComponent(kCanary), 'retry-after': '0'});
  const servers = {
    unauthorized: await gesso.startServer(t, quote(401)),
    refused: await gesso.startServer(t, quote(400)),
    limited: await gesso.startServer(t, quote(429)),
    broken: await gesso.startServer(t, quote(500)),
    page: await gesso.startServer(t, (request, response) => {
      response.writeHead(502, {'content-type': 'text/html'});
      response.end(`<h1>${echo(request.headers)}</h1> ${encodeURIComponent(kCanary)}`);
    }),
    redirect: await gesso.startServer(t, (_, response) => {
      response.writeHead(307, {location: `http://127.0.0.1:9/?k=${encodeURIComponent(kCanary)}`});
      response.end();
    }),
    cut: await gesso.startServer(t, (_, response) => {
      response.writeHead(200, {'content-type': 'application/json', 'content-length': 5000});
      response.write(`{"x":${JSON.stringify(kCanary)},"data":[{"b64_json":"iVBO`);
      setTimeout(() => response.destroy(), 20);
    }),
  };
  const closed = createServer();
  await new Promise((resolve) => closed.listen(0, '127.0.0.1', resolve));
  const {port} = closed.address();
  await new Promise((resolve) => closed.close(resolve));
  return {...Object.fromEntries(Object.entries(servers).map(([name, {url}]) => [name, url])),
    unreachable: `http://127.0.0.1:${port}/v1`};
}

function makeCage(t) {
  const cwd = gesso.makeFolder(t);
  const away = gesso.makeFolder(t);
  writeFileSync(join(away, 'key'), kCanary + '\n', {mode: 0o600});
  const env = {...kEnvironment, TMPDIR: away};
  const fix = (args) => args.map((word) => word === 'key' ? join(away, 'key') : word);
  return {
    cwd,
    async run(args) {
      const result = await gesso.run(fix(args), {cwd, env});
      expectClean(result.out, `the output of ${args.join(' ')}`);
      expectClean(result.err, `the errors of ${args.join(' ')}`);
      return result;
    },
    // The file that the key itself came in is the only one that may hold it.
    check() {
      for (const folder of [cwd, away]) {
        for (const path of gesso.filesBelow(folder)) {
          expectClean(path, 'a path');
          if (!path.endsWith('/') && path !== join(away, 'key'))
            expectClean(readFileSync(path), path);
        }
      }
    },
  };
}

test('no failure shows the key', async (t) => {
  const cage = makeCage(t);
  for (const [name, url] of Object.entries(await startServers(t))) {
    for (const [family, sources] of Object.entries(kSources)) {
      const endpoint = family === 'openai' ? url : url.slice(0, -3);
      for (const [index, source] of sources.entries()) {
        const ask = ['generate', 'x', ...source, '--endpoint', endpoint, '--out', 'o/a.png',
          '--retries', name === 'limited' ? '1' : '0', '--verbose'];
        const {code} = await cage.run(index === 0 ? [...ask, '--json'] : ask);
        assert.ok(code >= 3 && code <= 7, `${name}: ${code}`);
      }
    }
  }
  cage.check();
});

test('no success, no record of the service and no sheet shows the key', async (t) => {
  const cage = makeCage(t);
  const record = join(cage.cwd, 'record');
  const url = await gesso.startService(t,
      ['--key-env', 'RIGHT', '--bearer-env', 'RIGHT', '--record', record], {RIGHT: kCanary});
  for (const [family, sources] of Object.entries(kSources)) {
    for (const source of sources) {
      const ask = ['generate', 'ice', ...source, '--endpoint', family === 'openai' ? `${url}/v1` : url,
        '--out', 'o/', '--verbose', '--partials', '1', '--save-partials', '--contact-sheet', 's.png'];
      assert.equal((await cage.run(ask)).code, 0);
      assert.equal((await cage.run([...ask, '--json'])).code, 0);
    }
  }
  cage.check();
});

test('no program that is printed and no dry run shows the key', async (t) => {
  const cage = makeCage(t);
  const url = await gesso.startService(
      t, ['--key-env', 'RIGHT', '--bearer-env', 'RIGHT'], {RIGHT: kCanary});
  for (const [family, sources] of Object.entries(kSources)) {
    for (const source of sources) {
      const ask = ['generate', 'x', ...source, '--endpoint', family === 'openai' ? `${url}/v1` : url];
      for (const language of ['curl', 'python', 'cpp', 'csharp', 'powershell']) {
        const {code, out, err} = await cage.run([...ask, '--dry-run', '--as', language]);
        assert.equal(code, 0, err);
        assert.ok(out.length > 50);
      }
      assert.equal((await cage.run([...ask, '--dry-run'])).code, 0);
      assert.equal((await cage.run([...ask, '--dry-run', '--json'])).code, 0);
      assert.equal((await cage.run([...ask, '--as', 'curl', '--out', 'a.png'])).code, 0);
    }
  }
  cage.check();
});

test('neither doctor nor help nor a wrong command line shows the key', async (t) => {
  const cage = makeCage(t);
  await cage.run(['doctor']);
  for (const service of ['openai', 'azure', 'azure-v1', 'azure-async', 'compatible'])
    await cage.run(['doctor', '--service', service, '--auth', 'key']);
  await cage.run(['help', 'generate']);
  for (const option of ['--key', '--key-env', '--key-file', '--auth', '--service', '--as', '--n',
           '--feather', '--crop', '--mask-meaning', '--retries'])
    await cage.run(['edit', 'x', '--service', 'openai', option, kCanary]);
  cage.check();
});

test('a viewer that is started and a service that is started do not inherit the key', async (t) => {
  const cage = makeCage(t);
  const tools = gesso.makeFolder(t);
  const env = {...kEnvironment, GESSO_SERVICE: join(tools, 'service')};
  env.PATH = `${tools}:${process.env.PATH}`;
  delete env.K; // a name of the user's own choice is not known to be a secret
  for (const [name, then] of [['xdg-open', ''], ['service', `exec "${gesso.serviceProgram}" "$@"`]]) {
    writeFileSync(join(tools, name), `#!/bin/sh\nenv > "${tools}/${name}.seen"\n${then}\n`);
    chmodSync(join(tools, name), 0o755);
  }
  const {code, err} =
      await gesso.run(['generate', 'ice', '--out', 'a.png', '--open'], {cwd: cage.cwd, env});
  assert.equal(code, 0, err);
  for (const name of ['xdg-open', 'service'])
    expectClean(readFileSync(join(tools, `${name}.seen`)), name);
});

test('no edit shows the key: done, refused, dry, as a program', async (t) => {
  const cage = makeCage(t);
  writeFileSync(join(cage.cwd, 'base.png'), makeRgba(256, 256, (x, y) => [x, y, 9, 255]));
  writeFileSync(
      join(cage.cwd, 'mask.png'), makeRgba(256, 256, (x) => [0, 0, 0, x < 99 ? 0 : 255]));
  const record = join(cage.cwd, 'record');
  const url = await gesso.startService(t,
      ['--key-env', 'RIGHT', '--bearer-env', 'RIGHT', '--record', record], {RIGHT: kCanary});
  const edit = ['edit', 'moss', '--image', 'base.png', '--mask', 'mask.png', '--feather', '4',
    '--crop', 'context', '--verbose', '--retries', '0'];
  for (const [family, sources] of Object.entries(kSources)) {
    for (const source of sources) {
      const ask = [...edit, ...source, '--endpoint', family === 'openai' ? `${url}/v1` : url];
      const {code, err} = await cage.run([...ask, '--out', 'o/', '--partials', '1',
        '--save-partials', '--contact-sheet', 's.png', '--as', 'python']);
      assert.equal(code, 0, err);
      assert.equal((await cage.run([...ask, '--out', 'o/', '--json'])).code, 0);
      assert.equal((await cage.run([...ask, '--dry-run'])).code, 0);
      for (const language of ['curl', 'python', 'cpp', 'csharp', 'powershell'])
        assert.equal((await cage.run([...ask, '--dry-run', '--as', language])).code, 0);
    }
  }
  for (const [name, place] of Object.entries(await startServers(t))) {
    for (const more of [[], ['--json', '--json-body']]) {
      const {code} = await cage.run(
          [...edit, ...kSources.openai[0], '--endpoint', place, '--out', 'o/a.png', ...more]);
      assert.ok(code >= 3 && code <= 7, `${name}: ${code}`);
    }
  }
  cage.check();
});
