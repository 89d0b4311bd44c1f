// SPDX-License-Identifier: MIT
// The official client and its Azure sister take images from the loopback service.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import OpenAI, { AzureOpenAI } from 'openai';
import sharp from 'sharp';

import { sharedService } from './service.mjs';

const service = sharedService({ before, after });
const client = () =>
  new OpenAI({ apiKey: 'any', baseURL: `${service.url}/v1`, maxRetries: 0 });
const azure = (deployment) =>
  new AzureOpenAI({
    apiKey: 'any', endpoint: `${service.url}/`, apiVersion: '2025-04-01-preview', deployment,
    maxRetries: 0,
  });
const look = (base64) => sharp(Buffer.from(base64, 'base64')).metadata();

async function collect(stream) {
  const events = [];
  for await (const event of stream) {
    events.push(event);
  }
  return events;
}

describe('one document', () => {
  test('an image has the asked size and the reply says how it was resolved', async () => {
    const reply = await client().images.generate({
      model: 'gpt-image-2', prompt: 'mossy brick wall', size: '1024x768', quality: 'low',
    });
    assert.equal(reply.data.length, 1);
    assert.deepEqual(Object.keys(reply.data[0]), ['b64_json']);
    const { width, height, format, hasAlpha } = await look(reply.data[0].b64_json);
    assert.deepEqual({ width, height, format, hasAlpha },
      { width: 1024, height: 768, format: 'png', hasAlpha: false });
    // As recorded replies have it: most of what is said of the images stands behind them.
    assert.deepEqual(Object.keys(reply).filter((key) => !key.startsWith('_')),
      ['created', 'background', 'data', 'output_format', 'quality', 'size', 'usage']);
    assert.equal(reply.size, '1024x768');
    assert.equal(reply.quality, 'low');
    assert.equal(reply.background, 'opaque');
    assert.equal(reply.output_format, 'png');
    assert.match(reply._request_id, /^req_[0-9a-f]{32}$/);
  });

  test('auto becomes a size by the words, high quality and an opaque ground', async () => {
    const reply = await client().images.generate(
      { model: 'gpt-image-1', prompt: 'a wide desert landscape', size: 'auto', quality: 'auto' });
    assert.equal(reply.size, '1536x1024');
    assert.equal(reply.quality, 'high');
    assert.equal(reply.background, 'opaque');
  });

  test('several images differ, and usage counts each of them', async () => {
    const one = await client().images.generate(
      { model: 'gpt-image-1', prompt: 'gravel', quality: 'medium', size: '1024x1024' });
    const two = await client().images.generate(
      { model: 'gpt-image-1', prompt: 'gravel', quality: 'medium', size: '1024x1024', n: 2 });
    assert.equal(two.data.length, 2);
    assert.equal(two.data[0].b64_json, one.data[0].b64_json);
    assert.notEqual(two.data[0].b64_json, two.data[1].b64_json);
    assert.equal(one.usage.output_tokens, 1056);
    assert.equal(two.usage.output_tokens, 2112);
    assert.equal(two.usage.input_tokens, 2 * one.usage.input_tokens);
    assert.equal(two.usage.total_tokens, two.usage.input_tokens + 2112);
    assert.deepEqual(two.usage.output_tokens_details, { image_tokens: 2112, text_tokens: 0 });
  });

  test('formats and alpha are real', async () => {
    for (const format of ['png', 'jpeg', 'webp']) {
      const reply = await client().images.generate({
        model: 'gpt-image-1.5', prompt: 'rusted metal', output_format: format,
        ...(format === 'png' ? {} : { output_compression: 80 }),
      });
      assert.equal((await look(reply.data[0].b64_json)).format, format);
      assert.equal(reply.output_format, format);
    }
    for (const format of ['png', 'webp']) {
      const reply = await client().images.generate({
        model: 'gpt-image-1', prompt: 'a leaf', output_format: format, background: 'transparent',
      });
      const image = sharp(Buffer.from(reply.data[0].b64_json, 'base64'));
      assert.equal((await image.metadata()).hasAlpha, true);
      const { channels } = await image.stats();
      assert.deepEqual([channels[3].min, channels[3].max], [0, 255]);
      assert.equal(reply.background, 'transparent');
    }
  });

  test('the Azure client finds its deployment, and Azure v1 takes it as the model', async () => {
    const reply = await azure('our-gpt-image-1.5').images.generate(
      { prompt: 'fabric', size: '1024x1536' });
    assert.equal(reply.quality, 'high');
    assert.equal(reply.usage.output_tokens, 6240);
    assert.equal((await look(reply.data[0].b64_json)).height, 1536);

    const v1 = new OpenAI({ apiKey: 'any', baseURL: `${service.url}/openai/v1` });
    const second = await v1.images.generate(
      { model: 'team-gpt-image-2', prompt: 'fabric', size: '1280x720', quality: 'low' });
    assert.equal((await look(second.data[0].b64_json)).width, 1280);
    assert.equal(second.usage.output_tokens, 106);
  });
});

describe('a stream', () => {
  test('previews come first, then the image with its usage', async () => {
    const events = await collect(await client().images.generate({
      model: 'gpt-image-2', prompt: 'cobblestone', size: '1024x1024', quality: 'high',
      stream: true, partial_images: 3,
    }));
    assert.deepEqual(events.map((e) => e.type), [
      ...Array(3).fill('image_generation.partial_image'), 'image_generation.completed']);
    assert.deepEqual(events.map((e) => e.partial_image_index), [0, 1, 2, undefined]);
    for (const event of events) {
      const { width, height, format } = await look(event.b64_json);
      assert.deepEqual([width, height, format], [1024, 1024, 'png']);
      assert.equal(event.size, '1024x1024');
      assert.equal(event.background, 'opaque');
      assert.equal(typeof event.created_at, 'number');
    }
    assert.equal(events[3].usage.output_tokens, 7024 + 300);
    assert.equal(events[3].usage.output_tokens_details, undefined);
    assert.equal(new Set(events.map((e) => e.b64_json)).size, 4);
  });

  test('previews come nearer to the image', async () => {
    const events = await collect(await azure('gpt-image-1').images.generate(
      { prompt: 'wooden planks', stream: true, partial_images: 3 }));
    const pixels = await Promise.all(
      events.map((e) => sharp(Buffer.from(e.b64_json, 'base64')).raw().toBuffer()));
    const away = pixels.slice(0, 3).map((preview) => {
      let sum = 0;
      for (let i = 0; i < preview.length; i += 7) {
        sum += Math.abs(preview[i] - pixels[3][i]);
      }
      return sum / (preview.length / 7);
    });
    assert.ok(away[0] > away[1] && away[1] > away[2], `distances ${away}`);
  });

  test('without previews one event carries everything', async () => {
    const events = await collect(await client().images.generate(
      { model: 'gpt-image-1-mini', prompt: 'grass', quality: 'low', stream: true }));
    assert.equal(events.length, 1);
    assert.equal(events[0].usage.output_tokens, 272);
  });

  test('several images follow one another', async () => {
    const events = await collect(await client().images.generate({
      model: 'gpt-image-1', prompt: 'marble', n: 2, stream: true, partial_images: 1,
    }));
    assert.deepEqual(events.map((e) => e.type.split('.')[1]),
      ['partial_image', 'completed', 'partial_image', 'completed']);
    assert.notEqual(events[1].b64_json, events[3].b64_json);
  });

  test('it is the same image as in the document', async () => {
    const request = { model: 'gpt-image-2', prompt: 'brick', size: '1024x640' };
    const [event] = await collect(await client().images.generate({ ...request, stream: true }));
    const reply = await client().images.generate(request);
    assert.equal(event.b64_json, reply.data[0].b64_json);
  });
});

describe('tokens', () => {
  // The table of the services' own calculator.
  const table = {
    '1024x1024': [196, 1756, 7024, 196, 439, 1756, 3122, 7024],
    '1536x1024': [158, 1372, 5488, 158, 343, 1372, 2459, 5488],
    '1024x1536': [158, 1372, 5488, 158, 343, 1372, 2459, 5488],
    '1280x720': [106, 947, 3787, 106, 246, 947, 1683, 3787],
    '1920x1088': [148, 1325, 5300, 148, 344, 1325, 2356, 5300],
  };
  const columns = [
    ['gpt-image-2', ['low', 'medium', 'high']],
    ['gpt-image-2.5-flare', ['low', 'medium', 'high', 'xhigh', 'max']],
  ];
  test('every entry of the table is met', async () => {
    for (const [size, expected] of Object.entries(table)) {
      const got = [];
      for (const [model, qualities] of columns) {
        for (const quality of qualities) {
          const reply = await client().images.generate({ model, prompt: 'plaster', size, quality });
          got.push(reply.usage.output_tokens);
        }
      }
      assert.deepEqual(got, expected, size);
    }
  });
});

test('the model list names retired models with their day', async () => {
  const models = new Map();
  for await (const model of client().models.list()) {
    models.set(model.id, model);
  }
  assert.equal(models.get('dall-e-3').shutdown_date, '2026-05-12');
  assert.equal(models.get('gpt-image-2').shutdown_date, undefined);
  assert.equal((await client().models.retrieve('gpt-image-2')).id, 'gpt-image-2');
  await assert.rejects(client().models.retrieve('nothing'), OpenAI.NotFoundError);
});

test('the model list of an Azure resource says what its models can do', async () => {
  const models = new Map();
  for await (const model of azure('any').models.list()) {
    models.set(model.id, model);
  }
  const old = models.get('dall-e-3');
  assert.equal(new Date(old.deprecation.inference * 1000).toISOString().slice(0, 10), '2026-05-12');
  assert.deepEqual([old.lifecycle_status, old.capabilities.inference, old.status],
    ['generally-available', true, 'succeeded']);
  assert.equal(models.get('gpt-image-2').deprecation, undefined);
  const v1 = new OpenAI({ apiKey: 'any', baseURL: `${service.url}/openai/v1` });
  const list = await v1.models.list();
  assert.equal(list.data.find(({ id }) => id === 'dall-e-3').shutdown_date, '2026-05-12');
  const { response } = await v1.models.retrieve('gpt-image-2').withResponse();
  for (const name of ['x-request-id', 'apim-request-id', 'x-ms-region']) {
    assert.ok(response.headers.get(name), name);
  }
  await assert.rejects(v1.models.retrieve('nothing'), OpenAI.NotFoundError);
});
