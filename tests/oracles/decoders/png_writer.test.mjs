// SPDX-License-Identifier: MIT
// What our PNG writer writes is what libpng (through sharp) reads: every pixel, every channel, and
// nothing else in the file. GESSO_BUILD names the preset's build folder.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';

import { crc32Table } from '../../cli/crc.mjs';

const build = process.env.GESSO_BUILD;
assert.ok(build, 'GESSO_BUILD must name the build folder');
const program = path.resolve(build, 'tests/oracles/decoders/gesso-decode');

let folder;
before(() => { folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gesso-png-')); });
after(() => { fs.rmSync(folder, { recursive: true, force: true }); });

function encode(width, height, channels, pixels) {
  const file = path.join(folder, 'pixels');
  fs.writeFileSync(file, pixels);
  return execFileSync(program, ['--encode', width, height, channels, file].map(String),
    { maxBuffer: 1 << 28 });
}

function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = crc32Table[(crc ^ byte) & 255] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

// Types of the chunks in order; throws where the file is longer or shorter than they say, or one is
// damaged: sharp does not look at the checksum of the last.
function chunksOf(png) {
  assert.equal(png.toString('latin1', 0, 8), '\x89PNG\r\n\x1a\n');
  const types = [];
  let at = 8;
  while (at < png.length) {
    const end = at + 8 + png.readUInt32BE(at);
    types.push(png.toString('latin1', at + 4, at + 8));
    assert.equal(png.readUInt32BE(end), crc32(png.subarray(at + 4, end)), types.at(-1));
    at = end + 4;
  }
  assert.equal(at, png.length);
  return types;
}

// What libpng makes of it, without a conversion; warnings are failures.
async function read(png) {
  const image = sharp(png, { failOn: 'warning' });
  const metadata = await image.metadata();
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { metadata, data, info };
}

// Smooth parts, edges and noise, so that every filter and long matches occur.
function paint(width, height, channels, alphaOf) {
  const pixels = Buffer.alloc(width * height * channels);
  let state = 2463534242;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      state ^= state << 13; state ^= state >>> 17; state ^= state << 5; state >>>= 0;
      const at = (y * width + x) * channels;
      const noise = y % 16 < 4 ? state & 255 : 0;
      const values = [x * 2 + noise, y * 3, (x ^ y) + noise, alphaOf(x, y)];
      for (let c = 0; c < channels; c++) pixels[at + c] = values[c] & 255;
    }
  }
  return pixels;
}

const sizes = [[1, 1], [2, 3], [3, 2], [7, 5], [15, 17], [16, 16], [33, 31], [255, 63],
  [641, 481], [1023, 3], [3, 1023]];

function checkPlain(png, metadata) {
  const types = chunksOf(png);
  assert.deepEqual([...new Set(types)], ['IHDR', 'IDAT', 'IEND']);
  assert.deepEqual([types.indexOf('IHDR'), types.indexOf('IEND')], [0, types.length - 1]);
  assert.deepEqual([metadata.format, metadata.depth, metadata.isProgressive],
    ['png', 'uchar', false]);
  for (const name of ['exif', 'icc', 'iptc', 'xmp', 'comments', 'orientation', 'gainMap'])
    assert.equal(metadata[name], undefined, name);
}

test('RGBA: straight alpha, and the colour under what is clear', async () => {
  for (const [width, height] of sizes) {
    const pixels = paint(width, height, 4, (x, y) => (x * 5 + y * 3) % 256 & (x & 1 ? 255 : 0));
    const png = encode(width, height, 4, pixels);
    const { metadata, data, info } = await read(png);
    checkPlain(png, metadata);
    assert.deepEqual([info.width, info.height, info.channels], [width, height, 4]);
    assert.ok(data.equals(pixels), `${width}x${height}`);
  }
});

test('opaque pixels become RGB, and lose nothing', async () => {
  for (const [width, height] of sizes) {
    const pixels = paint(width, height, 4, () => 255);
    const png = encode(width, height, 4, pixels);
    const { metadata, data, info } = await read(png);
    checkPlain(png, metadata);
    assert.deepEqual([metadata.hasAlpha, info.channels], [false, 3]);
    const rgb = Buffer.alloc(width * height * 3);
    for (let i = 0; i < width * height; i++) pixels.copy(rgb, i * 3, i * 4, i * 4 + 3);
    assert.ok(data.equals(rgb), `${width}x${height}`);
  }
});

test('coverage becomes gray', async () => {
  for (const [width, height] of sizes) {
    const pixels = paint(width, height, 1, () => 0);
    const png = encode(width, height, 1, pixels);
    const { metadata, data, info } = await read(png);
    checkPlain(png, metadata);
    assert.deepEqual([metadata.space, metadata.channels], ['b-w', 1]);
    // sharp hands gray out as it is, or three times.
    const gray = Buffer.alloc(width * height);
    for (let i = 0; i < gray.length; i++) gray[i] = data[i * info.channels];
    assert.ok(gray.equals(pixels), `${width}x${height}`);
  }
});

test('a picture that does not compress, and one that is all alike', async () => {
  const noise = Buffer.alloc(512 * 512 * 4);
  let state = 88172645;
  for (let i = 0; i < noise.length; i++) {
    state ^= state << 13; state ^= state >>> 17; state ^= state << 5;
    noise[i] = state & 255;
  }
  for (const pixels of [noise, Buffer.alloc(512 * 512 * 4)]) {
    const png = encode(512, 512, 4, pixels);
    const { metadata, data } = await read(png);
    checkPlain(png, metadata);
    assert.ok(data.equals(pixels));
  }
});
