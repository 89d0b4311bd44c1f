// SPDX-License-Identifier: MIT
// What would be sent: said without sending it, and as a program that sends the same.
import assert from 'node:assert/strict';
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';

import {parseForm} from './form.mjs';
import {makeRgba} from './png.mjs';
import * as gesso from './support.mjs';

const kLanguages = ['curl', 'python', 'cpp', 'csharp', 'powershell'];
// Nobody is there: a dry run that is none must not reach a real service.
const kOpenai = ['--service', 'openai', '--endpoint', 'http://127.0.0.1:9/v1'];
const kKeys = {OPENAI_API_KEY: 'key-of-openai-1', AZURE_OPENAI_API_KEY: 'key-of-azure-1'};
const base = makeRgba(256, 256, (x, y) => [x, y, 7, 255]);
const mask = makeRgba(256, 256, (x) => [0, 0, 0, x < 100 ? 0 : 255]);

function makeDesk(t) {
  const cwd = gesso.makeFolder(t);
  writeFileSync(join(cwd, 'base.png'), base);
  writeFileSync(join(cwd, 'mask.png'), mask);
  const run = (args, env = kKeys) => gesso.run(args, {cwd, env});
  return {cwd, run};
}

test('a dry run says what would be sent, sends nothing and writes nothing', async (t) => {
  const {cwd, run} = makeDesk(t);
  const server = await gesso.startServer(t, (_, response) => gesso.sendError(response, 500, {}));
  const endpoint = server.url.slice(0, -3); // without /v1
  const azure = ['--service', 'azure', '--deployment', 'my-images', '--endpoint', endpoint];
  const {code, out, err} = await run(
      ['edit', 'a window', '--image', 'base.png', '--mask', 'mask.png', '--family', 'gpt-image-1',
        ...azure, '--dry-run', '--out', 'new/w.png']);
  assert.equal(code, 0, err);
  assert.match(out, /^service +azure$/m);
  assert.match(out, /^deployment +my-images$/m);
  assert.match(out, /^who asks +the key of AZURE_OPENAI_API_KEY$/m);
  assert.match(out, /^prompt +a window$/m);
  assert.match(out, /^picture +base base\.png/m);
  assert.match(out, /^picture +mask mask\.png/m);
  assert.match(out, /^curl '.*\/images\/edits\?api-version=/m);
  assert.equal(server.posts.length, 0);
  assert.deepEqual(readdirSync(cwd).sort(), ['base.png', 'mask.png']);
});

test('each language names the address, the prompt and the variable of the key', async (t) => {
  const {run} = makeDesk(t);
  const programs = new Set();
  for (const language of kLanguages) {
    const ask = ['generate', 'slate roof', ...kOpenai, '--dry-run', '--as', language];
    const {code, out, err} = await run(ask);
    assert.equal(code, 0, err);
    for (const part of ['127.0.0.1:9', 'slate roof', 'OPENAI_API_KEY'])
      assert.ok(out.includes(part), `${language}: ${out}`);
    const upper = await run([...ask.slice(0, -1), language.toUpperCase(), '--json']);
    const event = JSON.parse(upper.out);
    assert.deepEqual(event,
        {type: 'code', request: 1, language, prompt: 'slate roof', text: event.text});
    assert.equal(event.text.trimEnd(), out.trimEnd());
    programs.add(out);
  }
  assert.equal(programs.size, kLanguages.length);
});

test('a dry run needs no key, and finds the mistakes that a real one would', async (t) => {
  const {run} = makeDesk(t);
  const {code, out, err} = await run(['generate', 'x', ...kOpenai, '--dry-run'], {});
  assert.equal(code, 0, err);
  assert.match(out, /^who asks +no key is there yet$/m);
  assert.match(err, /warning: .*OPENAI_API_KEY/);
  const cases = [
    ['generate', 'x', '--as', 'cobol'],
    ['generate', 'x', '--n', '99'],
    ['generate', 'x', '--service', 'azure', '--endpoint', 'http://127.0.0.1:9'],
    ['generate', 'x', ...kOpenai, '--model', 'gpt-image-1', '--size', '7x7'],
    ['edit', 'x', '--image', 'gone.png'],
    ['edit', 'x', '--image', 'base.png', '--mask', 'base.png', '--mask-meaning', 'gray'],
  ];
  for (const args of cases) {
    const dry = await run([...args, '--dry-run']);
    assert.ok(dry.code === 2 || dry.code === 3, `${args}: ${dry.code} ${dry.err}`);
    assert.equal(dry.out, '', `${args}`);
    assert.match(dry.err, /^gesso: /);
  }
});

test('of several prompts each gets its program, or a word why it has none', async (t) => {
  const {cwd} = makeDesk(t);
  const input = `moss\n${'x'.repeat(4001)}\nice\n`;
  const {code, out, err} = await gesso.run(
      ['generate', '-', ...kOpenai, '--model', 'dall-e-3', '--dry-run', '--as', 'curl'],
      {cwd, env: kKeys, input});
  assert.ok(code === 2 || code === 3, String(code));
  assert.match(err, /^gesso: prompt 2: /);
  assert.equal(out.match(/^curl /gm).length, 2);
});

test('--as without --dry-run prints the program after the path', async (t) => {
  const {cwd, run} = makeDesk(t);
  const {code, out, err} = await run(['generate', 'moss', '--out', 'a.png', '--as', 'curl']);
  assert.equal(code, 0, err);
  assert.ok(out.startsWith(join(cwd, 'a.png') + '\n'), out);
  assert.match(out, /^curl 'http:\/\/127\.0\.0\.1:\d+\/v1\/images\/generations'/m);
  assert.doesNotMatch(out, /key-of-/);
});

// { head, body } of everything that was posted, in order.
function postsIn(folder) {
  return readdirSync(folder).filter((file) => file.endsWith('.head')).sort().map((file) => ({
    head: gesso.lines(readFileSync(join(folder, file), 'utf8')),
    body: readFileSync(join(folder, file.replace('.head', '.body')))
  })).filter(({head}) => head[0].startsWith('POST '));
}

const field = ({head}, name) => head.find((line) => line.startsWith(name + ': '));

// The program reads the pictures that Gesso sent; they are in its body.
function writePictures(cwd, {head, body}) {
  const type = field({head}, 'content-type').slice('content-type: '.length);
  if (type.startsWith('multipart/')) {
    for (const {filename, bytes} of parseForm(type, body).all)
      if (filename) writeFileSync(join(cwd, filename), bytes);
    return;
  }
  const {images = [], mask: area} = JSON.parse(body);
  const bytesOf = (picture) => Buffer.from(picture.image_url.split(',')[1], 'base64');
  images.forEach((one, i) => writeFileSync(join(cwd, `image-${i + 1}.png`), bytesOf(one)));
  if (area) writeFileSync(join(cwd, 'mask.png'), bytesOf(area));
}

// A form's boundary is the sender's own.
function contentOf(post) {
  const type = field(post, 'content-type').slice('content-type: '.length);
  if (!type.startsWith('multipart/')) return [type, post.body.toString()];
  return parseForm(type, post.body).all;
}

const kEdit = ['edit', 'it\'s a "window" \\ für $HOME', '--image', 'base.png'];
const kAsks = {
  'OpenAI': ['generate', 'it\'s `slate` $HOME \\ "für"\nall', '--service', 'openai', '--n', '2'],
  'Azure': ['generate', '@slate', '--service', 'azure', '--deployment', 'gpt-image-1'],
  'Azure v1, streamed':
      ['generate', 'x', '--service', 'azure-v1', '--deployment', 'gpt-image-1', '--partials', '2'],
  'Azure, queued': ['generate', 'x', '--service', 'azure-async', '--size', '256x256'],
  'an edit': [...kEdit, '--service', 'openai'],
  'an edit with a mask':
      [...kEdit, '--mask', 'mask.png', '--service', 'azure', '--deployment', 'gpt-image-1'],
  'an edit with two pictures': [...kEdit, '--image', 'mask.png', '--service', 'openai'],
  'an edit as JSON': [...kEdit, '--mask', 'mask.png', '--service', 'openai', '--json-body'],
};

for (const [name, ask] of Object.entries(kAsks)) {
  test(`the printed curl, run, sends what Gesso sends: ${name}`,
      {skip: !gesso.has('curl') && 'no curl'}, async (t) => {
        const {run} = makeDesk(t);
        const record = join(gesso.makeFolder(t), 'record');
        const url = await gesso.startService(t, ['--record', record]);
        const endpoint = ask.includes('openai') ? `${url}/v1` : url;
        const sent = await run([...ask, '--endpoint', endpoint, '--out', 'a.png']);
        assert.equal(sent.code, 0, sent.err);
        const [own] = postsIn(record);
        const dry = await run([...ask, '--endpoint', endpoint, '--dry-run', '--as', 'curl']);
        assert.equal(dry.code, 0, dry.err);
        assert.equal(postsIn(record).length, 1);
        const bench = gesso.makeFolder(t);
        writePictures(bench, own);
        const again = await gesso.shell(dry.out, {cwd: bench, env: kKeys});
        assert.equal(again.code, 0, again.err);
        const [, theirs] = postsIn(record);
        assert.equal(theirs.head[0], own.head[0]);
        for (const header of ['accept', 'api-key', 'authorization'])
          assert.equal(field(theirs, header), field(own, header));
        assert.deepEqual(contentOf(theirs), contentOf(own));
      });
}
