// SPDX-License-Identifier: MIT
// What a person or a script gets from `gesso generate` when all is well.
import assert from 'node:assert/strict';
import {chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {isAbsolute, join} from 'node:path';
import {test} from 'node:test';

import * as gesso from './support.mjs';

const kDemoNote = 'Demo: painted here, not AI, free';

test('the default run needs no key and writes a whole PNG', async (t) => {
  const cwd = gesso.makeFolder(t);
  const {code, out, err} = await gesso.run(['generate', 'red brick wall'], {cwd});
  assert.equal(code, 0, err);
  const paths = gesso.lines(out);
  assert.equal(paths.length, 1);
  assert.ok(isAbsolute(paths[0]));
  assert.deepEqual(gesso.pngSize(paths[0]), [1024, 1024]);
  assert.deepEqual(gesso.filesBelow(cwd), paths);
  assert.equal(err, kDemoNote + '\n');
});

test('the default run asks nobody else, whatever variables are set', async (t) => {
  const cwd = gesso.makeFolder(t);
  const server = await gesso.startServer(t, (_, response) => response.end());
  const env = {
    OPENAI_API_KEY: 'sk-canary-env',
    OPENAI_BASE_URL: server.url,
    AZURE_OPENAI_ENDPOINT: server.url,
    AZURE_OPENAI_API_KEY: 'canary'
  };
  const {code, err} = await gesso.run(['generate', 'sand', '--out', 'a.png'], {cwd, env});
  assert.equal(code, 0, err);
  assert.equal(server.posts.length, 0);
});

test('the loopback service is started without the keys of the environment', async (t) => {
  const cwd = gesso.makeFolder(t);
  const script = join(cwd, 'service');
  writeFileSync(script, `#!/bin/sh\nenv > "${cwd}/seen"\nexec "${gesso.serviceProgram}" "$@"\n`);
  chmodSync(script, 0o755);
  const env = {
    GESSO_SERVICE: script,
    OPENAI_API_KEY: 'sk-canary-1',
    AZURE_OPENAI_API_KEY: 'sk-canary-2',
    AZURE_OPENAI_AD_TOKEN: 'sk-canary-3',
    OTHER: 'kept'
  };
  const {code, err} = await gesso.run(['generate', 'ice', '--out', 'a.png'], {cwd, env});
  assert.equal(code, 0, err);
  const seen = readFileSync(join(cwd, 'seen'), 'utf8');
  assert.match(seen, /OTHER=kept/);
  assert.doesNotMatch(seen, /sk-canary/);
});

test('--out FILE holds the very bytes that the service sent, in folders that are made',
    async (t) => {
      const cwd = gesso.makeFolder(t);
      const png = gesso.makePng(40, 30);
      const server = await gesso.startServer(t, (_, response) => gesso.sendImage(response, png));
      const {code, out, err} = await gesso.run(
          [
            'generate', 'x', '--service', 'compatible', '--endpoint', server.url, '--out',
            'a/b/wall.png'
          ],
          {cwd});
      assert.equal(code, 0, err);
      assert.equal(out, join(cwd, 'a/b/wall.png') + '\n');
      assert.ok(readFileSync(join(cwd, 'a/b/wall.png')).equals(png));
      assert.deepEqual(
          gesso.filesBelow(cwd).filter((path) => !path.endsWith('/')), [join(cwd, 'a/b/wall.png')]);
      assert.doesNotMatch(err, /Demo/);
    });

test('an image replaces the file of that name', async (t) => {
  const cwd = gesso.makeFolder(t);
  writeFileSync(join(cwd, 'a.png'), 'old');
  const {code} = await gesso.run(['generate', 'grass', '--out', 'a.png'], {cwd});
  assert.equal(code, 0);
  assert.deepEqual(gesso.pngSize(join(cwd, 'a.png')), [1024, 1024]);
});

test('a folder that exists or ends in a slash gets new names', async (t) => {
  const cwd = gesso.makeFolder(t);
  mkdirSync(join(cwd, 'there'));
  for (const out of ['there', 'made/here/']) {
    const result = await gesso.run(['generate', 'ice', '--out', out], {cwd});
    assert.equal(result.code, 0, result.err);
    const [path] = gesso.lines(result.out);
    assert.ok(path.startsWith(join(cwd, out)), path);
    assert.ok(gesso.isFile(path));
  }
});

test('--n 3 numbers the names', async (t) => {
  const cwd = gesso.makeFolder(t);
  const {code, out, err} =
      await gesso.run(['generate', 'marble', '--n', '3', '--out', 'm.png'], {cwd});
  assert.equal(code, 0, err);
  assert.deepEqual(
      gesso.lines(out), ['m-1.png', 'm-2.png', 'm-3.png'].map((name) => join(cwd, name)));
  for (const path of gesso.lines(out)) assert.deepEqual(gesso.pngSize(path), [1024, 1024]);
});

test('prompts come one a line, run at once, and are reported in the order of the input',
    async (t) => {
      const cwd = gesso.makeFolder(t);
      const widths = {slow: 10, middle: 20, fast: 30};
      const server = await gesso.startServer(t, (_, response, body) => {
        const wait = {slow: 600, middle: 300, fast: 0}[body.prompt];
        setTimeout(() => gesso.sendImage(response, gesso.makePng(widths[body.prompt], 8)), wait);
      });
      const {code, out, err} = await gesso.run(
          ['generate', '-', '--service', 'compatible', '--endpoint', server.url, '--out', 'o/'],
          {cwd, input: '\uFEFFslow\r\n\n  \nmiddle\nfast'});
      assert.equal(code, 0, err);
      assert.deepEqual(gesso.lines(out).map((path) => gesso.pngSize(path)[0]), [10, 20, 30]);
      assert.deepEqual(
          server.posts.map((post) => post.body.prompt).sort(), ['fast', 'middle', 'slow']);
    });

test('one prompt that fails does not cost the others', async (t) => {
  const cwd = gesso.makeFolder(t);
  const {code, out, err} = await gesso.run(
      ['generate', '-', '--out', 'o'], {cwd, input: 'brick\nwood [refuse]\nsand\n'});
  assert.equal(code, 3);
  assert.equal(gesso.lines(out).length, 2);
  assert.match(err, /gesso: loopback, prompt 2 \(wood \[refuse\]\): /);
});

test('--json prints events that end in one terminal event for each request, and no bare paths',
    async (t) => {
      const cwd = gesso.makeFolder(t);
      const {code, out, err} =
          await gesso.run(['generate', '-', '--json', '--partials', '1', '--out', 'o'],
              {cwd, input: 'brick "red"\nice [refuse]\n'});
      assert.equal(code, 3, err);
      const events = gesso.lines(out).map((line) => JSON.parse(line));
      for (const request of [1, 2]) {
        const own = events.filter((event) => event.request === request);
        const ends = own.filter((event) => event.type === 'finished' || event.type === 'failed');
        assert.equal(ends.length, 1);
        assert.equal(own.at(-1), ends[0]);
      }
      const [finished] = events.filter((event) => event.type === 'finished');
      assert.equal(finished.result, 'ok');
      assert.equal(finished.prompt, 'brick "red"');
      assert.equal(finished.http_status, 200);
      assert.ok(finished.service_request_id.length > 0);
      assert.ok(finished.total_tokens > 0);
      assert.deepEqual(gesso.pngSize(finished.paths[0]), [1024, 1024]);
      const [image] = events.filter((event) => event.type === 'image');
      assert.equal(image.path, finished.paths[0]);
      const [failed] = events.filter((event) => event.type === 'failed');
      assert.equal(failed.result, 'refused');
      assert.deepEqual(failed.paths, []);
    });

test('rows of each image come in order and without a gap', async (t) => {
  const cwd = gesso.makeFolder(t);
  const {out} =
      await gesso.run(['generate', 'sand', '--json', '--partials', '2', '--out', 'a.png'], {cwd});
  const next = new Map();
  for (const event of gesso.lines(out).map((line) => JSON.parse(line))) {
    if (event.type === 'rows') {
      assert.equal(event.y0, next.get(event.image) ?? 0);
      next.set(event.image, event.y1);
    } else if (event.type === 'image') {
      assert.equal(next.get(event.image), 1024);
    }
  }
  assert.ok(next.size >= 1);
});

test('--save-partials keeps the previews beside the image', async (t) => {
  const cwd = gesso.makeFolder(t);
  const {code, out, err} = await gesso.run(
      ['generate', 'wood planks', '--partials', '2', '--save-partials', '--out', 'w.png'], {cwd});
  assert.equal(code, 0, err);
  const paths = gesso.lines(out);
  assert.equal(paths.length, 3);
  assert.equal(paths.at(-1), join(cwd, 'w.png'));
  for (const path of paths) assert.deepEqual(gesso.pngSize(path), [1024, 1024]);
  assert.deepEqual(gesso.filesBelow(cwd).sort(), [...paths].sort());
});

test('--contact-sheet shows all images on one picture', async (t) => {
  const cwd = gesso.makeFolder(t);
  const {code, out, err} =
      await gesso.run(['generate', '-', '--out', 'o', '--contact-sheet', 'deep/sheet.png'],
          {cwd, input: 'brick\nice\nsand\n'});
  assert.equal(code, 0, err);
  assert.equal(gesso.lines(out).at(-1), join(cwd, 'deep/sheet.png'));
  const [width, height] = gesso.pngSize(join(cwd, 'deep/sheet.png'));
  assert.ok(
      width > 3 * 320 && width < 1200 && height > 320 && height < 500, `${width} x ${height}`);
  assert.deepEqual(gesso.filesBelow(join(cwd, 'deep')), [join(cwd, 'deep/sheet.png')]);
});

test('the ending of --out chooses the format', async (t) => {
  const cwd = gesso.makeFolder(t);
  const magic = {'a.jpg': /^\xff\xd8\xff/, 'a.webp': /^RIFF....WEBP/s, 'a.png': /^\x89PNG/};
  for (const [name, wanted] of Object.entries(magic)) {
    const {code, err} = await gesso.run(['generate', 'gravel', '--out', name], {cwd});
    assert.equal(code, 0, err);
    assert.match(readFileSync(join(cwd, name)).toString('latin1', 0, 16), wanted);
    assert.equal(err, kDemoNote + '\n');
  }
});

test('a format that does not fit the name keeps the name and is said', async (t) => {
  const cwd = gesso.makeFolder(t);
  const {code, err} =
      await gesso.run(['generate', 'ice', '--format', 'jpeg', '--out', 'a.png'], {cwd});
  assert.equal(code, 0);
  assert.match(err, /warning: .*a\.png holds jpeg data/);
  assert.ok(existsSync(join(cwd, 'a.png')));
});

test('what was asked for is what is sent, and nothing more', async (t) => {
  const cwd = gesso.makeFolder(t);
  const png = gesso.makePng(8, 8);
  const server = await gesso.startServer(t, (_, response) => gesso.sendImage(response, png));
  const ask = (args) => gesso.run(
      [
        'generate', 'x', '--service', 'compatible', '--endpoint', server.url, '--out', 'a.png',
        ...args
      ],
      {cwd});
  assert.equal((await ask([
    '--model', 'mine', '--size=64x32', '--quality', 'low', '--background', 'opaque',
    '--compression', '0', '--format', 'webp', '--user', 'u1'
  ])).code,
      0);
  // What makes a server of unknown habits answer with one image in base64 is the library's choice.
  const {n, response_format: _, ...body} = server.posts[0].body;
  assert.ok(n === undefined || n === 1);
  assert.deepEqual(body, {
    model: 'mine',
    prompt: 'x',
    size: '64x32',
    quality: 'low',
    background: 'opaque',
    output_compression: 0,
    output_format: 'webp',
    user: 'u1'
  });
  assert.equal(server.posts[0].headers.authorization, undefined);
});

test('--verbose says phases on standard error alone', async (t) => {
  const cwd = gesso.makeFolder(t);
  const {code, out, err} =
      await gesso.run(['generate', 'ice', '--verbose', '--out', 'a.png'], {cwd});
  assert.equal(code, 0);
  assert.equal(out, join(cwd, 'a.png') + '\n');
  assert.match(err, /generating/);
  assert.match(err, /saved 1024 x 1024 png/);
});

test('a terminal gets one line with phase and time, and a pipe none', {skip: !gesso.has('script')},
    async (t) => {
      const cwd = gesso.makeFolder(t);
      const url = await gesso.startService(t, ['--think-ms', '700']);
      const command = `"${gesso.program}" generate ice --endpoint ${url}/v1 --out a.png`;
      const {out} = await gesso.run(
          ['-qec', command, '/dev/null'], {cwd, env: {TERM: 'xterm'}, command: 'script'});
      assert.match(out, /\r0:00 {2}generating\x1b\[K/);
      assert.match(out, /\r\x1b\[K/);
      assert.match(out, /saved 1024 x 1024 png/);
      assert.ok(out.trimEnd().endsWith('/a.png'));
    });
