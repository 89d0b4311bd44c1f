// SPDX-License-Identifier: MIT
// The official client edits pictures at the loopback service; what it paints is looked at with a
// foreign codec.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import OpenAI, { AzureOpenAI, toFile } from 'openai';
import sharp from 'sharp';

import { editForm, flat, halfMask, pixelsOf } from './pictures.mjs';
import { postJson, sharedService } from './service.mjs';

const service = sharedService({ before, after });
const client = () => new OpenAI({ apiKey: 'any', baseURL: `${service.url}/v1`, maxRetries: 0 });
const azure = (deployment) => new AzureOpenAI({
  apiKey: 'any', endpoint: service.url, apiVersion: '2025-04-01-preview', deployment, maxRetries: 0,
});
const png = (bytes, name = 'a.png') => toFile(bytes, name, { type: 'image/png' });
const low = { model: 'gpt-image-1', prompt: 'mossy brick', size: '1024x1024', quality: 'low' };

// Mean and greatest distance of two pictures inside a rectangle, and the share of equal pixels.
function compare(a, b, { left, top, width, height }) {
  let sum = 0;
  let most = 0;
  let equal = 0;
  for (let y = top; y < top + height; ++y) {
    for (let x = left; x < left + width; ++x) {
      let distance = 0;
      for (let c = 0; c < 3; ++c) {
        distance = Math.max(distance, Math.abs(a.at(x, y, c) - b.at(x, y, c)));
      }
      sum += distance;
      most = Math.max(most, distance);
      equal += distance === 0 ? 1 : 0;
    }
  }
  return { mean: sum / (width * height), most, equal: equal / (width * height) };
}

const left = { left: 0, top: 0, width: 500, height: 1024 };
const right = { left: 524, top: 0, width: 500, height: 1024 };

describe('an edit', () => {
  test('one image comes back in the asked size and counts as input', async () => {
    const reply = await client().images.edit(
      { ...low, image: await png(await flat(300, 200, '#4060a0')) });
    const image = await pixelsOf(reply.data[0].b64_json);
    assert.deepEqual([image.width, image.height, image.channels], [1024, 1024, 3]);
    assert.deepEqual(Object.keys(reply.data[0]), ['b64_json']);
    assert.equal(reply.usage.output_tokens, 272);
    assert.equal(reply.usage.input_tokens_details.image_tokens, 65 + 2 * 129);
    assert.equal(reply.usage.total_tokens, reply.usage.input_tokens + 272);
  });

  test('paint goes where the mask is clear, and everything else is changed a little', async () => {
    for (const color of ['#4060a0', '#ffffff', '#000000']) {
      const bytes = await flat(1024, 1024, color);
      const base = await pixelsOf(bytes);
      const reply = await client().images.edit(
        { ...low, image: await png(bytes), mask: await png(await halfMask(1024, 1024)) });
      const image = await pixelsOf(reply.data[0].b64_json);
      const kept = compare(image, base, left);
      const painted = compare(image, base, right);
      assert.ok(kept.mean > 1 && kept.most < 25 && kept.equal === 0, JSON.stringify(kept));
      assert.ok(painted.mean > 40, JSON.stringify(painted));
    }
  });

  test('high fidelity changes less, and costs more', async () => {
    const bytes = await flat(1024, 1024, '#c08040');
    const base = await pixelsOf(bytes);
    const request = {
      ...low, image: await png(bytes), mask: await png(await halfMask(1024, 1024)),
    };
    const plain = await client().images.edit(request);
    const faithful = await client().images.edit({ ...request, input_fidelity: 'high' });
    const away = async (reply) =>
      compare(await pixelsOf(reply.data[0].b64_json), base, left).mean;
    assert.ok(2 * await away(faithful) < await away(plain));
    assert.equal(faithful.usage.input_tokens - plain.usage.input_tokens, 4160);
  });

  test('references tint the texture, in the order in which they came', async () => {
    const base = await png(await flat(64, 64, '#808080'));
    const mean = async (...colors) => {
      const others = await Promise.all(
        colors.map(async (color) => png(await flat(64, 64, color), `${color.slice(1)}.png`)));
      const reply = await client().images.edit({
        ...low, image: [base, ...others], mask: await png(await halfMask(64, 64)),
      });
      const file = Buffer.from(reply.data[0].b64_json, 'base64');
      const { channels } = await sharp(await sharp(file).extract(right).toBuffer()).stats();
      return channels.map((channel) => channel.mean);
    };
    const red = await mean('#ff0000');
    const blue = await mean('#0000ff');
    assert.ok(red[0] - blue[0] > 60 && blue[2] - red[2] > 60, `${red} ${blue}`);
    assert.equal((await mean(...Array(15).fill('#00ff00'))).length, 3);
  });

  test('the base is the first image whatever its part is called', async () => {
    const files = {
      '#ff0000': await flat(64, 64, '#ff0000'), '#0000ff': await flat(64, 64, '#0000ff'),
    };
    const mask = await halfMask(64, 64);
    for (const names of [['image', 'image'], ['image[]', 'image'], ['image[1]', 'image[0]'],
      ['image', 'image[7]']]) {
      const parts = Object.keys(files).map((color, i) =>
        ({ name: names[i], filename: `${i}.png`, type: 'image/png', bytes: files[color] }));
      const response = await editForm(`${service.url}/v1/images/edits`, [
        parts[0], { name: 'mask', filename: 'm.png', type: 'image/png', bytes: mask },
        ...Object.entries(low).map(([name, bytes]) => ({ name, bytes })), parts[1]]);
      assert.equal(response.status, 200, names);
      const image = await pixelsOf((await response.json()).data[0].b64_json);
      assert.ok(image.at(10, 10, 0) > 200 && image.at(10, 10, 2) < 60, names);
    }
  });

  test('auto takes the shape of what is edited', async () => {
    for (const [width, height, size] of
      [[300, 200, '1536x1024'], [200, 300, '1024x1536'], [99, 100, '1024x1024']]) {
      const reply = await client().images.edit({
        model: 'gpt-image-2', prompt: 'sand', quality: 'low',
        image: await png(await flat(width, height, '#707070')),
      });
      assert.equal(reply.size, size);
    }
  });

  test('JPEG and WebP are read, and both clouds write what is asked for', async () => {
    for (const type of ['jpeg', 'webp']) {
      const bytes = await sharp(await flat(640, 640, '#20a040'))[type]().toBuffer();
      const reply = await client().images.edit({
        ...low, image: await toFile(bytes, `a.${type}`, { type: `image/${type}` }),
        mask: await png(await halfMask(640, 640)), output_format: type,
      });
      const file = Buffer.from(reply.data[0].b64_json, 'base64');
      assert.equal((await sharp(file).metadata()).format, type);
      const image = await pixelsOf(file);
      assert.ok(Math.abs(image.at(20, 20, 1) - 0xa0) < 25);
    }
  });

  test('the Azure forms edit too', async () => {
    const image = await png(await flat(64, 64, '#707070'));
    const { model, ...rest } = low;
    const one = await azure('our-gpt-image-1').images.edit({ ...rest, image });
    assert.equal(one.size, '1024x1024');
    const v1 = new OpenAI({ apiKey: 'any', baseURL: `${service.url}/openai/v1`, maxRetries: 0 });
    const two = await v1.images.edit({ ...rest, model: 'our-gpt-image-1', image: [image, image] });
    assert.equal(two.usage.input_tokens_details.image_tokens, 2 * 194);
  });

  test('a JSON edit gives the same picture as the form', async () => {
    const bytes = await flat(64, 64, '#a03020');
    const mask = await halfMask(64, 64);
    const url = (file) => ({ image_url: `data:image/png;base64,${file.toString('base64')}` });
    const form = await client().images.edit(
      { ...low, image: await png(bytes), mask: await png(mask) });
    const response = await postJson(`${service.url}/v1/images/edits`,
      { ...low, moderation: 'low', images: [url(bytes)], mask: url(mask) });
    assert.equal(response.status, 200);
    assert.equal((await response.json()).data[0].b64_json, form.data[0].b64_json);
  });
});

describe('a streamed edit', () => {
  test('has its own event names and previews that come nearer', async () => {
    const bytes = await sharp(await flat(1024, 1024, '#808080')).composite([
      { input: await flat(256, 256, '#f0c000'), left: 100, top: 100 }]).png().toBuffer();
    const events = [];
    for await (const event of await client().images.edit({
      ...low, image: await png(bytes), mask: await png(await halfMask(1024, 1024)),
      stream: true, partial_images: 3,
    })) {
      events.push(event);
    }
    assert.deepEqual(events.map((e) => e.type),
      [...Array(3).fill('image_edit.partial_image'), 'image_edit.completed']);
    assert.deepEqual(events.map((e) => e.partial_image_index), [0, 1, 2, undefined]);
    assert.equal(events[3].usage.output_tokens, 272 + 300);
    assert.equal(events[3].usage.input_tokens_details.image_tokens, 194);
    const images = await Promise.all(events.map((e) => pixelsOf(e.b64_json)));
    const whole = { left: 0, top: 0, width: 1024, height: 1024 };
    const away = images.slice(0, 3).map((image) => compare(image, images[3], whole).mean);
    assert.ok(away[0] > away[1] && away[1] > away[2], `distances ${away}`);
  });
});
