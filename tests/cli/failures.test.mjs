// SPDX-License-Identifier: MIT
// When it does not work: whose fault, what to do, the exit code, and nothing left behind.
import assert from 'node:assert/strict';
import {chmodSync, readFileSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {test} from 'node:test';

import * as gesso from './support.mjs';

const to = (url, ...more) => ['generate', 'x', '--service', 'compatible', '--endpoint', url,
    '--out', 'a/b.png', ...more];

async function expectFailure(t, args, code, pattern, options = {}) {
  const cwd = gesso.makeFolder(t);
  const result = await gesso.run(args, {cwd, ...options});
  assert.equal(result.code, code, `${args.join(' ')}: ${result.err}`);
  assert.equal(result.out, '');
  assert.match(result.err, pattern);
  assert.match(result.err.replace(/^Demo.*\n/, ''), /^gesso: /);
  assert.deepEqual(gesso.filesBelow(cwd), []);
  return result;
}

test('a host that cannot be reached ends with 5', async (t) => {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const {port} = server.address();
  await new Promise((resolve) => server.close(resolve));
  await expectFailure(t, to(`http://127.0.0.1:${port}/v1`, '--retries', '0'), 5, /127\.0\.0\.1/);
  await expectFailure(t, to('https://nowhere.invalid/v1', '--retries', '0'), 5, /nowhere\.invalid/);
});

test('an unknown deployment ends with 3 and names the place to look', async (t) => {
  const url = await gesso.startService(t);
  for (const service of ['azure', 'azure-v1']) {
    await expectFailure(t,
        [
          'generate', 'x', '--service', service, '--endpoint', url, '--deployment', 'not-there',
          '--key-env', 'K', '--out', 'a/b.png'
        ],
        3, /deployment/i, {env: {K: 'k'}});
  }
});

test('a refused prompt ends with 3 and shows the request id', async (t) => {
  const {err} =
      await expectFailure(t, ['generate', 'x [refuse]', '--out', 'a/b.png'], 3, /safety system/);
  assert.match(err, /request id is req_/);
});

test('an error of the service ends with 6, says what it said and is not sent twice', async (t) => {
  const server = await gesso.startServer(t,
      (_, response) =>
          gesso.sendError(response, 500, {message: 'the painter is ill', type: 'server_error'}));
  const {err} = await expectFailure(t, to(server.url), 6, /the painter is ill/);
  assert.match(err, /request id is req_test_2/);
  assert.equal(server.posts.length, 1);
});

test('an answer that breaks off ends with 7, may have been billed and is not sent twice',
    async (t) => {
      const server = await gesso.startServer(t, (_, response) => {
        response.writeHead(200, {'content-type': 'application/json', 'content-length': 5000});
        response.write('{"data":[{"b64_json":"iVBORw0KGgo');
        setTimeout(() => response.destroy(), 50);
      });
      await expectFailure(t, to(server.url), 7, /may have been billed, so it was not sent again/);
      assert.equal(server.posts.length, 1);
    });

test('silence beyond --timeout ends with 7', async (t) => {
  const server = await gesso.startServer(t, () => {});
  const began = Date.now();
  await expectFailure(t, to(server.url, '--timeout', '0.5'), 7, /may have been billed/);
  assert.ok(Date.now() - began < 10_000);
});

test('escapes in an answer do not reach the terminal', async (t) => {
  const server = await gesso.startServer(t,
      (_, response) => gesso.sendError(
          response, 400, {message: 'bad \u001b[31mred\u001b]0;title\u0007 \u202e', param: 'size'}));
  const {err} = await expectFailure(t, to(server.url), 3, /bad/);
  assert.doesNotMatch(err, /[\u001b\u0007\u202e]/);
});

test('a failed request leaves the file of that name as it was', async (t) => {
  const cwd = gesso.makeFolder(t);
  writeFileSync(join(cwd, 'a.png'), 'old');
  const {code} = await gesso.run(['generate', 'x [refuse]', '--out', 'a.png'], {cwd});
  assert.equal(code, 3);
  assert.equal(readFileSync(join(cwd, 'a.png'), 'utf8'), 'old');
  assert.deepEqual(gesso.filesBelow(cwd), [join(cwd, 'a.png')]);
});

test('a size that the model does not take is refused before anything is sent', async (t) => {
  await expectFailure(t, ['generate', 'x', '--size', '7x7', '--out', 'a/b.png'], 3, /7x7/);
});

test('a prompt that is not UTF-8 is refused with its line', async (t) => {
  await expectFailure(t, ['generate', '-'], 2, /line 3: .*UTF-8/,
      {input: Buffer.from('ok\n\nbad \xff\n', 'latin1')});
  await expectFailure(t, ['generate', '-'], 2, /line 1: .*zero byte/, {input: 'a\0b\n'});
  const cwd = gesso.makeFolder(t);
  const {code, err} =
      await gesso.shell(`"${gesso.program}" generate "$(printf 'bad \\377')"`, {cwd});
  assert.equal(code, 2);
  assert.match(err, /UTF-8/);
});

test('a wrong command line ends with 2 and says how it is right', async (t) => {
  const cases = [
    [['generate'], /prompt is missing/],
    [['generate', '  '], /prompt is empty/],
    [['generate', 'mossy', 'brick'], /quotes/],
    [['generate', '-'], /no prompt/],
    [['generate', 'x', '--n', '0'], /--n: .*from 1 to 10/],
    [['generate', 'x', '--n', '2x'], /--n: /],
    [['generate', 'x', '--n='], /--n: /],
    [['generate', 'x', '--partials', '4'], /from 0 to 3/],
    [['generate', 'x', '--compression', '101'], /from 0 to 100/],
    [['generate', 'x', '--timeout', 'soon'], /seconds/],
    [['generate', 'x', '--timeout', '-1'], /seconds/],
    [['generate', 'x', '--retries', '-1'], /from 0/],
    [['generate', 'x', '--size'], /value is missing: --size WxH/],
    [['generate', 'x', '--size', '--json'], /value is missing/],
    [['generate', 'x', '--out', ''], /empty/],
    [['generate', 'x', '--sise', '1'], /did you mean --size/],
    [['generate', 'x', '--json=1'], /takes no value/],
    [['generate', 'x', '--service', 'azur'], /did you mean azure/],
    [['generate', 'x', '--save-partials'], /--partials/],
    [['generate', 'x', '--deployment', 'd'], /--service azure/],
    [['generate', 'x', '--service', 'azure', '--model', 'm'], /--deployment/],
    [['generate', 'x', '--key-env', 'K'], /needs none/],
    [['generate', 'x', '--endpoint', 'http://example.com'], /on this machine/],
    [['generate', '-', '--key-file', '-', '--service', 'openai'], /standard input/],
    [['generate', 'x', '--service', 'compatible'], /--endpoint/],
    [['generate', 'x', '--service', 'azure', '--endpoint', 'https://h.invalid'], /deployment/],
    [['genrate', 'x'], /did you mean gesso generate/],
    [['mossy brick'], /gesso generate/],
    [['doctor', 'x'], /--service/],
    [['generate', '-40'], /unknown option/],
  ];
  for (const [args, pattern] of cases) await expectFailure(t, args, 2, pattern);
  await expectFailure(
      t, ['generate', '-', '--out', 'a.png'], 2, /need a folder/, {input: 'a\nb\n'});
});

test('a prompt after two dashes may begin with one', async (t) => {
  const cwd = gesso.makeFolder(t);
  const {code, err} = await gesso.run(['generate', '--out', 'a.png', '--', '-40 degrees'], {cwd});
  assert.equal(code, 0, err);
});

test('a place that cannot be written ends with 8 before anything is sent', async (t) => {
  const cwd = gesso.makeFolder(t);
  writeFileSync(join(cwd, 'file'), '');
  const server = await gesso.startServer(t, (_, response) => response.end());
  const {code, err} = await gesso.run(
      ['generate', 'x', '--service', 'compatible', '--endpoint', server.url, '--out', 'file/a.png'],
      {cwd});
  assert.equal(code, 8);
  assert.match(err, /is not a folder/);
  assert.equal(server.posts.length, 0);
});

test('a file that cannot grow ends with 8 and leaves no half of it', async (t) => {
  const cwd = gesso.makeFolder(t);
  const {code, out, err} = await gesso.shell(
      `ulimit -f 100; "${gesso.program}" generate ice --out a.png`, {cwd});
  assert.equal(code, 8, err);
  assert.equal(out, '');
  assert.match(err, /a\.png|\.part/);
  assert.deepEqual(gesso.filesBelow(cwd), []);
});

test('a full standard output ends with 8, and the image is saved', async (t) => {
  const cwd = gesso.makeFolder(t);
  const {code, err} =
      await gesso.shell(`"${gesso.program}" generate ice --out a.png > /dev/full`, {cwd});
  assert.equal(code, 8);
  assert.match(err, /standard output/);
  assert.deepEqual(gesso.pngSize(join(cwd, 'a.png')), [1024, 1024]);
});

test('a reader that goes away does not cost the image', async (t) => {
  const cwd = gesso.makeFolder(t);
  const script = `{ "${
      gesso.program}" generate ice --json --partials 2 --out a.png; echo $? > code; } | head -n 1`;
  await gesso.shell(script, {cwd});
  assert.deepEqual(gesso.pngSize(join(cwd, 'a.png')), [1024, 1024]);
  assert.equal(readFileSync(join(cwd, 'code'), 'utf8'), '8\n');
});

test('a service program that is missing or does not start is said', async (t) => {
  const cwd = gesso.makeFolder(t);
  const ask = (service) => gesso.run(['generate', 'x'], {cwd, env: {GESSO_SERVICE: service}});
  const missing = await ask('/nowhere/gesso-service');
  assert.equal(missing.code, 5);
  assert.match(missing.err, /GESSO_SERVICE/);
  const broken = await ask('/bin/false');
  assert.equal(broken.code, 5);
  assert.match(broken.err, /ended before it listened/);
});

test('Ctrl-C ends with 130 at once and leaves nothing behind, not even the service', async (t) => {
  const cwd = gesso.makeFolder(t);
  const elsewhere = gesso.makeFolder(t);
  const script = join(elsewhere, 'service');
  const id = join(elsewhere, 'id');
  writeFileSync(script, `#!/bin/sh\necho $$ > "${id}"\nexec "${gesso.serviceProgram}" "$@"\n`);
  chmodSync(script, 0o755);
  const {child, done} = gesso.start(['generate', 'ice [slow]', '--verbose', '--out', 'o/'],
      {cwd, env: {GESSO_SERVICE: script}, detached: true});
  await new Promise((resolve) => child.stderr.on('data', (piece) => {
    if (String(piece).includes('generating')) resolve();
  }));
  const began = Date.now();
  process.kill(-child.pid, 'SIGINT'); // as a terminal does: to the whole group
  const {code, out, err} = await done;
  assert.equal(code, 130, err);
  assert.equal(out, '');
  assert.match(err, /cancelling/);
  assert.ok(Date.now() - began < 3000);
  assert.deepEqual(gesso.filesBelow(cwd), []);
  const service = Number(readFileSync(id, 'utf8'));
  assert.throws(() => process.kill(service, 0), {code: 'ESRCH'});
});

test('images that arrived before Ctrl-C are kept and printed', async (t) => {
  const cwd = gesso.makeFolder(t);
  let heldBack = null;
  const server = await gesso.startServer(t, (_, response, body) => {
    if (body.prompt === 'one')
      gesso.sendImage(response, gesso.makePng(8, 8));
    else
      heldBack = response;
  });
  const {child, done} = gesso.start(
      [
        'generate', '-', '--verbose', '--service', 'compatible', '--endpoint', server.url, '--out',
        'o/'
      ],
      {cwd, input: 'one\ntwo\n'});
  await new Promise((resolve) => child.stderr.on('data', (piece) => {
    if (String(piece).includes('saved')) resolve();
  }));
  while (heldBack === null) await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill('SIGINT');
  const {code, out} = await done;
  assert.equal(code, 130);
  assert.equal(gesso.lines(out).length, 1);
  assert.deepEqual(gesso.pngSize(gesso.lines(out)[0]), [8, 8]);
});
