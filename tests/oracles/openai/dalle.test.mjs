// SPDX-License-Identifier: MIT
// The models that answer with links, and the queued form that is polled for them.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import OpenAI, { AzureOpenAI } from 'openai';
import sharp from 'sharp';

import { postJson, sharedService, startService } from './service.mjs';

const service = sharedService({ before, after });
const openai = () => new OpenAI({ apiKey: 'any', baseURL: `${service.url}/v1`, maxRetries: 0 });
const azure = (apiVersion = '2024-02-01') => new AzureOpenAI({
  apiKey: 'any', endpoint: service.url, apiVersion, deployment: 'dalle3', maxRetries: 0,
});
const stats = async () => (await fetch(`${service.url}/__stats`)).json();

describe('DALL-E 3', () => {
  test('answers with a link, and with the prompt that it made', async () => {
    for (const [client, hours] of [[openai(), 1], [azure(), 24]]) {
      const before = Date.now();
      const reply = await client.images.generate(
        { model: 'dall-e-3', prompt: 'sand dunes', quality: 'hd', style: 'natural', n: 1 });
      assert.equal(reply.usage, undefined);
      assert.equal(reply.data.length, 1);
      assert.equal(reply.data[0].b64_json, undefined);
      assert.match(reply.data[0].revised_prompt, /natural.*sand dunes/);
      const url = new URL(reply.data[0].url);
      assert.match(url.pathname, /^\/__blob\/[0-9a-f]{32}\/generated_00\.png$/);
      const lives = Date.parse(url.searchParams.get('se')) - before;
      assert.ok(Math.abs(lives - hours * 3600_000) < 60_000, `${lives}`);
      const response = await fetch(url);
      assert.equal(response.headers.get('content-type'), 'image/png');
      assert.equal((await sharp(await response.arrayBuffer()).metadata()).width, 1024);
    }
  });

  test('on Azure says what the filters saw', async () => {
    const reply = await azure().images.generate({ prompt: 'ice' });
    const [item] = reply.data;
    assert.equal(item.content_filter_results.violence.filtered, false);
    assert.equal(item.prompt_filter_results.hate.severity, 'safe');
  });

  test('takes its sizes, one image, and four thousand characters', async () => {
    const inline = { model: 'dall-e-3', response_format: 'b64_json' };
    const wide = await openai().images.generate(
      { ...inline, prompt: '🧱'.repeat(4000), size: '1792x1024' });
    const { width, height } = await sharp(Buffer.from(wide.data[0].b64_json, 'base64')).metadata();
    assert.deepEqual([width, height], [1792, 1024]);
    for (const [more, param] of [[{ n: 2 }, 'n'], [{ size: '1536x1024' }, 'size'],
      [{ quality: 'high' }, 'quality'], [{ prompt: 'x'.repeat(4001) }, 'prompt'],
      [{ background: 'opaque' }, 'background'], [{ stream: true }, 'stream']]) {
      await assert.rejects(openai().images.generate({ ...inline, prompt: 'x', ...more }),
        (error) => error instanceof OpenAI.BadRequestError && error.param === param);
    }
  });

  test('paints more vividly when it is told to', async () => {
    const colour = async (style) => {
      const reply = await openai().images.generate({
        model: 'dall-e-3', prompt: 'blue wood planks', style, response_format: 'b64_json',
      });
      const { channels } = await sharp(Buffer.from(reply.data[0].b64_json, 'base64')).stats();
      return channels[2].mean - channels[0].mean;
    };
    assert.ok(await colour('vivid') > 1.3 * await colour('natural'));
  });
});

describe('a link', () => {
  const link = async (client = openai(), prompt = 'ice') => (await client.images.generate(
    { model: 'dall-e-2', prompt, size: '256x256' })).data[0].url;

  test('signs for itself: credentials are refused and counted', async () => {
    const url = await link();
    const before = await stats();
    for (const headers of [{ 'api-key': 'x' }, { authorization: 'Bearer x' }, { cookie: 'a=b' }]) {
      assert.equal((await fetch(url, { headers })).status, 403);
    }
    assert.equal((await fetch(url)).status, 200);
    const now = await stats();
    assert.equal(now.blob_credentials_refused - before.blob_credentials_refused, 3);
    assert.equal(now.blobs - before.blobs, 1);
  });

  test('is only good as it was given', async () => {
    const url = await link();
    assert.match(url, /sig=[A-Za-z0-9%]+%3D(&|$)/);
    for (const changed of [url.replace(/sig=.../, 'sig=abc'), url.replace(/&sig=[^&]*/, ''),
      url.split('?')[0], url.replace(/se=[^&]*/, 'se=2099-01-01T00%3A00%3A00Z'),
      url.replace('%3D', '%253D')]) {
      assert.equal((await fetch(changed)).status, 403, changed);
    }
    const gone = await fetch(url.replace(/__blob\/.../, '__blob/xyz'));
    assert.equal(gone.status, 404);
    assert.equal(gone.headers.get('x-ms-error-code'), 'BlobNotFound');
  });

  test('is gone when its time is over', async () => {
    assert.equal((await fetch(await link(openai(), 'ice [expired]'))).status, 404);
    const own = await startService(['--link-seconds', '2']);
    try {
      const client = new OpenAI({ apiKey: 'any', baseURL: `${own.url}/v1` });
      const url = await link(client);
      assert.equal((await fetch(url)).status, 200);
      let status = 200;
      for (const end = Date.now() + 60_000; status === 200 && Date.now() < end;) {
        await new Promise((resolve) => { setTimeout(resolve, 100); });
        ({ status } = await fetch(url));
      }
      assert.equal(status, 404);
    } finally {
      await own.stop();
    }
  });
});

describe('a queued image', () => {
  const version = 'api-version=2023-06-01-preview';
  const path = `/openai/images/generations:submit?${version}`;
  const submit = (body, headers) =>
    postJson(service.url + path, { prompt: 'ice', size: '256x256', ...body }, headers);
  const place = async (body) => (await submit(body)).headers.get('operation-location');
  async function states(url) {
    const replies = [];
    for (let i = 0; i < 4; ++i) {
      const response = await fetch(url);
      assert.equal(response.status, 200);
      replies.push(await response.json());
    }
    return replies;
  }

  test('is accepted, waits, runs and is there', async () => {
    const response = await submit({ n: 2 });
    assert.equal(response.status, 202);
    const accepted = await response.json();
    assert.equal(accepted.status, 'notRunning');
    const url = response.headers.get('operation-location');
    assert.equal(url, `${service.url}/openai/operations/images/${accepted.id}?${version}`);
    const replies = await states(url);
    assert.deepEqual(replies.map((reply) => reply.status),
      ['notRunning', 'running', 'succeeded', 'succeeded']);
    const last = replies[3];
    assert.equal(last.id, accepted.id);
    assert.equal(last.expires - last.created, 86400);
    assert.equal(last.result.data.length, 2);
    assert.deepEqual(replies[2], last);
    for (const item of last.result.data) {
      const image = await (await fetch(item.url)).arrayBuffer();
      assert.equal((await sharp(image).metadata()).width, 256);
    }
  });

  test('ends in every way there is', async () => {
    const end = async (prompt) => (await states(await place({ prompt })))[3];
    const failed = await end('[failed]');
    assert.deepEqual([failed.status, failed.error.code], ['failed', 'contentFilter']);
    assert.equal(failed.error.innererror.content_filter_results.violence.filtered, true);
    assert.equal((await end('[Failed]')).status, 'Failed');
    assert.match((await end('[failed-result]')).error.message, /^Generated image was filtered/);
    const short = await end('[failed-short]');
    assert.deepEqual([Object.keys(short), short.error.message],
      [['created', 'error'], 'Your task failed as a result of our safety system.']);
    assert.equal((await end('[canceled]')).status, 'canceled');
    assert.equal((await end('[cancelled]')).status, 'Cancelled');
    assert.equal((await end('[deleted]')).status, 'deleted');
    assert.equal((await end('[never]')).status, 'running');
    const { result } = (await states(await place({ prompt: '[item-error]', n: 2 })))[3];
    assert.ok(result.data[0].url);
    assert.deepEqual([result.data[1].url, result.data[1].error.code], [undefined, 'contentFilter']);
  });

  test('can be deleted once it has ended', async () => {
    const url = await place({});
    const remove = () => fetch(url, { method: 'DELETE' });
    const early = await remove();
    assert.equal(early.status, 400);
    assert.equal(early.headers.get('x-ms-error-code'), 'operationNotFinished');
    await states(url);
    const done = await remove();
    assert.equal(done.status, 204);
    assert.equal(done.headers.get('content-length'), null);
    for (const response of [await fetch(url), await remove()]) {
      assert.equal(response.status, 404);
      assert.equal(response.headers.get('x-ms-error-code'), '404');
    }
  });

  test('can be odd about the place to ask at', async () => {
    assert.match(await place({ prompt: '[elsewhere]' }), /^http:\/\/localhost:/);
    assert.equal(await place({ prompt: '[no-location]' }), null);
    const patience = await fetch(await place({ prompt: '[patience]' }));
    assert.equal(patience.headers.get('retry-after'), '2');
    const stumbling = await place({ prompt: '[stumble]' });
    assert.equal((await fetch(stumbling)).status, 503);
    assert.equal((await states(stumbling))[2].status, 'succeeded');
  });

  test('has its own few fields and repeats its errors in a header', async () => {
    for (const [body, param] of [[{ n: 6 }, 'n'], [{ size: '1792x1024' }, 'size'],
      [{ prompt: 'x'.repeat(1001) }, 'prompt'], [{ quality: 'hd' }, 'quality'],
      [{ model: 'dall-e-2' }, 'model'], [{ response_format: 'b64_json' }, 'response_format'],
      [{ prompt: '' }, 'prompt']]) {
      const response = await submit(body);
      assert.equal(response.status, 400);
      const { error } = await response.json();
      assert.equal(error.param, param);
      assert.equal(response.headers.get('x-ms-error-code'), error.code);
    }
    const ok = await submit({ user: 'me', response_format: 'url', n: 5 });
    assert.equal(ok.status, 202);
  });

  test('lives in its own versions and behind the same keys', async () => {
    for (const wrong of [path.replace('2023-06-01-preview', '2024-02-01'), path.split('?')[0]]) {
      assert.equal((await postJson(service.url + wrong, { prompt: 'x' })).status, 404);
    }
    for (const right of ['2023-07-01-preview', '2023-08-01-preview']) {
      const response = await postJson(
        service.url + path.replace('2023-06-01-preview', right), { prompt: 'x' });
      assert.equal(response.status, 202);
    }
    const own = await startService(['--key-env', 'TEST_KEY'], { TEST_KEY: 'right' });
    try {
      const send = (headers) => postJson(own.url + path, { prompt: 'x' }, headers);
      const refused = await send({ 'api-key': 'wrong' });
      assert.equal(refused.status, 401);
      assert.equal(refused.headers.get('x-ms-error-code'), '401');
      const taken = await send({ 'api-key': 'right' });
      assert.equal(taken.status, 202);
      const url = taken.headers.get('operation-location');
      assert.equal((await fetch(url)).status, 401);
      assert.equal((await fetch(url, { headers: { 'api-key': 'right' } })).status, 200);
    } finally {
      await own.stop();
    }
  });
});
