// SPDX-License-Identifier: MIT
// Everything that is known about a failure is said: to a person in lines, to a script in fields.
import assert from 'node:assert/strict';
import {test} from 'node:test';

import * as gesso from './support.mjs';

const kFilter = {
  code: 'content_policy_violation',
  type: 'invalid_request_error',
  param: null,
  message: 'Blocked by content filters.',
  inner_error: {
    code: 'ResponsibleAIPolicyViolation',
    content_filter_results: {
      violence: {filtered: true, severity: 'medium'},
      hate: {filtered: false, severity: 'safe'},
      jailbreak: {detected: false, filtered: false}
    }
  }
};

async function failWith(t, status, error, headers, args = []) {
  const cwd = gesso.makeFolder(t);
  const server = await gesso.startServer(
      t, (_, response) => gesso.sendError(response, status, error, headers));
  return gesso.run(
      [
        'generate', 'x', '--service', 'azure', '--deployment', 'dall-e-3', '--endpoint',
        server.url.slice(0, -3), '--retries', '0', '--out', 'a.png', ...args
      ],
      {cwd, env: {AZURE_OPENAI_API_KEY: '0123456789abcdef'}});
}

test('a refusal shows what each category said, and which one it was', async (t) => {
  const {code, err} = await failWith(t, 400, kFilter);
  assert.equal(code, 3);
  assert.match(err, /Blocked by content filters\./);
  assert.match(err, /code: content_policy_violation \(HTTP 400, type invalid_request_error\)/);
  assert.match(err, /^ {2}content filter/m);
  assert.match(err, /^ {4}violence +medium +refused for this$/m);
  assert.match(err, /^ {4}hate +safe$/m);
  assert.match(err, /request id is req_test_2/);
});

test('--json has the same as fields', async (t) => {
  const {out} = await failWith(t, 400, kFilter, {}, ['--json']);
  const end = JSON.parse(gesso.lines(out).at(-1));
  assert.equal(end.type, 'failed');
  const {message, action, ...error} = end.error;
  assert.ok(message.length > 0 && action.length > 0);
  assert.deepEqual(error, {
    result: 'refused',
    http_status: 400,
    billed: end.billed,
    retry_after_ms: 0,
    service_message: 'Blocked by content filters.',
    service_code: 'content_policy_violation',
    service_type: 'invalid_request_error',
    service_param: '',
    request_id: 'req_test_2',
    filter_stage: error.filter_stage,
    categories: error.categories
  });
  const violence = error.categories.find(({name}) => name === 'violence');
  assert.deepEqual(violence, {name: 'violence', severity: 'medium', is_filtered: 1});
});

test('a rate limit says when to come back', async (t) => {
  const limit = {code: '429', message: 'Requests have exceeded call rate limit.'};
  const {code, err} = await failWith(t, 429, limit, {'retry-after': '65'});
  assert.equal(code, 6);
  assert.match(err, /try again in 1:05/);
  const {out} = await failWith(t, 429, limit, {'retry-after': '65'}, ['--json']);
  assert.equal(JSON.parse(gesso.lines(out).at(-1)).error.retry_after_ms, 65_000);
});

test('what to do next is said once, with the exit code of its class', async (t) => {
  const cases = [
    [401, {code: '401', message: 'Access denied due to invalid subscription key.'}, 4, /key/],
    [403, {code: 'PermissionDenied', message: 'lacks the required data action'}, 4, /role/i],
    [404, {code: 'DeploymentNotFound', message: 'does not exist'}, 3, /deployment/i],
    [404, {code: '404', message: 'Resource not found'}, 3, /api-version|version/i],
    [429, {code: 'insufficient_quota', message: 'exceeded your current quota'}, 6, /quota|owner/i],
  ];
  for (const [status, error, exit, pattern] of cases) {
    const {code, out, err} = await failWith(t, status, error);
    assert.equal(code, exit, err);
    assert.equal(out, '');
    assert.match(err, pattern);
    assert.equal(err.split('what to do: ').length <= 2, true);
    assert.ok(err.includes(error.code), err);
  }
});

test('an error object without anything in it, or full of it, is still one', async (t) => {
  const many = Object.fromEntries(Array.from(
      {length: 200}, (_, i) => [`c${i}\u001b[31m`, {filtered: true, severity: 'x'.repeat(5000)}]));
  const bodies = [
    {}, {code: 17, message: null}, {message: '\u202e\u0007'}, {code: 'x'.repeat(100_000)},
    {...kFilter, inner_error: {...kFilter.inner_error, content_filter_results: many}}
  ];
  for (const body of bodies) {
    const {code, err} = await failWith(t, 400, body);
    assert.equal(code, 3);
    assert.match(err, /^gesso: azure: /);
    assert.doesNotMatch(err, /[\u001b\u0007\u202e]/);
    assert.ok(err.length < 20_000, String(err.length));
  }
});
