// SPDX-License-Identifier: MIT
// Who asks, when there is more than one key or token.
import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';

import * as gesso from './support.mjs';

const png = gesso.makePng(8, 8);
const kToken = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJtZSJ9.c2lnbmF0dXJl';

// Asks as that service and answers what the server saw of it: [api-key, authorization].
async function makeAsk(t) {
  const cwd = gesso.makeFolder(t);
  writeFileSync(join(cwd, 'key'), 'from-file\n', {mode: 0o600});
  const server = await gesso.startServer(t, (_, response) => gesso.sendImage(response, png));
  const base = server.url.slice(0, -3);
  const ask = async (service, args, env) => {
    const place = {
      azure: ['--endpoint', base, '--deployment', 'd'],
      openai: ['--endpoint', server.url],
      compatible: ['--endpoint', server.url],
    }[service];
    server.posts.length = 0;
    const result = await gesso.run(
        ['generate', 'x', '--service', service, ...place, '--out', 'a.png', ...args], {cwd, env});
    const headers = server.posts[0]?.headers;
    return {...result, sent: headers && [headers['api-key'], headers.authorization]};
  };
  return {ask, server, base, cwd};
}

test('the order is fixed: what an option names, an access token, a key', async (t) => {
  const {ask} = await makeAsk(t);
  const all = {
    AZURE_OPENAI_API_KEY: 'k1',
    AZURE_OPENAI_AD_TOKEN: 't1',
    DEFAULT_AZURE_CREDENTIAL_TOKEN: 't2',
    OPENAI_API_KEY: 'not-for-azure',
    NAMED: 'n1',
    JWT: kToken
  };
  const {AZURE_OPENAI_AD_TOKEN: _, ...second} = all;
  const {DEFAULT_AZURE_CREDENTIAL_TOKEN: __, ...keyOnly} = second;
  const cases = [
    [all, [], [undefined, 'Bearer t1']],
    [second, [], [undefined, 'Bearer t2']],
    [keyOnly, [], ['k1', undefined]],
    [{...all, AZURE_OPENAI_AD_TOKEN: ' ', DEFAULT_AZURE_CREDENTIAL_TOKEN: '\t'}, [],
      ['k1', undefined]],
    [all, ['--auth', 'key'], ['k1', undefined]],
    [all, ['--auth', 'bearer'], [undefined, 'Bearer t1']],
    [all, ['--auth', 'none'], [undefined, undefined]],
    [all, ['--key-env', 'NAMED'], ['n1', undefined]],
    [all, ['--key-env', 'JWT'], [undefined, `Bearer ${kToken}`]],
    [all, ['--key-env', 'NAMED', '--auth', 'bearer'], [undefined, 'Bearer n1']],
    [all, ['--key-env', 'JWT', '--auth', 'key'], [kToken, undefined]],
    [all, ['--key-file', 'key'], ['from-file', undefined]],
  ];
  for (const [env, args, sent] of cases) {
    const result = await ask('azure', args, env);
    assert.equal(result.code, 0, `${args}: ${result.err}`);
    assert.deepEqual(result.sent, sent, `${Object.keys(env)} ${args}`);
  }
});

test('OpenAI gets its key as a bearer, whatever --auth calls it', async (t) => {
  const {ask} = await makeAsk(t);
  const env = {OPENAI_API_KEY: 'k', AZURE_OPENAI_AD_TOKEN: 'not-for-openai'};
  for (const args of [[], ['--auth', 'key'], ['--auth', 'bearer']]) {
    assert.deepEqual((await ask('openai', args, env)).sent, [undefined, 'Bearer k']);
  }
  assert.deepEqual((await ask('openai', ['--auth', 'none'], env)).sent, [undefined, undefined]);
});

test('a sign-in that is not there yet says what works today, and nothing is sent', async (t) => {
  const {ask, server} = await makeAsk(t);
  const cases = [
    ['azure', ['--auth', 'entra'], {AZURE_OPENAI_API_KEY: 'k'}, /--auth bearer/],
    ['azure', [], {}, /AZURE_OPENAI_API_KEY/],
    ['azure', ['--auth', 'bearer'], {AZURE_OPENAI_API_KEY: 'k'}, /no access token/],
    ['azure', ['--auth', 'key'], {AZURE_OPENAI_AD_TOKEN: 't'}, /no key/],
  ];
  for (const [service, args, env, pattern] of cases) {
    const {code, err} = await ask(service, args, env);
    assert.equal(code, 4, err);
    assert.match(err, pattern);
    assert.match(err, /az login.*AZURE_OPENAI_AD_TOKEN="\$\(az account get-access-token/);
  }
  assert.equal((await ask('openai', [], {})).code, 4);
  const unnamed = await ask('compatible', ['--auth', 'key'], {OPENAI_API_KEY: 'k'});
  assert.equal(unnamed.code, 2);
  assert.match(unnamed.err, /--key-env/);
  const contradiction = await ask('azure', ['--auth', 'none', '--key-env', 'K'], {K: 'k'});
  assert.equal(contradiction.code, 2);
  assert.equal(server.posts.length, 0);
});

test('an OpenAI key goes to Azure only with the address that was set beside it', async (t) => {
  const {server, base, cwd} = await makeAsk(t);
  const ask = (env) => gesso.run(
      ['generate', 'x', '--service', 'azure', '--deployment', 'd', '--out', 'a.png'], {cwd, env});
  const pair = {OPENAI_API_BASE: base + '/', OPENAI_API_KEY: 'pair-key'};
  assert.equal((await ask(pair)).code, 0);
  assert.equal(server.posts[0].headers['api-key'], 'pair-key');
  const other = await ask({...pair, AZURE_OPENAI_ENDPOINT: base});
  assert.equal(other.code, 4);
  assert.equal(server.posts.length, 1);
});

test('doctor names the source that is used and those that are ignored', async (t) => {
  const cwd = gesso.makeFolder(t);
  const env = {
    AZURE_OPENAI_ENDPOINT: 'https://canary.invalid',
    AZURE_OPENAI_DEPLOYMENT_NAME: 'canary',
    AZURE_OPENAI_API_KEY: 'canary-key',
    AZURE_OPENAI_AD_TOKEN: 'canary-token'
  };
  const ask = async (...more) => {
    const {out, err} = await gesso.run(['doctor', '--service', 'azure', ...more], {cwd, env});
    assert.doesNotMatch(out + err, /canary/);
    return out;
  };
  assert.match(await ask(),
      /^ok +who asks azure +AZURE_OPENAI_AD_TOKEN \(bearer\); ignored: AZURE_OPENAI_API_KEY \(key\)$/m);
  assert.match(await ask('--auth', 'key'),
      /AZURE_OPENAI_API_KEY \(key\); ignored: AZURE_OPENAI_AD_TOKEN \(bearer\)$/m);
  assert.match(await ask('--auth', 'none'), /nobody; ignored: /);
  assert.match(await ask(), /^ok +azure /m);
});
