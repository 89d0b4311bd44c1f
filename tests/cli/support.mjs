// SPDX-License-Identifier: MIT
// Runs the built programs, and plays services that misbehave in ways the loopback service does not.
import {spawn, spawnSync} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, rmSync, statSync} from 'node:fs';
import {createServer} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {deflateSync} from 'node:zlib';

import {crc32Table} from './crc.mjs';

const build = process.env.GESSO_BUILD;
if (!build) throw new Error('GESSO_BUILD must name a build folder');
export const program = join(build, 'demo/cli/gesso');
export const serviceProgram = join(build, 'demo/service/gesso-service');

// Nothing of the developer's own accounts reaches a test.
function cleanEnvironment(extra) {
  const kept = {};
  for (const name of ['PATH', 'HOME', 'TMPDIR', 'ASAN_OPTIONS', 'UBSAN_OPTIONS', 'TSAN_OPTIONS',
           'LSAN_OPTIONS', 'SSL_CERT_FILE', 'SSL_CERT_DIR']) {
    if (process.env[name] !== undefined) kept[name] = process.env[name];
  }
  return {...kept, ...extra};
}

export function makeFolder(t) {
  const folder = mkdtempSync(join(tmpdir(), 'gesso-cli-test-'));
  t.after(() => rmSync(folder, {recursive: true, force: true}));
  return folder;
}

export function filesBelow(folder) {
  return readdirSync(folder, {withFileTypes: true}).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? [path + '/', ...filesBelow(path)] : [path];
  });
}

// Starts the program and answers { child, done }; done has code, signal, out, err.
export function start(args, {cwd, env = {}, input = '', command = program, detached} = {}) {
  const child = spawn(command, args, {cwd, env: cleanEnvironment(env), detached});
  const out = [];
  const err = [];
  child.stdout.on('data', (piece) => out.push(piece));
  child.stderr.on('data', (piece) => err.push(piece));
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const limit = setTimeout(() => child.kill('SIGKILL'), 60_000);
  const done = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(limit);
      resolve(
          {code, signal, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString()});
    });
  });
  return {child, done};
}

export const run = (args, options) => start(args, options).done;
export const shell = (script, options) => run(['-c', script], {...options, command: '/bin/sh'});
export const has = (command) => spawnSync('/bin/sh', ['-c', `command -v ${command}`]).status === 0;
export const lines = (text) => text.split('\n').filter((line) => line !== '');

export async function startService(t, args = [], env = {}) {
  const child = spawn(serviceProgram, ['--port', '0', '--exit-with-parent', ...args],
      {env: cleanEnvironment(env), stdio: ['ignore', 'pipe', 'inherit']});
  t.after(() => child.kill());
  return new Promise((resolve, reject) => {
    let text = '';
    child.on('exit', () => reject(new Error('the loopback service ended')));
    child.stdout.on('data', (piece) => {
      text += piece;
      const found = /^listening (\S+)$/m.exec(text);
      if (found) resolve(found[1]);
    });
  });
}

// A server that answers every POST by `answer(request, response, body, bytes)`; `posts` counts them.
// The body is empty where it is not JSON.
export async function startServer(t, answer, host = '127.0.0.1') {
  const posts = [];
  const server = createServer((request, response) => {
    const pieces = [];
    request.on('data', (piece) => pieces.push(piece));
    request.on('end', () => {
      const bytes = Buffer.concat(pieces);
      const isJson = /^application\/json/.test(request.headers['content-type'] ?? '');
      const body = isJson && bytes.length > 0 ? JSON.parse(bytes) : {};
      posts.push({url: request.url, headers: request.headers, body, bytes});
      answer(request, response, body, bytes);
    });
  });
  await new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, host, resolve);
  });
  t.after(() => {
    server.closeAllConnections?.();
    server.close();
  });
  const name = host.includes(':') ? `[${host}]` : host;
  return {url: `http://${name}:${server.address().port}/v1`, posts};
}

export function sendImage(response, bytes, extra = {}) {
  response.setHeader('content-type', 'application/json');
  response.setHeader('x-request-id', 'req_test_1');
  response.end(
      JSON.stringify({created: 1, data: [{b64_json: bytes.toString('base64')}], ...extra}));
}

export function sendError(response, status, error, headers = {}) {
  response.writeHead(
      status, {'content-type': 'application/json', 'x-request-id': 'req_test_2', ...headers});
  response.end(JSON.stringify({error}));
}

function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = crc32Table[(crc ^ byte) & 255] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

// `rows` are filtered rows of that colour type, 8 bits a channel.
export function packPng(width, height, type, rows) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, type, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, {level: 1})), chunk('IEND', Buffer.alloc(0))
  ]);
}

// A picture of one colour.
export function makePng(width, height, [red, green, blue] = [200, 100, 50]) {
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3)]);
  for (let x = 0; x < width; ++x) row.set([red, green, blue], 1 + x * 3);
  return packPng(width, height, 2, Buffer.concat(Array(height).fill(row)));
}

export function pngSize(path) {
  const bytes = readFileSync(path);
  if (bytes.toString('latin1', 1, 4) !== 'PNG' || bytes.toString('latin1', 12, 16) !== 'IHDR') {
    throw new Error(`${path} is not a PNG`);
  }
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

export const isFile = (path) => statSync(path).isFile();
