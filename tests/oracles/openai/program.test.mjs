// SPDX-License-Identifier: MIT
// gesso-service as a program: bytes on the wire, the gate, TLS, pacing, counts, its end.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import https from 'node:https';
import net from 'node:net';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { postJson, sharedService, startService } from './service.mjs';

const service = sharedService({ before, after });
const imagePath = '/v1/images/generations';
const small = { model: 'dall-e-2', prompt: 'sand', size: '256x256', response_format: 'b64_json' };

// The whole conversation of one connection, as text.
function talk(url, ...pieces) {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let got = '';
    const socket = net.connect(port, hostname, () => {
      for (const piece of pieces) {
        socket.write(piece);
      }
    });
    socket.setEncoding('latin1');
    socket.setTimeout(20_000, () => socket.destroy(new Error('no answer')));
    socket.on('data', (text) => { got += text; });
    socket.on('end', () => resolve(got));
    socket.on('error', reject);
  });
}

const head = (size, extra = '') =>
  `POST ${imagePath} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n` +
  `Content-Length: ${size}\r\n${extra}\r\n`;

test('a document has a length, a stream is chunked, both are exact', async () => {
  const body = JSON.stringify(small);
  const document = await talk(service.url, head(body.length, 'Connection: close\r\n') + body);
  const [headers, content] = document.split('\r\n\r\n');
  assert.match(headers, /^HTTP\/1\.1 200 OK\r\n/);
  assert.equal(Number(/Content-Length: (\d+)/.exec(headers)[1]), content.length);
  assert.equal(JSON.parse(content).data.length, 1);

  const streamed = JSON.stringify(
    { model: 'gpt-image-2', prompt: 'ice', size: '816x816', stream: true, partial_images: 1 });
  const response = await postJson(service.url + imagePath, streamed);
  assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8');
  assert.equal(response.headers.get('transfer-encoding'), 'chunked');
  const text = await response.text();
  assert.match(text, new RegExp('^event: image_generation\\.partial_image\ndata: \\{"type":' +
    '"image_generation\\.partial_image","b64_json":"[A-Za-z0-9+/]+=*",[^\n]*\\}\n\n' +
    'event: image_generation\\.completed\ndata: \\{[^\n]*\\}\n\n$'));
  assert.ok(!text.includes('\r') && !text.includes('[DONE]'));
});

test('one connection carries many requests, whole or in single bytes', async () => {
  const { hostname, port } = new URL(service.url);
  const socket = net.connect(port, hostname);
  socket.setNoDelay(true);
  socket.setTimeout(20_000, () => socket.destroy(new Error('no answer')));
  socket.setEncoding('latin1');
  let got = '';
  socket.on('data', (text) => { got += text; });
  const request = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';
  socket.write(request + request);
  for (const byte of request) {
    socket.write(byte);
    await new Promise(setImmediate);
  }
  socket.write('GET /healthz HTTP/1.0\r\n\r\n');
  await once(socket, 'end');
  assert.equal(got.match(/HTTP\/1\.1 200 OK/g).length, 4);
});

test('chunked and expected bodies are taken', async () => {
  const body = JSON.stringify({ ...small, nonsense: 1 });
  const chunked = `POST ${imagePath} HTTP/1.1\r\nContent-Type: application/json\r\n` +
    'Transfer-Encoding: chunked\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n' +
    `5\r\n${body.slice(0, 5)}\r\n${(body.length - 5).toString(16)};x=y\r\n` +
    `${body.slice(5)}\r\n0\r\n\r\n`;
  const reply = await talk(service.url, chunked);
  assert.match(reply, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 400/);
  assert.match(reply, /unknown_parameter/);
});

test('what is not HTTP or too large is refused and closed', async () => {
  for (const [text, status] of [
    ['\r\n\r\n\r\n', 400], ['GET\r\n\r\n', 400], ['GET / HTTP/1.1\r\nbroken\r\n\r\n', 400],
    ['GET nowhere HTTP/1.1\r\n\r\n', 400], [head('12x'), 400], [head('-1'), 400],
    [head('1', 'Transfer-Encoding: chunked\r\n'), 400], [head('999999999999'), 413],
    [`GET / HTTP/1.1\r\nx: ${'y'.repeat(300 * 1024)}\r\n\r\n`, 413],
  ]) {
    const reply = await talk(service.url, text).catch((error) => error.code);
    assert.ok(reply.startsWith(`HTTP/1.1 ${status} `) || reply === 'ECONNRESET',
      `${JSON.stringify(text.slice(0, 40))}: ${reply.slice(0, 60)}`);
  }
  assert.equal((await fetch(`${service.url}/healthz`)).status, 200);
});

test('counts tell what was asked and made', async () => {
  const own = await startService();
  try {
    await (await postJson(own.url + imagePath, small)).text();
    await (await postJson(own.url + imagePath, { ...small, nonsense: 1 })).text();
    const stats = await (await fetch(`${own.url}/__stats`)).json();
    assert.equal(stats.images, 1);
    assert.equal(stats.posts[imagePath], 2);
    assert.ok(stats.connections >= 1);
    assert.ok(stats.bytes_sent > 10000);
  } finally {
    assert.equal(await own.stop(), 0);
  }
});

test('the gate holds after exactly a tenth until it is opened', async () => {
  const own = await startService(['--gate']);
  try {
    for (const stream of [true, false]) {
      const response = await postJson(
        own.url + imagePath, { model: 'gpt-image-1', prompt: 'gravel', stream });
      const id = response.headers.get('x-request-id');
      let text = '';
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let waiting = [];
      for (const end = Date.now() + 20_000; waiting.length === 0 && Date.now() < end;) {
        ({ waiting } = await (await fetch(`${own.url}/__gate`)).json());
      }
      assert.equal(waiting[0]?.id, id);
      assert.equal(waiting[0].sent, Math.floor(waiting[0].total / 10));
      const received = () => /"b64_json":"([^"]*)/.exec(text)?.[1].length ?? 0;
      while (received() < waiting[0].sent) {
        text += (await reader.read()).value;
      }
      assert.equal(received(), waiting[0].sent);
      const other = await (await postJson(`${own.url}/__gate/open?id=req_0`, '')).json();
      assert.equal(other.opened, 0);
      const opened = await (await postJson(`${own.url}/__gate/open?id=${id}`, '')).json();
      assert.equal(opened.opened, 1);
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        text += part.value;
      }
      assert.equal(received(), waiting[0].total);
    }
  } finally {
    await own.stop();
  }
});

test('a gate that nobody opens closes the line', async () => {
  const own = await startService(['--gate', '--gate-timeout-ms', '50']);
  try {
    const response = await postJson(own.url + imagePath, small);
    await assert.rejects(response.text());
    const { waiting } = await (await fetch(`${own.url}/__gate`)).json();
    assert.deepEqual(waiting, []);
  } finally {
    await own.stop();
  }
});

test('a rate is kept and thinking comes first', async () => {
  const own = await startService(['--bytes-per-second', '200000', '--think-ms', '200']);
  try {
    const started = Date.now();
    const text = await (await postJson(own.url + imagePath, small)).text();
    const seconds = (Date.now() - started) / 1000;
    assert.ok(seconds >= 0.2 + (text.length / 200000) * 0.9, `${seconds} s, ${text.length} bytes`);
    assert.ok(seconds < 0.2 + text.length / 200000 + 3, `${seconds} s, ${text.length} bytes`);
  } finally {
    await own.stop();
  }
});

test('ninety-six streams are served side by side', async () => {
  const own = await startService(['--think-ms', '400']);
  try {
    const body = { model: 'gpt-image-1', prompt: 'brick', quality: 'low', stream: true };
    const started = Date.now();
    const texts = await Promise.all(Array.from({ length: 96 }, async () =>
      (await postJson(own.url + imagePath, body)).text()));
    // One after another they would think for 38 seconds.
    assert.ok(Date.now() - started < 30000);
    assert.equal(new Set(texts.map((text) => /"b64_json":"([^"]*)/.exec(text)[1])).size, 1);
  } finally {
    await own.stop();
  }
});

test('TLS is signed by the authority it names and by no other', async () => {
  const own = await startService(['--tls']);
  try {
    const get = (options) => new Promise((resolve, reject) => {
      https.get(`${own.url}/healthz`, options, (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode));
      }).on('error', reject);
    });
    const ca = readFileSync(own.ca);
    assert.ok(!ca.includes('PRIVATE KEY'));
    assert.equal(await get({ ca }), 200);
    await assert.rejects(get({}), /unable to verify|self-signed|local issuer/);
  } finally {
    await own.stop();
  }
  assert.throws(() => readFileSync(own.ca), /ENOENT/);
});

test('it ends when idle, when told to, and with its parent', async () => {
  const idle = await startService(['--idle-exit', '1']);
  assert.equal((await idle.exited)[0], 0);

  const parent = spawn(process.execPath, ['-e', `
    import('${path.join(import.meta.dirname, 'service.mjs')}').then(async (m) => {
      const own = await m.startService();
      console.log(own.child.pid + ' ' + own.url);
    });`], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [pid, url] = String((await once(parent.stdout, 'data'))[0]).trim().split(' ');
  assert.equal((await fetch(`${url}/healthz`)).status, 200);
  parent.kill('SIGKILL');
  let lives = true;
  for (const end = Date.now() + 5000; lives && Date.now() < end;) {
    await new Promise((resolve) => { setTimeout(resolve, 20); });
    lives = await fetch(`${url}/healthz`).then(() => true, () => false);
  }
  assert.equal(lives, false, `process ${pid} outlives its parent`);
});

test('a wrong command line says what is wrong', async () => {
  const program = service.child.spawnfile;
  const run = (...options) => new Promise((resolve) => {
    execFile(program, options, (error, out, err) => resolve([error?.code ?? 0, out, err]));
  });
  for (const [options, pattern] of [
    [['--nonsense'], /unknown option '--nonsense'/], [['--port'], /--port needs a value/],
    [['--port', '70000'], /0 to 65535/], [['--key-env', 'NOT_SET_HERE'], /NOT_SET_HERE/],
    [['--key-file', '/nonexistent'], /cannot be read/],
    [['--deployment', 'x=unknown'], /does not play/], [['--deployment', 'x'], /NAME=MODEL/],
  ]) {
    const [code, , text] = await run(...options);
    assert.equal(code, 2);
    assert.match(text, pattern);
  }
  const [code, , text] = await run('--port', new URL(service.url).port);
  assert.equal(code, 1);
  assert.match(text, /cannot be had/);
  const [ok, help] = await run('--help');
  assert.equal(ok, 0);
  assert.match(help, /--bytes-per-second N/);
});
