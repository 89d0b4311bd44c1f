// SPDX-License-Identifier: MIT
// Pictures to send and pictures that came back, through a codec not written here.
import sharp from 'sharp';

export async function flat(width, height, background) {
  return sharp({ create: { width, height, channels: 3, background } }).png().toBuffer();
}

// Opaque on the left, clear on the right.
export async function halfMask(width, height) {
  const pixels = Buffer.alloc(width * height * 4);
  for (let i = 3; i < pixels.length; i += 4) {
    pixels[i] = ((i - 3) / 4) % width < width / 2 ? 255 : 0;
  }
  return sharp(pixels, { raw: { width, height, channels: 4 } }).png().toBuffer();
}

// Of a file, or of base64.
export async function pixelsOf(source) {
  const bytes = typeof source === 'string' ? Buffer.from(source, 'base64') : source;
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  return { ...info, at: (x, y, c) => data[(y * info.width + x) * info.channels + c] };
}

const quote = (text) => `"${text}"`;

// A form written by hand: `parts` are {name, bytes, filename, type, head}, where `head` replaces
// the whole header of the part.
export function encodeForm(parts, boundary = 'X7') {
  const pieces = [];
  for (const { name, bytes, filename, type, head } of parts) {
    const file = filename === undefined ? '' : `; filename=${quote(filename)}`;
    const kind = !type ? '' : `Content-Type: ${type}\r\n`;
    pieces.push(`--${boundary}\r\n`,
      head ?? `Content-Disposition: form-data; name=${quote(name)}${file}\r\n${kind}`,
      '\r\n', bytes, '\r\n');
  }
  return Buffer.concat([...pieces, `--${boundary}--\r\n`].map((piece) => Buffer.from(piece)));
}

export async function editForm(url, parts, { boundary = 'X7', type, headers = {} } = {}) {
  return fetch(url, {
    method: 'POST',
    headers: {
      'content-type': type ?? `multipart/form-data; boundary=${boundary}`, ...headers,
    },
    body: Buffer.isBuffer(parts) ? parts : encodeForm(parts, boundary),
    signal: AbortSignal.timeout(60_000),
  });
}
