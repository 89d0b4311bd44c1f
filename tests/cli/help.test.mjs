// SPDX-License-Identifier: MIT
// Help that teaches, and a doctor that tells no secret.
import assert from 'node:assert/strict';
import {test} from 'node:test';

import * as gesso from './support.mjs';

const kOptions = [
  '--service', '--endpoint', '--deployment', '--api-version', '--model', '--family', '--size',
  '--quality', '--format', '--background', '--compression', '--style', '--user', '--n',
  '--partials', '--out', '--save-partials', '--contact-sheet', '--json', '--timeout', '--retries',
  '--ca', '--key-env', '--key-file', '--verbose', '--auth', '--organization', '--project',
  '--moderation', '--url', '--print-url', '--open', '--retry-maybe-billed', '--images-per-minute',
  '--allow-http', '--dry-run', '--as'
];

test('every option and every exit code is in the help, in lines that fit', async (t) => {
  const cwd = gesso.makeFolder(t);
  for (const args of [['generate', '--help'], ['help', 'generate'], ['generate', 'x', '-h']]) {
    const {code, out, err} = await gesso.run(args, {cwd});
    assert.equal(code, 0);
    assert.equal(err, '');
    for (const option of kOptions)
      assert.ok(out.includes(`\n  ${option} `) || out.includes(`\n  ${option}\n`), option);
    for (const number of [0, 1, 2, 3, 4, 5, 6, 7, 8, 130])
      assert.match(out, new RegExp(`^ +${number}  `, 'm'));
    for (const line of out.split('\n')) assert.ok(line.length <= 100, line);
  }
});

test('each command has help, and no command at all is a usage error', async (t) => {
  const cwd = gesso.makeFolder(t);
  for (const args of [
           ['--help'], ['help'], ['doctor', '--help'], ['version', '--help'], ['help', 'doctor']]) {
    const {code, out} = await gesso.run(args, {cwd});
    assert.equal(code, 0);
    assert.match(out, /gesso/);
  }
  const none = await gesso.run([], {cwd});
  assert.equal(none.code, 2);
  assert.equal(none.out, '');
  assert.match(none.err, /gesso generate/);
  assert.match((await gesso.run(['--version'], {cwd})).out,
      /^gesso \d+\.\d+\.\d+, library \d+\.\d+\.\d+\n$/);
});

test('doctor names what is set and what is missing, and shows no value', async (t) => {
  const cwd = gesso.makeFolder(t);
  const env = {OPENAI_API_KEY: 'sk-canary-1', AZURE_OPENAI_ENDPOINT: 'https://canary.invalid'};
  const {code, out, err} = await gesso.run(['doctor'], {cwd, env});
  assert.equal(code, 0, err);
  assert.match(out, /^ok +loopback service/m);
  assert.match(out, /^ok +openai /m);
  assert.match(out, /^set +OPENAI_API_KEY /m);
  assert.match(out, /^missing +azure +needs AZURE_OPENAI_API_KEY, AZURE_OPENAI_DEPLOYMENT_NAME/m);
  assert.match(out, /^ {2}export AZURE_OPENAI_API_KEY='YOUR-KEY'$/m);
  assert.match(out, /^ {2}setx AZURE_OPENAI_API_KEY "YOUR-KEY"$/m);
  assert.doesNotMatch(out + err, /canary/);
  assert.deepEqual(gesso.filesBelow(cwd), []);
});

test('doctor looks at one service when told to', async (t) => {
  const cwd = gesso.makeFolder(t);
  const missing = await gesso.run(['doctor', '--service', 'openai'], {cwd});
  assert.equal(missing.code, 1);
  assert.match(missing.out, /export OPENAI_API_KEY=/);
  assert.doesNotMatch(missing.out, /AZURE/);
  const ready =
      await gesso.run(['doctor', '--service', 'openai'], {cwd, env: {OPENAI_API_KEY: 'k'}});
  assert.equal(ready.code, 0);
  assert.doesNotMatch(ready.out, /export/);
});

test('doctor fails when the loopback service cannot be started', async (t) => {
  const cwd = gesso.makeFolder(t);
  const {code, out} = await gesso.run(['doctor'], {cwd, env: {GESSO_SERVICE: '/nowhere'}});
  assert.equal(code, 1);
  assert.match(out, /^missing +loopback service/m);
});
