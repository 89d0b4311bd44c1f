// SPDX-License-Identifier: MIT
// What the service refuses, as the official client understands it and as the wire has it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import OpenAI, { AzureOpenAI } from 'openai';

import { postJson, sharedService } from './service.mjs';

const open = sharedService({ before, after });
const locked = sharedService(
  { before, after }, ['--key-env', 'TEST_KEY', '--bearer-env', 'TEST_TOKEN'],
  { TEST_KEY: 'right-key', TEST_TOKEN: 'right-token' });
const walls = sharedService({ before, after }, ['--deployment', 'walls=gpt-image-2']);

const generate = (service, body, headers) =>
  postJson(`${service.url}/v1/images/generations`, { prompt: 'brick', ...body }, headers);

async function refused(response, status) {
  assert.equal(response.status, status);
  return (await response.json()).error;
}

describe('keys', () => {
  test('the wrong key is an authentication error in each client', async () => {
    const openai = new OpenAI({ apiKey: 'wrong', baseURL: `${locked.url}/v1`, maxRetries: 0 });
    await assert.rejects(
      openai.images.generate({ model: 'gpt-image-2', prompt: 'brick' }),
      (error) => error instanceof OpenAI.AuthenticationError && error.code === 'invalid_api_key' &&
        !error.message.includes('wrong'));
    const azure = new AzureOpenAI({
      apiKey: 'wrong', endpoint: locked.url, apiVersion: '2025-04-01-preview',
      deployment: 'gpt-image-1', maxRetries: 0,
    });
    await assert.rejects(azure.images.generate({ prompt: 'brick' }),
      (error) => error instanceof OpenAI.AuthenticationError && error.code === '401');
  });

  test('each form takes the credentials that its cloud takes', async () => {
    const deployment = '/openai/deployments/gpt-image-1/images/generations?api-version=2024-02-01';
    const v1 = '/openai/v1/images/generations';
    const bearer = (token) => ({ authorization: `Bearer ${token}` });
    const cases = [
      ['/v1/images/generations', bearer('right-key'), 400],
      ['/v1/images/generations', { 'api-key': 'right-key' }, 401],
      [deployment, { 'api-key': 'right-key' }, 400],
      [deployment, bearer('right-token'), 400],
      [deployment, bearer('right-key'), 401],
      [deployment, {}, 401],
      [v1, bearer('right-key'), 400],
      [v1, bearer('right-token'), 400],
      [v1, { 'api-key': 'wrong', ...bearer('right-token') }, 401],
    ];
    for (const [path, headers, status] of cases) {
      // An unknown field: whoever is let in gets as far as 400.
      const response = await postJson(
        locked.url + path, { model: 'gpt-image-1', prompt: 'x', nonsense: 1 }, headers);
      assert.equal(response.status, status, `${path} ${JSON.stringify(headers)}`);
    }
  });

  test('the two Azure bodies and the OpenAI challenge are the clouds own', async () => {
    const path = '/openai/deployments/gpt-image-1/images/generations?api-version=2024-02-01';
    const byKey = await postJson(locked.url + path, { prompt: 'x' }, { 'api-key': 'wrong' });
    assert.match((await byKey.json()).error.message, /invalid subscription key/);
    assert.match(byKey.headers.get('apim-request-id'),
      /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.ok(byKey.headers.get('x-ms-region'));
    const byToken = await postJson(
      locked.url + path, { prompt: 'x' }, { authorization: 'Bearer wrong' });
    const body = await byToken.json();
    assert.equal(body.statusCode, 401);
    assert.equal(body.error, undefined);
    const openai = await generate(locked, { model: 'gpt-image-2' });
    assert.equal(openai.headers.get('www-authenticate'), 'Bearer realm="OpenAI API"');
  });
});

describe('places', () => {
  test('a deployment or a model that is not there is not found', async () => {
    const azure = new AzureOpenAI({
      apiKey: 'x', endpoint: open.url, apiVersion: '2025-04-01-preview', deployment: 'nowhere',
      maxRetries: 0,
    });
    await assert.rejects(azure.images.generate({ prompt: 'brick' }),
      (error) => error instanceof OpenAI.NotFoundError && error.code === 'DeploymentNotFound');
    const openai = new OpenAI({ apiKey: 'x', baseURL: `${open.url}/v1`, maxRetries: 0 });
    await assert.rejects(openai.images.generate({ model: 'gpt-image-9', prompt: 'brick' }),
      (error) => error instanceof OpenAI.NotFoundError && error.code === 'model_not_found');
  });

  test('wrong versions and paths are resources that do not exist', async () => {
    const deployments = `${open.url}/openai/deployments/gpt-image-1/images`;
    for (const url of [
      `${deployments}/generations?api-version=2023-06-01-preview`,
      `${deployments}/generations?api-version=tomorrow`,
      `${deployments}/generations`,
      `${open.url}/openai/v1/images/generations?api-version=2024-02-01`,
      `${open.url}/openai/v1/pictures`,
      `${open.url}//openai/v1/images/generations`,
    ]) {
      const response = await postJson(url, { model: 'gpt-image-1', prompt: 'x' });
      assert.equal(response.status, 404, url);
      if (!url.includes('//openai')) {
        assert.deepEqual(
          await response.json(), { error: { code: '404', message: 'Resource not found' } });
      }
    }
  });

  test('a deployment may be named after nothing at all', async () => {
    const response = await postJson(
      `${walls.url}/openai/deployments/walls/images/generations?api-version=2025-04-01-preview`,
      { prompt: 'x', size: '1024x640' });
    assert.equal(response.status, 200);
    assert.equal((await response.json()).size, '1024x640');
  });
});
describe('parameters', () => {
  test('a family takes its own fields and no others', async () => {
    const known = {
      'dall-e-2': ['response_format', 'quality', 'user'],
      'dall-e-3': ['response_format', 'quality', 'style', 'user'],
      'gpt-image-1': ['quality', 'background', 'moderation', 'output_format',
        'output_compression', 'stream', 'partial_images', 'user', 'safety_identifier'],
      'gpt-image-2.6-flare': ['complexity', 'quality', 'background', 'moderation',
        'output_format', 'output_compression', 'stream', 'partial_images', 'user',
        'safety_identifier'],
    };
    const every = [...new Set(Object.values(known).flat()), 'seed', 'input_fidelity', 'mask'];
    for (const [model, fields] of Object.entries(known)) {
      for (const field of every) {
        // The size is wrong, so that nothing is painted: a known field leads to that complaint.
        const error = await refused(
          await generate(open, { model, size: '8x8', [field]: null }), 400);
        assert.equal(error.code, fields.includes(field) ? 'invalid_value' : 'unknown_parameter',
          `${model} ${field}`);
        assert.equal(error.param, fields.includes(field) ? 'size' : field);
      }
    }
  });

  test('values outside a field are named with what it takes', async () => {
    const gpt = { model: 'gpt-image-1' };
    const cases = [
      [{ ...gpt, quality: 'ultra' }, 'quality', 'invalid_value'],
      [{ ...gpt, quality: 'hd' }, 'quality', 'invalid_value'],
      [{ ...gpt, quality: 'max' }, 'quality', 'invalid_value'],
      [{ ...gpt, quality: 3 }, 'quality', 'invalid_type'],
      [{ ...gpt, n: 0 }, 'n', 'invalid_value'],
      [{ ...gpt, n: 11 }, 'n', 'invalid_value'],
      [{ ...gpt, n: '2' }, 'n', 'invalid_type'],
      [{ ...gpt, n: 1.5 }, 'n', 'invalid_type'],
      [{ ...gpt, n: 1e30 }, 'n', 'invalid_type'],
      [{ ...gpt, n: 18446744073709551615n.toString() }, 'n', 'invalid_type'],
      [{ model: 'dall-e-3', n: 2 }, 'n', 'invalid_value'],
      [{ ...gpt, stream: 'true' }, 'stream', 'invalid_type'],
      [{ ...gpt, stream: true, partial_images: 4 }, 'partial_images', 'invalid_value'],
      [{ ...gpt, partial_images: 2 }, 'partial_images', 'invalid_value'],
      [{ ...gpt, output_format: 'gif' }, 'output_format', 'invalid_value'],
      [{ ...gpt, output_compression: 50 }, 'output_compression', 'invalid_value'],
      [{ ...gpt, output_format: 'jpeg', output_compression: 101 }, 'output_compression',
        'invalid_value'],
      [{ ...gpt, output_format: 'jpeg', background: 'transparent' }, 'background',
        'invalid_value'],
      [{ ...gpt, background: 'blue' }, 'background', 'invalid_value'],
      [{ ...gpt, prompt: ['x'] }, 'prompt', 'invalid_type'],
      [{ ...gpt, prompt: '' }, 'prompt', 'missing_required_parameter'],
      [{ ...gpt, prompt: null }, 'prompt', 'missing_required_parameter'],
      [{ model: 'dall-e-3', style: 'wild' }, 'style', 'invalid_value'],
      [{ model: 'dall-e-2', response_format: 'png' }, 'response_format', 'invalid_value'],
    ];
    for (const [body, param, code] of cases) {
      const error = await refused(await generate(open, body), 400);
      assert.equal(error.type, 'invalid_request_error');
      assert.deepEqual([error.param, error.code], [param, code], JSON.stringify(body));
      assert.ok(error.message.length > 10);
    }
  });

  test('sizes follow the rule of their family', async () => {
    const wrong = {
      'gpt-image-2': ['1920x1080', '4096x4096', '512x512', '3840x1024', '3840x2176', '16x16',
        '1024', '1024X1024', ' 1024x1024', '1024x1024 ', '01024x1024', '-1024x1024', '1024×1024',
        '99999999999x16', '', 'large'],
      'gpt-image-1': ['1024x1792', '1280x720', '512x512'],
      'dall-e-3': ['1536x1024', '512x512', 'auto'],
      'dall-e-2': ['1792x1024', 'auto'],
    };
    for (const [model, sizes] of Object.entries(wrong)) {
      for (const size of sizes) {
        const error = await refused(await generate(open, { model, size }), 400);
        assert.equal(error.param, 'size', `${model} ${size}`);
        assert.equal(error.type === 'image_generation_user_error', model === 'gpt-image-2');
      }
    }
    const edge = await refused(
      await generate(open, { model: 'gpt-image-2', size: '4096x4096' }), 400);
    assert.equal(edge.message,
      "Invalid size '4096x4096'. The longest edge must be less than or equal to 3840.");
    const legal = ['816x816', '1920x640', '640x1920', '1024x640'];
    for (const size of legal) {
      const response = await generate(open, { model: 'gpt-image-2', size, quality: 'low' });
      assert.equal((await response.json()).size, size);
    }
  });

  test('a prompt is counted in code points', async () => {
    const body = (count) => ({ model: 'dall-e-2', size: '256x256', prompt: '🧱'.repeat(count) });
    assert.equal((await generate(open, body(1000))).status, 200);
    const error = await refused(await generate(open, body(1001)), 400);
    assert.equal(error.param, 'prompt');
    assert.match(error.message, /maximum length 1000.*length 1001/);
  });

  test('Azure has no WebP and needs a model only in its v1 form', async () => {
    const path =
      '/openai/deployments/gpt-image-1/images/generations?api-version=2025-04-01-preview';
    const webp = await postJson(open.url + path, { prompt: 'x', output_format: 'webp' });
    assert.equal((await refused(webp, 400)).param, 'output_format');
    const nameless = await postJson(`${open.url}/openai/v1/images/generations`, { prompt: 'x' });
    assert.equal((await refused(nameless, 400)).code, 'missing_required_parameter');
  });

  test('a body that is not a JSON object is refused', async () => {
    const deep = '['.repeat(100000);
    for (const body of ['', '{', '[]', '"x"', '{"prompt":"\u0000', `{"prompt":${deep}`]) {
      const response = await postJson(`${open.url}/v1/images/generations`, body);
      assert.match((await refused(response, 400)).message, /could not parse the JSON body/);
    }
    const text = await fetch(`${open.url}/v1/images/generations`, { method: 'POST', body: 'x' });
    assert.equal((await refused(text, 400)).code, 'unsupported_content_type');
  });
});

describe('bad days', () => {
  const tagged = (tag, model = 'gpt-image-2', rest = {}) =>
    generate(open, { model, prompt: `brick ${tag}`, ...rest });

  test('a refusal is in the words of the family', async () => {
    const gpt = await refused(await tagged('[refuse]'), 400);
    assert.deepEqual([gpt.type, gpt.code], ['image_generation_user_error', 'moderation_blocked']);
    assert.deepEqual(gpt.moderation_details,
      { moderation_stage: 'input', categories: ['violence'] });
    const third = await refused(await tagged('[refuse]', 'dall-e-3'), 400);
    assert.equal(third.code, 'content_policy_violation');
    const second = await refused(await tagged('[refuse]', 'dall-e-2'), 400);
    assert.equal(second.code, null);
    assert.match(second.message, /safety system/);
    const azure = await refused(await postJson(
      `${open.url}/openai/deployments/dalle3/images/generations?api-version=2024-02-01`,
      { prompt: '[refuse]' }), 400);
    assert.equal(azure.inner_error.code, 'ResponsibleAIPolicyViolation');
    assert.equal(azure.inner_error.content_filter_results.violence.filtered, true);
  });

  test('the official client waits out a rate limit', async () => {
    const client = new OpenAI({ apiKey: 'x', baseURL: `${open.url}/v1`, maxRetries: 1 });
    const started = Date.now();
    const reply = await client.images.generate(
      { model: 'dall-e-2', prompt: '[429] once', size: '256x256', response_format: 'b64_json' });
    assert.equal(reply.data.length, 1);
    assert.ok(Date.now() - started >= 900);
  });

  test('server errors and spent quotas have their codes', async () => {
    assert.equal((await refused(await tagged('[500]'), 500)).type, 'server_error');
    assert.equal((await refused(await tagged('[503]'), 503)).code, 'server_is_overloaded');
    assert.equal((await refused(await tagged('[quota]'), 429)).code, 'insufficient_quota');
  });

  test('an error event ends a stream', async () => {
    const client = new OpenAI({ apiKey: 'x', baseURL: `${open.url}/v1`, maxRetries: 0 });
    const stream = await client.images.generate({
      model: 'gpt-image-2', prompt: '[error-event]', stream: true, partial_images: 1,
    });
    const types = [];
    await assert.rejects(async () => {
      for await (const event of stream) {
        types.push(event.type);
      }
    }, /server had an error/);
    assert.deepEqual(types, ['image_generation.partial_image']);
  });

  test('a cut breaks the line in the middle of the image', async () => {
    for (const rest of [{}, { stream: true }]) {
      const response = await tagged('[cut]', 'gpt-image-1', rest);
      assert.equal(response.status, 200);
      await assert.rejects(response.text());
    }
  });
});
