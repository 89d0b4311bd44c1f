// SPDX-License-Identifier: MIT
// Compares our decoder with sharp (libvips: libpng, libjpeg-turbo, libwebp), picture by picture.
// GESSO_BUILD names the preset's build folder.
//
// PNG and lossless WebP must be equal. JPEG and lossy WebP may differ by rounding: another IDCT,
// another colour conversion, another way to enlarge halved colours. The tolerances below are
// about twice what was seen; a wrong plane or a shifted block is far outside. 16-bit PNG keeps the
// high byte on both sides.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';

const build = process.env.GESSO_BUILD;
assert.ok(build, 'GESSO_BUILD must name the build folder');
const program = path.resolve(build, 'tests/oracles/decoders/gesso-decode');

let folder;
before(() => { folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gesso-decoders-')); });
after(() => { fs.rmSync(folder, { recursive: true, force: true }); });

function ours(encoded) {
  const file = path.join(folder, 'picture');
  fs.writeFileSync(file, encoded);
  const out = execFileSync(program, [file], { maxBuffer: 1 << 28 });
  const end = out.indexOf(10);
  const [format, width, height, alpha] = out.toString('latin1', 0, end).split(' ');
  return { format, width: +width, height: +height, hasAlpha: alpha === '1',
    pixels: out.subarray(end + 1) };
}

async function theirs(encoded) {
  const { data, info } = await sharp(encoded).toColourspace('srgb').ensureAlpha().raw()
    .toBuffer({ resolveWithObject: true });
  assert.equal(info.channels, 4);
  return { width: info.width, height: info.height, pixels: data };
}

// Largest and mean difference of a colour byte; alpha must be equal.
function difference(a, b) {
  let max = 0;
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const d = Math.abs(a[i] - b[i]);
    if (i % 4 === 3) assert.equal(d, 0, 'alpha differs');
    max = Math.max(max, d);
    sum += d;
  }
  return { max, mean: sum / (a.length / 4 * 3) };
}

async function compare(name, encoded, format, tolerance = { max: 0, mean: 0 }, oracle = theirs) {
  const mine = ours(encoded);
  const other = await oracle(encoded);
  assert.equal(mine.format, format, name);
  assert.deepEqual([mine.width, mine.height], [other.width, other.height], name);
  assert.equal(mine.pixels.length, other.pixels.length, name);
  const found = difference(mine.pixels, other.pixels);
  if (process.env.GESSO_SHOW) console.log(name, found);
  assert.ok(found.max <= tolerance.max && found.mean <= tolerance.mean,
    `${name}: max ${found.max}, mean ${found.mean.toFixed(3)}`);
}

// A smooth picture with edges: a gradient, discs, a little grain that is the same every time.
function painting(width, height, channels) {
  const data = Buffer.alloc(width * height * channels);
  let state = 12345;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      state = (state * 1103515245 + 12345) >>> 0;
      const grain = (state >>> 24) % 12;
      const disc = Math.hypot(x - width / 3, y - height / 2) < height / 4 ? 70 : 0;
      const at = (y * width + x) * channels;
      const colour = [x * 200 / width + disc, y * 220 / height, 200 - x * 90 / width - disc / 2];
      for (let c = 0; c < Math.min(3, channels); c++)
        data[at + c] = Math.min(255, Math.max(0, Math.round(colour[c] + grain)));
      if (channels === 4) data[at + 3] = (x * 5 + y * 3) % 256;
    }
  }
  return sharp(data, { raw: { width, height, channels } });
}

const sizes = [[1, 1], [7, 5], [33, 31], [255, 63], [640, 481]];

test('PNG as sharp writes it: RGB, RGBA, gray, palette, 16 bits, interlaced', async () => {
  for (const [width, height] of sizes) {
    for (const progressive of [false, true]) {
      // Stored, usual and long matches; on one size only, because they differ in inflate alone.
      for (const compressionLevel of width === 33 ? [0, 6, 9] : [6]) {
        const options = { progressive, compressionLevel, adaptiveFiltering: true };
        const label = `${width}x${height} ${JSON.stringify(options)}`;
        const rgb = painting(width, height, 3);
        const rgba = painting(width, height, 4);
        const png = (image, more = {}) => image.clone().png({ ...options, ...more }).toBuffer();
        await compare(`rgb ${label}`, await png(rgb), 'png');
        await compare(`rgba ${label}`, await png(rgba), 'png');
        await compare(`gray ${label}`, await png(rgb.clone().toColourspace('b-w')), 'png');
        await compare(`gray alpha ${label}`, await png(rgba.clone().toColourspace('b-w')), 'png');
        await compare(`rgb16 ${label}`, await png(rgb.clone().toColourspace('rgb16')), 'png');
        await compare(`gray16 ${label}`, await png(rgb.clone().toColourspace('grey16')), 'png');
        for (const colours of [2, 4, 16, 200])
          await compare(`palette ${colours} ${label}`,
            await png(rgba, { palette: true, colours }), 'png');
      }
    }
  }
});

test('PNG of every colour type, depth, interlace, filter and tRNS, written by our tests',
  async () => {
    const fixtures = path.join(folder, 'png');
    fs.mkdirSync(fixtures);
    execFileSync(program, ['--fixtures', fixtures]);
    const names = fs.readdirSync(fixtures);
    assert.ok(names.length > 300, `${names.length} fixtures`);
    for (const name of names)
      await compare(name, fs.readFileSync(path.join(fixtures, name)), 'png');
  });

test('JPEG: baseline and progressive, 4:4:4 and 4:2:0, gray', async () => {
  for (const [width, height] of sizes) {
    const rgb = painting(width, height, 3);
    for (const progressive of [false, true]) {
      for (const quality of [40, 85, 100]) {
        const options = { progressive, quality };
        const label = `${width}x${height} ${JSON.stringify(options)}`;
        await compare(`4:4:4 ${label}`,
          await rgb.clone().jpeg({ ...options, chromaSubsampling: '4:4:4' }).toBuffer(),
          'jpeg', { max: 4, mean: 0.2 });
        await compare(`4:2:0 ${label}`,
          await rgb.clone().jpeg({ ...options, chromaSubsampling: '4:2:0' }).toBuffer(),
          'jpeg', { max: 6, mean: 0.5 });
        await compare(`gray ${label}`,
          await rgb.clone().toColourspace('b-w').jpeg(options).toBuffer(),
          'jpeg', { max: 2, mean: 0.1 });
      }
    }
  }
});

// sharp turns CMYK into RGB through a printing profile; we multiply each ink with black, as every
// reader without colour management does. So the inks are compared, not its RGB.
async function multiplied(encoded) {
  const { data, info } = await sharp(encoded).pipelineColourspace('cmyk').toColourspace('cmyk')
    .raw().toBuffer({ resolveWithObject: true });
  const pixels = Buffer.alloc(info.width * info.height * 4);
  for (let i = 0; i < pixels.length; i += 4) {
    for (let c = 0; c < 3; c++)
      pixels[i + c] = Math.round((255 - data[i + c]) * (255 - data[i + 3]) / 255);
    pixels[i + 3] = 255;
  }
  return { width: info.width, height: info.height, pixels };
}

test('JPEG: CMYK with Adobe marker', async () => {
  for (const [width, height] of sizes) {
    const cmyk = painting(width, height, 3).toColourspace('cmyk');
    for (const progressive of [false, true])
      await compare(`cmyk ${width}x${height} ${progressive}`,
        await cmyk.clone().jpeg({ progressive, quality: 90, chromaSubsampling: '4:4:4' })
          .toBuffer(), 'jpeg', { max: 2, mean: 0.1 }, multiplied);
  }
});

test('WebP: lossy, lossless, with and without alpha', async () => {
  for (const [width, height] of sizes) {
    const rgb = painting(width, height, 3);
    const rgba = painting(width, height, 4);
    const label = `${width}x${height}`;
    await compare(`lossless ${label}`, await rgb.clone().webp({ lossless: true }).toBuffer(),
      'webp');
    await compare(`lossless alpha ${label}`,
      await rgba.clone().webp({ lossless: true, exact: true }).toBuffer(), 'webp');
    for (const quality of [30, 80, 100]) {
      await compare(`lossy ${label} ${quality}`, await rgb.clone().webp({ quality }).toBuffer(),
        'webp', { max: 2, mean: 0.1 });
      await compare(`lossy alpha ${label} ${quality}`,
        await rgba.clone().webp({ quality }).toBuffer(), 'webp', { max: 2, mean: 0.1 });
    }
  }
});

test('metadata is never interpreted: EXIF rotation, ICC profile', async () => {
  const rgb = painting(33, 20, 3);
  const turned = await rgb.clone().withMetadata({ orientation: 6 }).jpeg().toBuffer();
  const picture = ours(turned);
  assert.deepEqual([picture.width, picture.height], [33, 20]);
  const plain = ours(await rgb.clone().png().toBuffer());
  const profiled = ours(await rgb.clone().keepIccProfile().withIccProfile('p3').png().toBuffer());
  assert.equal(profiled.pixels.length, plain.pixels.length);
});
