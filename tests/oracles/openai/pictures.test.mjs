// SPDX-License-Identifier: MIT
// What is in the pictures of the loopback service, as a foreign codec sees it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import sharp from 'sharp';

import { postJson, sharedService } from './service.mjs';

const service = sharedService({ before, after });
const materials = ['brick', 'cobblestone', 'wood planks', 'grass', 'sand', 'marble',
  'rusted metal', 'fabric', 'ice', 'gravel', 'a thing nobody knows'];

async function paint(body) {
  const response = await postJson(`${service.url}/v1/images/generations`, body);
  assert.equal(response.status, 200);
  const reply = await response.json();
  const { data, info } = await sharp(Buffer.from(reply.data[0].b64_json, 'base64'))
    .raw().toBuffer({ resolveWithObject: true });
  const at = (x, y, channel) => data[(y * info.width + x) * info.channels + channel];
  const mean = [0, 1, 2].map((channel) => {
    let sum = 0;
    for (let i = channel; i < data.length; i += info.channels) {
      sum += data[i];
    }
    return sum / (info.width * info.height);
  });
  return { ...info, at, mean, base64: reply.data[0].b64_json };
}

const square = (prompt) => paint(
  { model: 'dall-e-2', prompt, size: '512x512', response_format: 'b64_json' });
const range = (count) => Array.from({ length: count }, (_, i) => i);

// The mean step from one line of pixels to the next.
function step(image, from, to, isColumn) {
  const length = isColumn ? image.height : image.width;
  const value = (line, i, c) => (isColumn ? image.at(line, i, c) : image.at(i, line, c));
  let sum = 0;
  for (const i of range(length)) {
    for (const c of range(3)) {
      sum += Math.abs(value(from, i, c) - value(to, i, c));
    }
  }
  return sum / (length * 3);
}

test('every material repeats without a seam, whatever the shape of the picture', async () => {
  for (const prompt of materials) {
    const images = [await square(prompt)];
    if (['brick', 'wood planks', 'ice'].includes(prompt)) {
      images.push(await paint(
        { model: 'gpt-image-2', prompt, size: '1296x528', quality: 'low' }));
    }
    for (const image of images) {
      for (const isColumn of [true, false]) {
        const last = (isColumn ? image.width : image.height) - 1;
        const inner = range(last).map((line) => step(image, line, line + 1, isColumn));
        const seam = step(image, last, 0, isColumn);
        assert.ok(seam <= 1.05 * Math.max(...inner),
          `${prompt} ${image.width}x${image.height}: ${seam} over ${Math.max(...inner)}`);
      }
    }
  }
});

test('the same request gives the same bytes, another index or prompt another picture', async () => {
  const request = { model: 'gpt-image-1', prompt: 'cobblestone', quality: 'low' };
  const first = await paint(request);
  assert.equal((await paint({ ...request, user: 'someone' })).base64, first.base64);
  assert.notEqual((await paint({ ...request, prompt: 'cobblestones' })).base64, first.base64);
  assert.notEqual((await paint({ ...request, model: 'gpt-image-1.5' })).base64, first.base64);
});

test('materials look different from one another', async () => {
  const means = [];
  for (const prompt of materials) {
    means.push((await square(prompt)).mean);
  }
  for (const [i, a] of means.entries()) {
    for (const b of means.slice(i + 1)) {
      assert.ok(Math.hypot(...a.map((value, c) => value - b[c])) > 4, `${materials[i]}`);
    }
  }
});

test('words change the colour', async () => {
  const [red, , blue] = (await square('wood planks')).mean;
  const [dyedRed, , dyedBlue] = (await square('blue wood planks')).mean;
  assert.ok(red > blue && dyedBlue > dyedRed);
  const [, plainGreen] = (await square('gravel')).mean;
  const mossy = (await square('mossy gravel')).mean;
  assert.ok(mossy[1] > mossy[0] && mossy[1] > mossy[2] && plainGreen > 0);
  const sum = (mean) => mean.reduce((a, b) => a + b);
  assert.ok(sum((await square('dark brick')).mean) < 0.8 * sum((await square('brick')).mean));
});

test('a shape stands alone: clear corners, solid middle, soft edge', async () => {
  for (const prompt of ['a wooden sign saying exit', 'a sticker', 'a leaf', 'brick']) {
    const image = await paint(
      { model: 'gpt-image-1', prompt, background: 'transparent', quality: 'low' });
    assert.equal(image.channels, 4);
    assert.deepEqual([image.at(0, 0, 3), image.at(1023, 1023, 3)], [0, 0], prompt);
    assert.equal(image.at(512, 512, 3), 255, prompt);
    const soft = range(1024).flatMap((y) => range(1024).map((x) => image.at(x, y, 3)))
      .filter((alpha) => alpha > 0 && alpha < 255).length;
    assert.ok(soft > 500, `${prompt}: ${soft} soft pixels`);
  }
});

test('files have the size of real ones', async () => {
  const image = await paint({ model: 'gpt-image-1', prompt: 'gravel', quality: 'low' });
  const bytes = Buffer.from(image.base64, 'base64').length;
  assert.ok(bytes > 1_000_000 && bytes < 4_000_000, `${bytes}`);
});
