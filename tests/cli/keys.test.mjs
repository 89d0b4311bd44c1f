// SPDX-License-Identifier: MIT
// Keys: where they come from, where they go, and that no output ever shows one.
import assert from 'node:assert/strict';
import {chmodSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';

import * as gesso from './support.mjs';

const kCanary = 'sk-canary-7f3a9b';
const png = gesso.makePng(8, 8);

async function imageServer(t) {
  return gesso.startServer(t, (_, response) => gesso.sendImage(response, png));
}

test('a wrong key ends with 4, leaves nothing behind and is not shown', async (t) => {
  const cwd = gesso.makeFolder(t);
  const url = await gesso.startService(t, ['--key-env', 'RIGHT'], {RIGHT: 'the-right-key'});
  const env = {WRONG: kCanary};
  const cases = [
    ['openai', `${url}/v1`, []], ['azure', url, ['--deployment', 'gpt-image-2']],
    ['azure-v1', url, ['--deployment', 'gpt-image-2']]
  ];
  for (const [service, endpoint, more] of cases) {
    const {code, out, err} = await gesso.run(
        [
          'generate', 'x', '--service', service, '--endpoint', endpoint, '--key-env', 'WRONG',
          '--verbose', '--out', 'a/b.png', ...more
        ],
        {cwd, env});
    assert.equal(code, 4, `${service}: ${err}`);
    assert.equal(out, '');
    assert.match(err, new RegExp(`gesso: ${service}: `));
    assert.ok(!err.includes(kCanary));
    assert.deepEqual(gesso.filesBelow(cwd), []);
  }
});

test('the right key opens each form', async (t) => {
  const cwd = gesso.makeFolder(t);
  const url = await gesso.startService(t, ['--key-env', 'RIGHT'], {RIGHT: kCanary});
  const cases = [
    [['--service', 'openai'], {OPENAI_API_KEY: kCanary, OPENAI_BASE_URL: `${url}/v1`}],
    [
      ['--service', 'azure'], {
        AZURE_OPENAI_API_KEY: kCanary,
        AZURE_OPENAI_ENDPOINT: `${url}/`,
        AZURE_OPENAI_DEPLOYMENT_NAME: 'my-gpt-image-2',
        OPENAI_API_VERSION: '2025-04-01-preview'
      }
    ],
    [
      ['--service', 'azure-v1', '--deployment', 'my-gpt-image-2', '--endpoint', url],
      {AZURE_OPENAI_API_KEY: kCanary}
    ],
  ];
  for (const [args, env] of cases) {
    const {code, out, err} =
        await gesso.run(['generate', 'ice', '--out', 'a.png', '--verbose', ...args], {cwd, env});
    assert.equal(code, 0, `${args}: ${err}`);
    assert.ok(!(out + err).includes(kCanary));
  }
});

test('a key file loses its newline, warns when others can read it, and can be standard input',
    async (t) => {
      const cwd = gesso.makeFolder(t);
      const server = await imageServer(t);
      const file = join(cwd, 'key');
      writeFileSync(file, '\uFEFF' + kCanary + '\r\n');
      const ask = (from, input) => gesso.run(
          [
            'generate', 'x', '--service', 'openai', '--endpoint', server.url, '--key-file', from,
            '--out', 'a.png'
          ],
          {cwd, input});
      chmodSync(file, 0o600);
      const quiet = await ask('key');
      assert.equal(quiet.code, 0, quiet.err);
      assert.equal(quiet.err, '');
      chmodSync(file, 0o644);
      assert.match((await ask('key')).err, /warning: --key-file: other users/);
      assert.equal((await ask('-', kCanary + '\n')).code, 0);
      assert.deepEqual(server.posts.map((post) => post.headers.authorization),
          Array(3).fill(`Bearer ${kCanary}`));
    });

test('a compatible server never gets a key that was meant for OpenAI', async (t) => {
  const cwd = gesso.makeFolder(t);
  const server = await imageServer(t);
  const {code} = await gesso.run(['generate', 'x', '--service', 'compatible', '--out', 'a.png'],
      {cwd, env: {OPENAI_API_KEY: kCanary, OPENAI_BASE_URL: server.url}});
  assert.equal(code, 0);
  assert.equal(server.posts[0].headers.authorization, undefined);
});

test('a key in the wrong place is refused and never repeated', async (t) => {
  const cwd = gesso.makeFolder(t);
  const wrong = [
    ['--key', kCanary], [`--key=${kCanary}`], ['--api-key', kCanary], [`--api_key=${kCanary}`],
    ['--token', kCanary], [`--keyy=${kCanary}`], ['--key-env', kCanary], [`--key-env=${kCanary}`],
    ['--key-env', 'deadbeef00112233445566778899aabb'], ['--key-file', kCanary], ['--n', kCanary],
    ['--partials', kCanary], ['--timeout', kCanary], ['--service', kCanary], [kCanary],
    ['--endpoint', `https://user:${kCanary}@example.com`]
  ];
  for (const words of wrong) {
    const service = words[0] === '--service' ? [] : ['--service', 'openai'];
    const {code, out, err} = await gesso.run(
        ['generate', 'x', ...service, ...words], {cwd, env: {OPENAI_API_KEY: 'set'}});
    assert.ok(code === 2 || code === 4, `${words}: ${code}`);
    assert.equal(out, '');
    assert.match(err, /^gesso: /);
    assert.ok(!err.includes('canary') && !err.includes('deadbeef'), err);
  }
  const {err} = await gesso.run(['generate', 'x', '--key', kCanary], {cwd});
  assert.match(err, /--key-env NAME/);
});

test('a key is not sent over plain http to another machine', async (t) => {
  const cwd = gesso.makeFolder(t);
  const {code, err} = await gesso.run(
      [
        'generate', 'x', '--service', 'openai', '--endpoint', 'http://example.com/v1', '--key-env',
        'K'
      ],
      {cwd, env: {K: kCanary}});
  assert.equal(code, 2);
  assert.match(err, /https/);
});
