// SPDX-License-Identifier: MIT
// Every answer that is not an image, as the official clients understand it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import OpenAI, { AzureOpenAI, toFile } from 'openai';

import { flat } from './pictures.mjs';
import { postJson, sharedService } from './service.mjs';

const service = sharedService({ before, after });
const {
  APIError, AuthenticationError, BadRequestError, ConflictError, InternalServerError,
  NotFoundError, PermissionDeniedError, RateLimitError, UnprocessableEntityError,
} = OpenAI;
const options = { apiKey: 'any', maxRetries: 0 };
const openai = (more = {}) => new OpenAI({ ...options, baseURL: `${service.url}/v1`, ...more });
const azure = (deployment = 'gpt-image-1', apiVersion = '2025-04-01-preview') =>
  new AzureOpenAI({ ...options, endpoint: service.url, deployment, apiVersion });
const ask = (client, prompt, model) => client.images.generate({ prompt, model });
const stats = async () => (await fetch(`${service.url}/__stats`)).json();

async function failure(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  assert.fail('it should have failed');
}

// Tag, class, status, code, what the message says. The clients' message is "{status} {text}"; a
// body without `error` is none for them.
const everywhere = [
  ['refuse-unknown', BadRequestError, 400, 'moderation_blocked', /safety system/],
  ['refuse-bare', BadRequestError, 400, 'moderation_blocked', /safety_violations=\[sexual\]/],
  ['refuse-old', BadRequestError, 400, null, /safety system/],
  ['refuse-task', BadRequestError, 400, 'contentFilter', /Your task failed/],
  ['refuse-chat', BadRequestError, 400, 'content_filter', /content management policy/],
  ['refuse-jailbreak', BadRequestError, 400, 'content_policy_violation', /Blocked/],
  ['bad-request', BadRequestError, 400, null, /not valid/],
  ['bad-image', BadRequestError, 400, 'invalid_image_file', /image 1/],
  ['429-bare', RateLimitError, 429, 'rate_limit_exceeded', /Rate limit/],
  ['429-text', RateLimitError, 429, '429', /retry after 1 second/],
  ['429-tokens', RateLimitError, 429, '429', /token rate limit/],
  ['429-demand', RateLimitError, 429, '429', /high demand/],
  ['429-slow-down', RateLimitError, 429, 'slow_down', /slow down/],
  ['429-no-retry', RateLimitError, 429, 'rate_limit_exceeded', /Rate limit/],
  ['quota', RateLimitError, 429, 'insufficient_quota', /quota/],
  ['quota-type', RateLimitError, 429, null, /quota/],
  ...['billing_hard_limit_reached', 'credit_balance_exhausted',
    'organization_spend_limit_exceeded', 'project_spend_limit_exceeded',
    'organization_usage_limit_exceeded'].map(
    (code) => [code, RateLimitError, 429, code, /billing/]),
  ['408', APIError, 408, null, /timed out/], ['409', ConflictError, 409, null, /try again/],
  ['413', APIError, 413, undefined, /<html>/], ['500', InternalServerError, 500, null, /error/],
  ['503', InternalServerError, 503, 'server_is_overloaded', /overloaded/],
  ['500-retry', InternalServerError, 500, null, /error/],
  ['503-no-retry', InternalServerError, 503, null, /error/],
  ...[502, 504, 520, 524, 529].map(
    (status) => [`${status}`, InternalServerError, status, undefined, /<title>/]),
  ['detail-list', UnprocessableEntityError, 422, undefined, /no body/],
  ['detail', InternalServerError, 503, undefined, /no body/],
  ['string-error', BadRequestError, 400, undefined, /size is not known/],
  ['string-and-message', InternalServerError, 500, undefined, /server_error/],
  ['message', APIError, 402, undefined, /no body/],
  ['numeric-code', NotFoundError, 404, 404, /no such route/],
  ['errors-list', BadRequestError, 400, undefined, /no body/],
  ['success-false', BadRequestError, 400, 'bad_size', /not made here/],
  ['nested', BadRequestError, 400, '400', /litellm.*Invalid size/],
  ['plain-text', InternalServerError, 500, undefined, /upstream connect error/],
  ['empty-body', InternalServerError, 500, undefined, /500/],
  ['broken-json', InternalServerError, 500, undefined, /the serv/],
  ['bad-utf8', InternalServerError, 500, undefined, /bytes/],
];
const onAzure = [
  ['refuse', BadRequestError, 400, 'moderation_blocked', /Azure support ticket/],
  ['401', AuthenticationError, 401, '401', /invalid subscription key/],
  ['401-missing', AuthenticationError, 401, undefined, /no body/],
  ['401-audience', AuthenticationError, 401, undefined, /no body/],
  ['401-role', AuthenticationError, 401, 'PermissionDenied', /lacks the required data action/],
  ['403-role', PermissionDeniedError, 403, 'PermissionDenied', /lacks the required data action/],
  ['403-key-auth', PermissionDeniedError, 403, 'AuthenticationTypeDisabled', /disabled/],
  ['403-network', PermissionDeniedError, 403, 'AccessDenied', /Firewall/],
  ['403-firewall', PermissionDeniedError, 403, '403', /Firewall/],
  ['403-blocked', PermissionDeniedError, 403, 'Forbidden', /temporarily blocked/],
  ['404-deployment', NotFoundError, 404, 'DeploymentNotFound', /wait a moment/],
  ['404-path', NotFoundError, 404, '404', /Resource not found/],
];
const onOpenai = [
  ['refuse', BadRequestError, 400, 'moderation_blocked', /contact support/],
  ['401', AuthenticationError, 401, 'invalid_api_key', /Incorrect API key/],
  ['401-missing', AuthenticationError, 401, null, /didn't provide/],
  ['401-organization', AuthenticationError, 401, 'invalid_organization', /member/],
  ['401-ip', AuthenticationError, 401, 'ip_not_authorized', /allow-list/],
  ['403-region', PermissionDeniedError, 403, 'unsupported_country_region_territory', /region/],
  ['403-model', PermissionDeniedError, 403, 'model_not_found', /access/],
  ['404-model', NotFoundError, 404, 'model_not_found', /does not exist/],
  ['404-path', NotFoundError, 404, null, /Invalid URL/],
];

async function expectRows(client, rows) {
  for (const [tag, kind, status, code, text] of rows) {
    const error = await failure(ask(client, `brick [${tag}]`, 'gpt-image-1'));
    assert.ok(error instanceof kind, `${tag}: ${error}`);
    assert.equal(error.constructor, kind, tag);
    assert.deepEqual([error.status, error.code], [status, code], tag);
    assert.match(error.message, text, tag);
    assert.match(error.requestID, /^req_[0-9a-f]{32}$/, tag);
  }
}

describe('each row of the table', () => {
  test('is what the OpenAI client makes of it', async () => {
    await expectRows(openai(), [...everywhere, ...onOpenai]);
  });

  test('is what the Azure client makes of it', async () => {
    await expectRows(azure(), [...everywhere, ...onAzure]);
  });

  test('is known to --help', async () => {
    const { execFileSync } = await import('node:child_process');
    const help = execFileSync(service.child.spawnfile, ['--help']).toString();
    for (const [tag] of [...everywhere, ...onAzure, ...onOpenai]) {
      assert.ok(help.includes(`[${tag}]`), tag);
    }
    assert.ok(help.split('\n').every((line) => line.length <= 100));
  });
});

test('a body without an envelope is as its server writes it', async () => {
  const path = '/openai/deployments/gpt-image-1/images/generations?api-version=2025-04-01-preview';
  const read = async (tag) =>
    (await postJson(service.url + path, { prompt: `[${tag}]` })).text();
  const json = async (tag) => JSON.parse(await read(tag));
  assert.match((await json('401-missing')).message, /missing subscription key/);
  const audience = await json('401-audience');
  assert.deepEqual([audience.statusCode, audience.error], [401, undefined]);
  assert.match(audience.message, /audience is incorrect \(https:\/\/cognitiveservices/);
  assert.equal((await json('detail-list')).detail[0].loc[1], 'size');
  assert.match((await json('detail')).detail, /not ready/);
  assert.match((await json('message')).message, /no credit/);
  assert.equal((await json('errors-list')).errors[0].code, 7000);
  assert.match((await json('string-and-message')).message, /not loaded/);
  assert.equal(await read('empty-body'), '');
  assert.match(await read('broken-json'), /the serv$/);
});

describe('a content filter', () => {
  const details = async (prompt) => (await failure(ask(openai(), prompt, 'gpt-image-2'))).error;

  test('of GPT images tells the stage and the categories', async () => {
    for (const [tag, stage, categories] of [['refuse', 'input', ['violence']],
      ['refuse-image', 'input', ['sexual']], ['refuse-unknown', 'unknown', []],
      ['refuse-result', 'output', ['violence', 'self-harm']]]) {
      assert.deepEqual((await details(`x [${tag}]`)).moderation_details,
        { moderation_stage: stage, categories }, tag);
    }
  });

  test('names the request that it refused', async () => {
    const error = await failure(ask(openai(), '[refuse]', 'gpt-image-2'));
    assert.ok(error.message.includes(error.requestID));
  });

  test('refuses pictures and results of edits as well', async () => {
    const image = await toFile(await flat(64, 64, '#808080'), 'a.png', { type: 'image/png' });
    for (const [tag, stage] of [['refuse-image', 'input'], ['refuse-result', 'output']]) {
      const error = await failure(
        azure().images.edit({ prompt: `x [${tag}]`, image, size: '1024x1024' }));
      assert.equal(error.error.moderation_details.moderation_stage, stage);
    }
  });

  test('of DALL-E is that of its cloud and its age', async () => {
    const third = await failure(ask(azure('dalle3', '2024-02-01'), '[refuse]'));
    assert.equal(third.code, 'content_policy_violation');
    assert.deepEqual(third.error.inner_error.content_filter_results.violence,
      { filtered: true, severity: 'medium' });
    assert.equal(third.error.inner_error.content_filter_results.jailbreak.detected, false);
    const result = await failure(ask(azure('dalle3', '2024-02-01'), '[refuse-result]'));
    assert.deepEqual([result.code, /Generated image was filtered/.test(result.message)],
      ['contentFilter', true]);
    const chat = await failure(ask(azure(), '[refuse-chat]'));
    assert.equal(chat.error.innererror.content_filter_result.violence.filtered, true);
    const words = await failure(ask(azure(), '[refuse-jailbreak]'));
    assert.equal(words.error.inner_error.content_filter_results.jailbreak.detected, true);
    const queued = await postJson(
      `${service.url}/openai/images/generations:submit?api-version=2023-06-01-preview`,
      { prompt: '[refuse]' });
    assert.equal(queued.headers.get('x-ms-error-code'), 'contentFilter');
  });

  test('may come with status 200', async () => {
    for (const tag of ['refuse-200', 'refuse-result-200']) {
      const reply = await ask(azure(), `[${tag}]`);
      assert.equal(reply.error.code, 'contentFilter');
      assert.equal(typeof reply.created, 'number');
      assert.equal(reply.data, undefined);
    }
  });
});

describe('a client that waits', () => {
  test('does so for each way to say how long', async () => {
    const patient = openai({ maxRetries: 1 });
    for (const tag of ['429-ms', '429-date', '429', '500-retry']) {
      const reply = await patient.images.generate({
        model: 'dall-e-2', prompt: `ice [${tag}-once]`, size: '256x256',
      });
      assert.equal(reply.data.length, 1, tag);
    }
  });

  test('finds the headers as their cloud writes them', async () => {
    const header = async (tag, name, client = openai()) =>
      (await failure(ask(client, `x [${tag}]`, 'gpt-image-1'))).headers.get(name);
    assert.equal(await header('429-day', 'retry-after'), '86400');
    assert.equal(await header('429-ms', 'retry-after-ms'), '250');
    const date = Date.parse(await header('429-date', 'retry-after'));
    assert.ok(date > Date.now() - 10_000 && date < Date.now() + 10_000);
    assert.equal(await header('429-text', 'retry-after'), null);
    assert.equal(await header('503-no-retry', 'x-should-retry'), 'false');
    const rate = async (client, name) => {
      const prompt = `${Math.random()} [429]`;
      return (await failure(ask(client, prompt, 'gpt-image-1'))).headers.get(name);
    };
    assert.equal(await rate(openai(), 'x-ratelimit-reset-requests'), '1s');
    assert.equal(await rate(azure(), 'x-ratelimit-reset-requests'), '1');
    assert.equal(await header('401', 'www-authenticate'), 'Bearer realm="OpenAI API"');
    assert.match(await header('403-role', 'apim-request-id', azure()), /^[0-9a-f-]{36}$/);
    assert.ok(await header('403-role', 'x-ms-region', azure()));
  });

  test('does not wait when it is told not to', async () => {
    const before = (await stats()).posts['/v1/images/generations'];
    await failure(ask(openai({ maxRetries: 2 }), '[503-no-retry]', 'gpt-image-1'));
    assert.equal((await stats()).posts['/v1/images/generations'], before + 1);
  });
});

describe('elsewhere', () => {
  test('a redirect names another host, and who follows is counted', async () => {
    const url = `${service.url}/v1/images/generations`;
    const body = JSON.stringify({ model: 'gpt-image-1', prompt: '[307]' });
    const send = (redirect) => fetch(url, {
      method: 'POST', body, redirect, headers: { 'content-type': 'application/json' },
    });
    const response = await send('manual');
    assert.equal(response.status, 307);
    assert.match(response.headers.get('location'),
      /^http:\/\/localhost:\d+\/__redirected\/v1\/images\/generations$/);
    assert.equal((await stats()).redirects_followed, 0);
    await send('follow').catch(() => {});
    assert.equal((await stats()).redirects_followed, 1);
  });

  test('a 200 may hold no image', async () => {
    assert.deepEqual((await ask(openai(), '[no-images]', 'gpt-image-1')).data, []);
    const { data } = await ask(openai(), '[null-image]', 'gpt-image-1');
    assert.deepEqual(data, [{ b64_json: null, url: null, revised_prompt: null }]);
  });

  test('the next requests of any kind can be made to fail', async () => {
    const plan = (query) => fetch(`${service.url}/__fail?${query}`, { method: 'POST' });
    assert.equal((await plan('tag=403-role&count=2')).status, 200);
    const list = `${service.url}/openai/models?api-version=2025-04-01-preview`;
    const statuses = [];
    for (let i = 0; i < 3; ++i) {
      statuses.push((await fetch(list)).status);
    }
    assert.deepEqual(statuses, [403, 403, 200]);
    assert.equal((await plan('tag=nonsense')).status, 400);
  });
});

describe('in a stream', () => {
  async function events(prompt, more = {}) {
    const seen = [];
    const stream = await openai().images.generate({
      model: 'gpt-image-1', prompt, quality: 'low', stream: true, partial_images: 1, ...more,
    });
    try {
      for await (const event of stream) {
        seen.push(event.type);
      }
    } catch (error) {
      return [seen, error];
    }
    return [seen, undefined];
  }

  test('every shape of an error comes after the previews', async () => {
    for (const [tag, code] of [['error-event', 'server_error'], ['error-event-bare', null],
      ['error-event-refused', 'moderation_blocked'], ['error-event-nameless', undefined],
      ['failed-event', 'server_error']]) {
      const [seen, error] = await events(`[${tag}]`);
      assert.deepEqual(seen, ['image_generation.partial_image'], tag);
      assert.ok(error instanceof APIError, tag);
      assert.equal(error.code, code, tag);
    }
    // Without an envelope this client takes it for an event like any other.
    const [seen] = await events('[error-event-flat]');
    assert.deepEqual(seen, ['image_generation.partial_image', undefined]);
  });

  test('the end may come early, or with a mark', async () => {
    assert.deepEqual(await events('[ends-early]'), [['image_generation.partial_image'], undefined]);
    assert.deepEqual((await events('[done-marker]'))[0],
      ['image_generation.partial_image', 'image_generation.completed']);
    const response = await postJson(`${service.url}/v1/images/generations`,
      { model: 'gpt-image-1', prompt: '[done-marker]', quality: 'low', stream: true });
    assert.match(await response.text(), /data: \[DONE\]\n\n$/);
  });

  test('a document may come instead', async () => {
    const response = await postJson(`${service.url}/v1/images/generations`,
      { model: 'gpt-image-1', prompt: '[ignores-stream]', quality: 'low', stream: true });
    assert.equal(response.headers.get('content-type'), 'application/json');
    assert.equal((await response.json()).data.length, 1);
  });
});
