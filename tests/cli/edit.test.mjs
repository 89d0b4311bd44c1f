// SPDX-License-Identifier: MIT
// `gesso edit`: what is on disk afterwards is the base outside the mask and the answer inside it.
import assert from 'node:assert/strict';
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';

import {parseForm} from './form.mjs';
import {decodePng, makeRgba} from './png.mjs';
import * as gesso from './support.mjs';

const kSide = 1024;
// A base in which no two neighbours are alike, and a mask that lets a square of it change.
const base = makeRgba(kSide, kSide, (x, y) => [x & 255, y & 255, (x * 7 + y * 3) & 255, 255]);
const inside = (x, y) => x >= 300 && x < 700 && y >= 400 && y < 600;
const mask = makeRgba(kSide, kSide, (x, y) => [0, 0, 0, inside(x, y) ? 0 : 255]);

async function makeStudio(t, answer = gesso.makePng(kSide, kSide, [200, 100, 50])) {
  const cwd = gesso.makeFolder(t);
  writeFileSync(join(cwd, 'base.png'), base);
  writeFileSync(join(cwd, 'mask.png'), mask);
  const forms = [];
  const server = await gesso.startServer(t, (request, response, body, bytes) => {
    forms.push(parseForm(request.headers['content-type'], bytes));
    gesso.sendImage(response, answer);
  });
  const edit = (...args) => gesso.run(
      ['edit', 'a window', '--service', 'compatible', '--endpoint', server.url, '--model',
        'gpt-image-2', '--image', 'base.png', ...args],
      {cwd});
  return {cwd, edit, forms, answer, server};
}

// Number of pixels that differ from the base outside the mask, and inside it.
function changesOf(path) {
  const picture = decodePng(readFileSync(path));
  const before = decodePng(base);
  assert.deepEqual([picture.width, picture.height], [kSide, kSide]);
  const changes = {outside: 0, inside: 0};
  for (let y = 0; y < kSide; ++y) {
    for (let x = 0; x < kSide; ++x) {
      const at = (y * kSide + x) * 4;
      const isEqual = picture.rgba.compare(before.rgba, at, at + 4, at, at + 4) === 0;
      if (!isEqual) ++changes[inside(x, y) ? 'inside' : 'outside'];
    }
  }
  return changes;
}

test('--out is the edited picture, unchanged outside the mask, and the answer lies beside it',
    async (t) => {
      const {cwd, edit, forms, answer} = await makeStudio(t);
      const {code, out, err} = await edit('--mask', 'mask.png', '--out', 'o/window.png');
      assert.equal(code, 0, err);
      assert.equal(out, join(cwd, 'o/window.png') + '\n');
      assert.deepEqual(
          readdirSync(join(cwd, 'o')).sort(), ['window.original.png', 'window.png']);
      assert.ok(readFileSync(join(cwd, 'o/window.original.png')).equals(answer));
      const {outside, inside: changed} = changesOf(join(cwd, 'o/window.png'));
      assert.equal(outside, 0);
      assert.ok(changed > 79_000, String(changed)); // 80,000 but for chance
      assert.equal(forms[0].texts.get('prompt'), 'a window');
      assert.ok(forms[0].files.has('mask'));
    });

test('feather, crop and meaning of the mask leave the outside alone', async (t) => {
  const {cwd, edit} = await makeStudio(t);
  writeFileSync(join(cwd, 'white.png'),
      makeRgba(kSide, kSide, (x, y) => inside(x, y) ? [255, 255, 255, 255] : [0, 0, 0, 255]));
  const cases = [
    ['--mask', 'mask.png', '--feather', '16'],
    ['--mask', 'white.png'],
    ['--mask', 'white.png', '--mask-meaning', 'white', '--feather', '3'],
    ['--mask', 'mask.png', '--mask-meaning', 'alpha', '--wrap'],
  ];
  for (const args of cases) {
    const {code, err} = await edit(...args, '--out', 'w.png');
    assert.equal(code, 0, `${args}: ${err}`);
    const {outside, inside: changed} = changesOf(join(cwd, 'w.png'));
    assert.equal(outside, 0, `${args}`);
    assert.ok(changed > 40_000, `${args}: ${changed}`);
  }
});

test('--crop context sends a part and keeps the size', async (t) => {
  const cwd = gesso.makeFolder(t);
  writeFileSync(join(cwd, 'base.png'), base);
  writeFileSync(join(cwd, 'mask.png'), mask);
  const {code, err} = await gesso.run(
      ['edit', 'moss', '--image', 'base.png', '--mask', 'mask.png', '--crop', 'context',
        '--crop-margin', '40', '--partials', '1', '--out', 'w.png'], {cwd});
  assert.equal(code, 0, err);
  assert.equal(changesOf(join(cwd, 'w.png')).outside, 0);
});

test('--raw-answer keeps the answer alone, byte for byte', async (t) => {
  const {cwd, edit, answer} = await makeStudio(t);
  const {code, out, err} = await edit('--mask', 'mask.png', '--raw-answer', '--out', 'raw.png');
  assert.equal(code, 0, err);
  assert.equal(out, join(cwd, 'raw.png') + '\n');
  assert.ok(readFileSync(join(cwd, 'raw.png')).equals(answer));
  assert.deepEqual(readdirSync(cwd).sort(), ['base.png', 'mask.png', 'raw.png']);
});

test('folders get new names, several images get numbers, prompts come from standard input',
    async (t) => {
      const cwd = gesso.makeFolder(t);
      mkdirSync(join(cwd, 'o'));
      writeFileSync(join(cwd, 'base.png'), base);
      const folder = await gesso.run(
          ['edit', '-', '--image', 'base.png', '--out', 'o'], {cwd, input: 'moss\nice\n'});
      assert.equal(folder.code, 0, folder.err);
      const names = readdirSync(join(cwd, 'o'));
      assert.equal(names.length, 4);
      for (const path of gesso.lines(folder.out)) {
        assert.deepEqual(gesso.pngSize(path), [kSide, kSide]);
        assert.ok(gesso.isFile(path.replace(/\.png$/, '.original.png')));
      }
      const many = await gesso.run(
          ['edit', 'moss', '--image', 'base.png', '--n', '2', '--out', 'm.png'], {cwd});
      assert.equal(many.code, 0, many.err);
      assert.deepEqual(
          gesso.lines(many.out), ['m-1.png', 'm-2.png'].map((name) => join(cwd, name)));
      assert.deepEqual(readdirSync(cwd).filter((name) => name.includes('original')).sort(),
          ['m.original-1.png', 'm.original-2.png']);
    });

test('several pictures travel in their order, and --json names both files', async (t) => {
  const {cwd, edit, forms} = await makeStudio(t);
  writeFileSync(join(cwd, 'style.png'), gesso.makePng(64, 64, [1, 2, 3]));
  const {code, out, err} = await edit('--image', 'style.png', '--json', '--out', 'w.png');
  assert.equal(code, 0, err);
  assert.equal([...forms[0].all].filter(({name}) => name.startsWith('image')).length, 2);
  const end = JSON.parse(gesso.lines(out).at(-1));
  assert.equal(end.type, 'finished');
  assert.deepEqual(end.paths, [join(cwd, 'w.png')]);
  assert.equal(end.outputs[0].original_path, join(cwd, 'w.original.png'));
});

test('what is wrong with an edit is said before anything is sent', async (t) => {
  const {cwd, edit, forms} = await makeStudio(t);
  writeFileSync(join(cwd, 'empty.png'), '');
  writeFileSync(join(cwd, 'text.png'), 'not a picture');
  writeFileSync(join(cwd, 'small.png'), gesso.makePng(64, 64));
  const many = Array(16).fill(['--image', 'base.png']).flat();
  const cases = [
    [['--image', 'gone.png'], 2, /gone\.png cannot be read/],
    [['--image', '.'], 2, /is not a file/],
    [['--image', 'empty.png'], 2, /is empty/],
    [['--mask', 'text.png'], 3, /mask/i],
    [['--mask', 'small.png'], 3, /64/],
    [many, 2, /at most 16/],
    [['--feather', '3'], 2, /--mask/],
    [['--feather', '257', '--mask', 'mask.png'], 2, /0 to 256/],
    [['--crop', 'context'], 2, /--mask/],
    [['--crop-margin', '5', '--mask', 'mask.png'], 2, /--crop context/],
    [['--mask', 'mask.png', '--crop', 'context', '--raw-answer'], 2, /piece/],
    [['--mask-meaning', 'gray', '--mask', 'mask.png'], 2, /alpha, white, black/],
    [['--out', 'w.jpg'], 2, /PNG.*--raw-answer/],
  ];
  for (const [args, exit, pattern] of cases) {
    const {code, out, err} = await edit(...args);
    assert.ok(code === exit || (exit === 3 && code === 2), `${args}: ${code} ${err}`);
    assert.equal(out, '');
    assert.match(err, pattern, `${args}`);
  }
  const none = await gesso.run(['edit', 'x'], {cwd});
  assert.equal(none.code, 2);
  assert.match(none.err, /--image FILE/);
  const dalle = await gesso.run(
      ['edit', 'x', '--image', 'base.png', '--service', 'azure', '--deployment', 'dall-e-3',
        '--endpoint', 'http://127.0.0.1:9'], {cwd, env: {AZURE_OPENAI_API_KEY: '0123456789'}});
  assert.ok(dalle.code === 2 || dalle.code === 3, String(dalle.code));
  assert.match(dalle.err, /edit/);
  assert.equal(forms.length, 0);
});

test('a folder that the edited picture cannot go to ends with 8 and keeps the answer', async (t) => {
  const {cwd, edit, answer} = await makeStudio(t);
  mkdirSync(join(cwd, 'w.png')); // a folder where the picture should be
  writeFileSync(join(cwd, 'w.png/full'), '');
  const {code, err} = await edit('--out', './w.png/../w2.png');
  assert.equal(code, 0, err);
  mkdirSync(join(cwd, 'v.png'));
  writeFileSync(join(cwd, 'v.png/full'), '');
  const inFolder = await edit('--out', 'v'); // becomes v.png
  assert.equal(inFolder.code, 8, inFolder.err);
  assert.match(inFolder.err, /could not be written/);
  assert.ok(readFileSync(join(cwd, 'v.original.png')).equals(answer));
});

test('--toggle names the pictures of a form as the server wants them', async (t) => {
  const {edit, forms} = await makeStudio(t);
  for (const [toggle, expected] of [['image-plain', 'image'], ['image-list', 'image[]']]) {
    const {code, err} = await edit(
        '--image', 'base.png', '--toggle', toggle, '--toggle', 'no-model', '--out', 'w.png');
    assert.equal(code, 0, err);
    const {texts, all} = forms.at(-1);
    assert.ok(!texts.has('model'));
    const pictures = all.filter(({filename}) => filename !== undefined).map(({name}) => name);
    assert.deepEqual(pictures, [expected, expected]);
  }
  const both = await edit('--toggle', 'image-plain', '--toggle', 'image-list');
  assert.equal(both.code, 2);
  assert.match(both.err, /contradict/);
  assert.match((await edit('--toggle', 'x')).err, /it is one of no-stream, no-model/);
  const other = await gesso.run(['generate', 'x', '--toggle', 'no-model']);
  assert.equal(other.code, 2);
  assert.match(other.err, /--toggle: .*--service compatible/);
});
