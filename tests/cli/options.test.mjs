// SPDX-License-Identifier: MIT
// Options for which there is no better place: headers, pace, repetition, the system's viewer.
import assert from 'node:assert/strict';
import {chmodSync, existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';

import * as gesso from './support.mjs';

const png = gesso.makePng(8, 8);
const to = (server, ...more) => ['generate', 'x', '--service', 'compatible', '--endpoint',
    server.url, '--out', 'a.png', ...more];

test('organization, project and extra headers come from variables, and options win', async (t) => {
  const cwd = gesso.makeFolder(t);
  const server = await gesso.startServer(t, (_, response) => gesso.sendImage(response, png));
  const env = {
    OPENAI_API_KEY: 'k',
    OPENAI_BASE_URL: server.url,
    OPENAI_ORG_ID: ' org-1 ',
    OPENAI_PROJECT_ID: 'proj-1',
    OPENAI_CUSTOM_HEADERS: 'X-One: 1\n\nX-Two: 2\n'
  };
  const ask = ['generate', 'x', '--service', 'openai', '--out', 'a.png'];
  assert.equal((await gesso.run(ask, {cwd, env})).code, 0);
  assert.equal(
      (await gesso.run([...ask, '--organization', 'org-2', '--project=proj-2'], {cwd, env})).code,
      0);
  const seen = server.posts.map(({headers}) => ['openai-organization', 'openai-project', 'x-one',
    'x-two'].map((name) => headers[name]));
  assert.deepEqual(seen, [['org-1', 'proj-1', '1', '2'], ['org-2', 'proj-2', '1', '2']]);
});

test('OPENAI_API_BASE serves where OPENAI_BASE_URL is blank', async (t) => {
  const cwd = gesso.makeFolder(t);
  const server = await gesso.startServer(t, (_, response) => gesso.sendImage(response, png));
  const env = {OPENAI_API_KEY: 'k', OPENAI_BASE_URL: ' ', OPENAI_API_BASE: server.url};
  const {code, err} =
      await gesso.run(['generate', 'x', '--service', 'openai', '--out', 'a.png'], {cwd, env});
  assert.equal(code, 0, err);
  assert.equal(server.posts.length, 1);
});

test('a failure that may have been billed is repeated only when that was allowed', async (t) => {
  const cwd = gesso.makeFolder(t);
  let calls = 0;
  const server = await gesso.startServer(t, (_, response) => {
    if (++calls % 2 === 1)
      gesso.sendError(response, 500, {message: 'the painter is ill'});
    else
      gesso.sendImage(response, png);
  });
  assert.equal((await gesso.run(to(server), {cwd})).code, 6);
  assert.equal(server.posts.length, 1);
  calls = 0;
  const {code, err} = await gesso.run(to(server, '--retry-maybe-billed'), {cwd});
  assert.equal(code, 0, err);
  assert.equal(server.posts.length, 3);
  calls = 0;
  assert.equal(
      (await gesso.run(to(server, '--retry-maybe-billed', '--retries', '0'), {cwd})).code, 6);
  assert.equal(server.posts.length, 4);
});

test('--timeout 0 is no limit, and --retries goes to 100', async (t) => {
  const cwd = gesso.makeFolder(t);
  const server = await gesso.startServer(
      t, (_, response) => setTimeout(() => gesso.sendImage(response, png), 300));
  assert.equal((await gesso.run(to(server, '--timeout', '0', '--retries', '100'), {cwd})).code, 0);
  const tooMany = await gesso.run(to(server, '--retries', '101'), {cwd});
  assert.equal(tooMany.code, 2);
  assert.match(tooMany.err, /from 0 to 100/);
});

// A PATH on which xdg-open is this script.
function fakeOpener(t, script) {
  const folder = gesso.makeFolder(t);
  writeFileSync(join(folder, 'xdg-open'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'xdg-open'), 0o755);
  return {folder, PATH: `${folder}:${process.env.PATH}`};
}

test('--open shows each image in the viewer, which inherits no key', async (t) => {
  const cwd = gesso.makeFolder(t);
  const {folder, PATH} = fakeOpener(t, 'echo "$1" >> "${0%/*}/seen"; env >> "${0%/*}/env"');
  const env = {PATH, OPENAI_API_KEY: 'sk-canary', AZURE_OPENAI_AD_TOKEN: 'canary'};
  const {code, out, err} =
      await gesso.run(['generate', 'ice', '--n', '2', '--out', 'i.png', '--open'], {cwd, env});
  assert.equal(code, 0, err);
  assert.deepEqual(readFileSync(join(folder, 'seen'), 'utf8'), out);
  assert.doesNotMatch(readFileSync(join(folder, 'env'), 'utf8'), /canary/);
});

test('--open shows the contact sheet alone when there is one', async (t) => {
  const cwd = gesso.makeFolder(t);
  const {folder, PATH} = fakeOpener(t, 'echo "$1" >> "${0%/*}/seen"');
  const {code, err} = await gesso.run(
      ['generate', '-', '--out', 'o/', '--contact-sheet', 'sheet.png', '--open'],
      {cwd, env: {PATH}, input: 'ice\nsand\n'});
  assert.equal(code, 0, err);
  assert.equal(readFileSync(join(folder, 'seen'), 'utf8'), join(cwd, 'sheet.png') + '\n');
});

test('a viewer that fails, stays open or is missing costs no image', async (t) => {
  const cwd = gesso.makeFolder(t);
  const ask = (PATH) => gesso.run(
      ['generate', 'ice', '--out', 'i.png', '--open'], {cwd, env: {PATH}});
  const failed = await ask(fakeOpener(t, 'exit 3').PATH);
  assert.equal(failed.code, 0);
  assert.match(failed.err, /warning: --open: .*xdg-open failed with 3/);
  const {folder, PATH} = fakeOpener(t, 'echo $$ > "${0%/*}/id"; exec sleep 60');
  const began = Date.now();
  const open = await ask(PATH);
  assert.equal(open.code, 0);
  assert.ok(Date.now() - began < 30_000);
  assert.doesNotMatch(open.err, /--open/);
  process.kill(Number(readFileSync(join(folder, 'id'), 'utf8'))); // it outlived the program
  const missing = await ask(gesso.makeFolder(t));
  assert.equal(missing.code, 0);
  assert.match(missing.err, /there is no xdg-open on PATH/);
  assert.ok(existsSync(join(cwd, 'i.png')));
});

test('an IPv6 address is an address, and its Host has brackets', async (t) => {
  const cwd = gesso.makeFolder(t);
  const server = await gesso.startServer(
      t, (_, response) => gesso.sendImage(response, png), '::1').catch(() => null);
  if (!server) return t.skip('no IPv6 on this machine');
  assert.match(server.url, /^http:\/\/\[::1\]:\d+\/v1$/);
  const {code, err} = await gesso.run(to(server, '--model', 'm'), {cwd});
  assert.equal(code, 0, err);
  assert.equal(server.posts[0].headers.host, new URL(server.url).host);
});

test('what the service says behind its pictures is in the last line of --json', async (t) => {
  const cwd = gesso.makeFolder(t);
  const {code, out, err} = await gesso.run(
      ['generate', 'ice', '--n', '2', '--quality', 'low', '--size', '1024x768', '--json', '--out',
        'o/'], {cwd});
  assert.equal(code, 0, err);
  const end = JSON.parse(gesso.lines(out).at(-1));
  assert.equal(end.type, 'finished');
  assert.ok(end.total_tokens > 0);
  assert.deepEqual(end.outputs.map(({quality, size, background}) => [quality, size, background]),
      Array(2).fill(['low', '1024x768', 'opaque']));
});
