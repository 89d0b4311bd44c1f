// SPDX-License-Identifier: MIT
// README, "Coming from": each command there is run as it stands, and what it sends is compared with
// what the document sends.
import assert from 'node:assert/strict';
import {chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';

import {parseForm} from './form.mjs';
import * as gesso from './support.mjs';

const readme =
    readFileSync(join(dirname(fileURLToPath(import.meta.url)), '../../README.md'), 'utf8');

// { name: command } of the section, in order.
function commandsOf(text) {
  const section = /^## Coming from .*?(?=^## )/ms.exec(text)[0];
  const found = section.matchAll(/^\*\*(.+?)\*\*[^]*?^```sh\n([^]*?)^```/gm);
  return Object.fromEntries([...found].map(([, name, command]) => [name, command.trim()]));
}

const kUmbrella = 'A multi-colored umbrella on the beach, disposable camera';
const dalle3 = (deployment, version) => ({
  target: `/openai/deployments/${deployment}/images/generations?api-version=${version}`,
  files: 1
});
const queued = (version) =>
    ({target: `/openai/images/generations:submit?api-version=${version}`, files: 1});

// What each document sends. `model`, which the deployments form does not need, is left out.
const kDocuments = {
  'REST quickstart, DALL-E 3': {
    ...dalle3('dalle3', '2024-02-01'),
    body: {prompt: kUmbrella, size: '1024x1024', n: 1, quality: 'hd', style: 'vivid'},
    prints: /^http\S+$/
  },
  'PowerShell quickstart, DALL-E 2 queued': {
    ...queued('2023-06-01-preview'),
    token: true,
    body: {prompt: 'A painting of a dog', size: '1024x1024', n: 1},
    prints: /images\/generated_image\.png$/
  },
  'Python quickstart': {
    ...dalle3('dalle3', '2024-02-01'),
    body: {prompt: 'a close-up of a bear walking through the forest', n: 1},
    prints: /images\/generated_image\.png$/,
    opens: true
  },
  'C# quickstart': {
    ...dalle3('dall-e-3', '2024-02-01'), // the document leaves the version to its client
    token: true,
    body: {prompt: 'a happy monkey sitting in a tree, in watercolor', size: '1024x1024'},
    prints: /^http\S+$/
  },
  'Java quickstart': {
    ...queued('2023-06-01-preview'), // the document leaves the version to its client
    token: true,
    body: {prompt: 'A drawing of the Seattle skyline in the style of Van Gogh'},
    prints: /^http\S+$/
  },
  'JavaScript quickstart': {
    ...dalle3('dall-e-3', '2024-07-01'),
    body: {prompt: 'a monkey eating a banana', size: '1024x1024', n: 1, style: 'vivid'},
    prints: /^http\S+$/
  },
  'TypeScript quickstart': {
    ...dalle3('dall-e-3', '2024-07-01'),
    env: {AZURE_OPENAI_DEPLOYMENT_NAME: 'dall-e-3', OPENAI_API_VERSION: '2024-07-01'},
    body: {prompt: 'a monkey eating a banana', size: '1024x1024', n: 1, style: 'vivid'},
    prints: /^http\S+$/
  },
  'Go quickstart': {
    ...dalle3('dall-e-3', '2024-02-01'), // the document leaves the version to its client
    body: {prompt: 'A painting of a cat in the style of Dali.', response_format: 'url'},
    prints: /^http\S+$/
  },
  'How-to, generate': {
    target: '/openai/deployments/gpt-image-1/images/generations?api-version=2025-04-01-preview',
    files: 1,
    body: {prompt: kUmbrella, size: '1024x1024', n: 1, quality: 'high'},
    prints: /\.png$/
  },
  'How-to, stream': {
    target: '/openai/v1/images/generations',
    files: 3,
    body: {
      model: 'gpt-image-1',
      prompt: 'A cute baby sea otter',
      n: 1,
      size: '1024x1024',
      stream: true,
      partial_images: 2
    },
    prints: /river\.png$/
  },
  'How-to, edit': {
    target: '/openai/deployments/gpt-image-1/images/edits?api-version=2025-04-01-preview',
    files: 2,
    form: {prompt: 'Add a beach ball in the center', size: '1024x1024', n: '1', quality: 'high'},
    prints: /ball\.png$/
  },
  '`Request-AzureImageGeneration`, example 1': {
    ...queued('2023-06-01-preview'),
    body: {prompt: 'A cute baby lion', size: '256x256', n: 1},
    prints: /babylion\.png$/
  },
  '`Request-AzureImageGeneration`, example 2': {
    ...queued('2023-06-01-preview'),
    files: 3,
    body: {prompt: 'Delicious ramen with gyoza', n: 3},
    prints: /^http\S+$/
  },
};

// What may be said besides. A quality is always named, because a service's own default can be its
// dearest; that DALL-E shall answer with an address is what it does anyway.
const kBesides = {quality: ['standard', 'medium'], response_format: ['url']};

function compareFields(sent, wanted, name) {
  for (const [field, value] of Object.entries(wanted)) {
    const isDefault = field === 'n' && Number(value) === 1 && sent.n === undefined;
    if (!isDefault) assert.deepEqual(sent[field], value, `${name}: ${field}`);
  }
  for (const [field, value] of Object.entries(sent)) {
    if (field in wanted) continue;
    assert.ok(kBesides[field]?.includes(value), `${name}: ${field}=${value} is not the document's`);
  }
}

// The first request that makes pictures: its line, its headers, its body.
function firstPost(folder) {
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.head')) continue;
    const [line, ...headers] = gesso.lines(readFileSync(join(folder, file), 'utf8'));
    if (!line.startsWith('POST ')) continue;
    const body = readFileSync(join(folder, file.replace('.head', '.body')));
    return {line, headers: new Map(headers.map((header) => header.split(/: (.*)/s))), body};
  }
  throw new Error('nothing was posted');
}

async function compare(t, name, command, wanted) {
  const cwd = gesso.makeFolder(t);
  const record = join(gesso.makeFolder(t), 'record');
  const tools = join(gesso.makeFolder(t), 'bin');
  mkdirSync(tools);
  writeFileSync(join(tools, 'xdg-open'), '#!/bin/sh\necho "$1" > "${0%/*}/opened"\n');
  chmodSync(join(tools, 'xdg-open'), 0o755);
  writeFileSync(join(cwd, 'beach.png'), gesso.makePng(1024, 1024));
  const url = await gesso.startService(t, ['--record', record, '--deployment', 'dalle3=dall-e-3']);
  const env = {
    PATH: `${tools}:${dirname(gesso.program)}:${process.env.PATH}`,
    AZURE_OPENAI_ENDPOINT: url + '/',
    [wanted.token ? 'DEFAULT_AZURE_CREDENTIAL_TOKEN' : 'AZURE_OPENAI_API_KEY']: 'secret-0123456',
    ...wanted.env
  };
  const {code, out, err} = await gesso.shell(command, {cwd, env});
  assert.equal(code, 0, `${name}: ${err}`);
  const {line, headers, body} = firstPost(record);
  assert.equal(line, `POST ${wanted.target}`, name);
  assert.equal(headers.has('api-key'), !wanted.token, name);
  assert.equal(headers.get('authorization')?.startsWith('Bearer ') ?? false, !!wanted.token, name);
  if (wanted.form) {
    const form = parseForm(headers.get('content-type'), body);
    const picture = form.files.get('image[]') ?? form.files.get('image');
    assert.equal(picture.type, 'image/png');
    assert.ok(picture.filename.length > 0);
    compareFields(Object.fromEntries(form.texts), wanted.form, name);
  } else {
    assert.match(headers.get('content-type'), /^application\/json/);
    compareFields(JSON.parse(body), wanted.body, name);
  }
  assert.match(gesso.lines(out).at(-1), wanted.prints, name);
  const files = gesso.filesBelow(cwd).filter((path) => !/\/$|beach\.png$/.test(path));
  assert.equal(files.length, wanted.files, `${name}: ${files}`);
  for (const file of files) gesso.pngSize(file);
  if (wanted.opens) assert.equal(readFileSync(join(tools, 'opened'), 'utf8'), out);
}

const commands = commandsOf(readme);

test('each document has its command, and each command its document', () => {
  assert.deepEqual(Object.keys(commands), Object.keys(kDocuments));
  for (const command of Object.values(commands)) assert.match(command, /^gesso (generate|edit) "/);
});

for (const [name, wanted] of Object.entries(kDocuments)) {
  test(`coming from: ${name}`, (t) => compare(t, name, commands[name], wanted));
}
