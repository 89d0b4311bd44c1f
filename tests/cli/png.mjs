// SPDX-License-Identifier: MIT
// PNG pictures made and read here: 8 bits a channel, RGB or RGBA, no interlace.
import {inflateSync} from 'node:zlib';

import {packPng} from './support.mjs';

// `color(x, y)` answers [red, green, blue, alpha].
export function makeRgba(width, height, color) {
  const rows = Buffer.alloc(height * (width * 4 + 1));
  for (let y = 0, at = 0; y < height; ++y) {
    rows[at++] = 0;
    for (let x = 0; x < width; ++x, at += 4) rows.set(color(x, y), at);
  }
  return packPng(width, height, 6, rows);
}

function paeth(a, b, c) {
  const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}

const kPredictors = [() => 0, (a) => a, (a, b) => b, (a, b) => (a + b) >> 1, paeth];

export function decodePng(bytes) {
  const [width, height, type] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20), bytes[25]];
  if (bytes[24] !== 8 || bytes[28] !== 0 || (type !== 2 && type !== 6)) throw new Error('kind');
  const data = [];
  for (let at = 8; at < bytes.length; at += bytes.readUInt32BE(at) + 12) {
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT')
      data.push(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)));
  }
  const rows = inflateSync(Buffer.concat(data));
  const step = type === 6 ? 4 : 3;
  const stride = width * step;
  const rgba = Buffer.alloc(width * height * 4, 255);
  let previous = Buffer.alloc(stride);
  for (let y = 0; y < height; ++y) {
    const predict = kPredictors[rows[y * (stride + 1)]];
    const row = rows.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1));
    for (let i = 0; i < stride; ++i) {
      const left = i >= step ? row[i - step] : 0;
      const upLeft = i >= step ? previous[i - step] : 0;
      row[i] = (row[i] + predict(left, previous[i], upLeft)) & 255;
    }
    for (let x = 0; x < width; ++x) row.copy(rgba, (y * width + x) * 4, x * step, (x + 1) * step);
    previous = row;
  }
  return {width, height, rgba};
}
