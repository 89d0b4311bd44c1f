// SPDX-License-Identifier: MIT
// Our command line against a server not written here. It answers plain JSON to `stream: true`.
import {LLMock} from '@copilotkit/aimock';
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import sharp from 'sharp';

const kProgram = join(process.env.GESSO_BUILD ?? 'build/release', 'demo/cli/gesso');

function run(args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(kProgram, args, {env: {...process.env, ...env}});
    let out = '';
    let err = '';
    child.stdout.on('data', (text) => out += text);
    child.stderr.on('data', (text) => err += text);
    child.on('close', (code) => resolve({code, out, err}));
  });
}

async function startServer(t, png) {
  const server = new LLMock({port: 0});
  server.onImage('cat', {image: {b64Json: png.toString('base64')}});
  await server.start();
  t.after(() => server.stop());
  return server;
}

async function paint() {
  return sharp({create: {width: 48, height: 32, channels: 3, background: '#336699'}}).png().toBuffer();
}

for (const partials of ['0', '2']) {
  test(`the command line saves what a foreign server sends, asked for ${partials} previews`,
      async (t) => {
        const png = await paint();
        const server = await startServer(t, png);
        const folder = mkdtempSync(join(tmpdir(), 'gesso-aimock-'));
        t.after(() => rmSync(folder, {recursive: true}));
        const file = join(folder, 'cat.png');
        const {code, out, err} = await run([
          'generate', 'a cat on a wall', '--service', 'compatible', '--endpoint', `${server.url}/v1`,
          '--model', 'gpt-image-1', '--partials', partials, '--out', file
        ]);
        assert.equal(code, 0, err);
        assert.equal(out.trim(), file);
        assert.deepEqual(readFileSync(file), png);
      });
}

test('the command line speaks the Azure deployments form to a foreign server', async (t) => {
  const png = await paint();
  const server = await startServer(t, png);
  const folder = mkdtempSync(join(tmpdir(), 'gesso-aimock-'));
  t.after(() => rmSync(folder, {recursive: true}));
  const file = join(folder, 'cat.png');
  const {code, err} = await run(
      [
        'generate', 'a cat on a wall', '--service', 'azure', '--endpoint', server.url,
        '--deployment', 'gpt-image-1', '--out', file
      ],
      {AZURE_OPENAI_API_KEY: 'not-a-real-key'});
  assert.equal(code, 0, err);
  assert.deepEqual(readFileSync(file), png);
});

test('a prompt the foreign server does not know is a clear refusal and leaves nothing', async (t) => {
  const server = await startServer(t, await paint());
  const folder = mkdtempSync(join(tmpdir(), 'gesso-aimock-'));
  t.after(() => rmSync(folder, {recursive: true}));
  const {code, out, err} = await run([
    'generate', 'a dog', '--service', 'compatible', '--endpoint', `${server.url}/v1`, '--model',
    'gpt-image-1', '--out', join(folder, 'dog.png')
  ]);
  assert.notEqual(code, 0);
  assert.equal(out, '');
  assert.match(err, /gesso:/);
});
