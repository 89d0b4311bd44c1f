// SPDX-License-Identifier: MIT
// Which forms an edit takes, and what it refuses.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import OpenAI, { AzureOpenAI, toFile } from 'openai';
import sharp from 'sharp';

import { editForm, encodeForm, flat, halfMask } from './pictures.mjs';
import { postJson, sharedService, startService } from './service.mjs';

const service = sharedService({ before, after });
const openaiPath = '/v1/images/edits';
const azurePath = '/openai/deployments/gpt-image-1/images/edits?api-version=2025-04-01-preview';
const fields = { model: 'gpt-image-1', prompt: 'sand', quality: 'low', size: '1024x1024' };
const texts = (more = {}) =>
  Object.entries({ ...fields, ...more }).map(([name, bytes]) => ({ name, bytes }));
const file = (name, bytes, type = 'image/png') => ({ name, bytes, type, filename: 'a.png' });
let small;
before(async () => { small = await flat(64, 64, '#808080'); });

async function refused(response, status = 400) {
  assert.equal(response.status, status);
  return (await response.json()).error;
}
const send = (parts, options = {}) =>
  editForm(service.url + (options.path ?? openaiPath), parts, options);

describe('a form', () => {
  test('is read however its boundary is written', async () => {
    for (const [boundary, type] of [
      ['X7', 'multipart/form-data;boundary=X7'],
      ['a=_b', 'multipart/form-data; boundary="a=_b"'],
      ["'()+_,-./:=?", `Multipart/Form-Data; Boundary="'()+_,-./:=?"; charset=utf-8`],
      ['B'.repeat(70), `multipart/form-data; boundary=${'B'.repeat(70)}`],
    ]) {
      const response = await send([file('image', small), ...texts()], { boundary, type });
      assert.equal(response.status, 200, type);
      await response.arrayBuffer();
    }
  });

  test('may leave names unquoted and give its text a type', async () => {
    const named = (name, bytes) => ({
      bytes,
      head: 'content-type: text/plain; charset=utf-8\r\n' +
        `content-disposition: form-data;name=${name}\r\n`,
    });
    const response = await send([
      ...Object.entries(fields).map(([name, bytes]) => named(name, bytes)),
      { bytes: small,
        head: 'Content-Disposition: form-data; name=image[]; filename=a.png; ' +
          "filename*=utf-8''%C3%A4%20b.png\r\nContent-Type: image/png\r\n" },
      { bytes: small,
        head: 'Content-Type: IMAGE/PNG\r\nContent-Disposition: form-data; ' +
          'filename="a;b\\"c.png"; name="image"\r\n' },
    ]);
    assert.equal(response.status, 200);
    const { usage } = await response.json();
    assert.equal(usage.input_tokens_details.image_tokens, 2 * 194);
  });

  test('may have a preamble, and in its files what looks like a boundary', async () => {
    const trap = Buffer.concat([small, Buffer.from('\r\n--X\r\n--X8--\r\nX7')]);
    const form = encodeForm([...texts(), file('image', trap)]).toString('latin1');
    const body = `no part\r\n${form.replaceAll('--X7\r\n', '--X7 \t\r\n')}epilogue`;
    assert.equal((await send(Buffer.from(body, 'latin1'))).status, 200);
  });

  test('that is broken is refused', async () => {
    const whole = encodeForm([file('image', small), ...texts()]).toString('latin1');
    const head = 'Content-Disposition: form-data; name="image"; filename="a.png"';
    const broken = {
      'without a boundary': [whole, 'multipart/form-data'],
      'of another boundary': [whole, 'multipart/form-data; boundary=X8'],
      'with an open quote': [whole, 'multipart/form-data; boundary="X7'],
      'cut off': [whole.slice(0, -20)],
      'without an end': [whole.slice(0, whole.lastIndexOf('--X7--'))],
      'empty': [''],
      'with line feeds alone': [whole.replaceAll('\r\n', '\n')],
      'without a name': [whole.replace('name="image"; ', '')],
      'with two names': [whole.replace(head, `${head}; name="mask"`)],
      'with an open name': [whole.replace('name="image"', 'name="image')],
      'of another kind': [whole.replace('form-data; name="image"', 'attachment; name="image"')],
      'in base64': [whole.replace(head, `Content-Transfer-Encoding: base64\r\n${head}`)],
      'without a disposition': [whole.replace(head, 'X: y')],
      'with text behind a boundary': [whole.replace('--X7\r\n', '--X7 here\r\n')],
    };
    for (const [what, [text, type]] of Object.entries(broken)) {
      const error = await refused(await send(Buffer.from(text, 'latin1'), { type }));
      assert.equal(error.code, 'invalid_multipart_form_data', what);
      assert.match(error.message, /^Could not parse multipart form: ./, what);
    }
  });

  test('at every cut is refused and never answered with a picture', async () => {
    const whole = encodeForm([{ name: 'a', bytes: 'b' }, { name: 'prompt', bytes: 'x' }]);
    for (let size = 0; size < whole.length - 2; ++size) {
      await refused(await send(whole.subarray(0, size)));
    }
  });
});

describe('the fields of an edit', () => {
  const cases = [
    [{ stream: 'yes' }, 'stream', 'invalid_type'], [{ n: '1.5' }, 'n', 'invalid_type'],
    [{ n: '11' }, 'n', 'invalid_value'], [{ partial_images: '1' }, 'partial_images',
      'invalid_value'],
    [{ moderation: 'low' }, 'moderation', 'unknown_parameter'],
    [{ style: 'vivid' }, 'style', 'unknown_parameter'],
    [{ response_format: 'url' }, 'response_format', 'unknown_parameter'],
    [{ nonsense: '1' }, 'nonsense', 'unknown_parameter'],
    [{ prompt: '' }, 'prompt', 'missing_required_parameter'],
    [{ size: '512x512' }, 'size', 'invalid_value'],
    [{ image: 'text' }, 'image', 'invalid_type'],
    [{ input_fidelity: 'most' }, 'input_fidelity', 'invalid_value'],
  ];
  test('are checked in both forms', async () => {
    for (const path of [openaiPath, azurePath]) {
      for (const [more, param, code] of cases) {
        const error = await refused(await send([file('image[]', small), ...texts(more)], { path }));
        assert.deepEqual([error.param, error.code], [param, code], JSON.stringify(more));
      }
    }
    const twice = [file('image', small), ...texts(), { name: 'prompt', bytes: 'again' }];
    assert.equal((await refused(await send(twice))).code, 'duplicate_parameter');
    const other = [file('image', small), file('picture', small), ...texts()];
    assert.equal((await refused(await send(other))).param, 'picture');
  });

  test('fidelity is for those that have the switch', async () => {
    for (const [model, input_fidelity, status] of [
      ['gpt-image-1', 'high', 200], ['gpt-image-1.5', 'high', 200],
      ['gpt-image-1-mini', 'low', 200], ['gpt-image-1-mini', 'high', 400],
      ['gpt-image-2', 'low', 400], ['gpt-image-2.6-flare', 'high', 400],
    ]) {
      const response = await send([file('image', small), ...texts({ model, input_fidelity })]);
      assert.equal(response.status, status, `${model} ${input_fidelity}`);
      const { error } = await response.json();
      if (status === 400) {
        assert.deepEqual([error.type, error.code],
          ['image_generation_user_error', 'invalid_input_fidelity_model']);
      }
    }
  });
});

describe('the files of an edit', () => {
  test('are one to sixteen', async () => {
    const none = await refused(await send(texts()));
    assert.deepEqual([none.param, none.code], ['image', 'missing_required_parameter']);
    const many = [...Array(17)].map(() => file('image[]', small));
    const error = await refused(await send([...many, ...texts()]));
    assert.equal(error.code, 'array_above_max_length');
    assert.match(error.message, /length 17/);
  });

  test('have a type that their cloud takes and that is true', async () => {
    const webp = await sharp(small).webp().toBuffer();
    const jpeg = await sharp(small).jpeg().toBuffer();
    const code = async (bytes, type, path = openaiPath) =>
      (await refused(await send([file('image', bytes, type), ...texts()], { path }))).code;
    assert.equal(await code(webp, 'image/webp', azurePath), 'unsupported_file_mimetype');
    for (const type of ['application/octet-stream', '', 'image/gif', 'text/plain']) {
      assert.equal(await code(small, type), 'unsupported_file_mimetype', type);
    }
    assert.equal(await code(jpeg, 'image/png'), 'invalid_image_file');
    assert.equal(await code(Buffer.from('no picture'), 'image/png'), 'invalid_image_file');
    assert.equal(await code(small.subarray(0, 60), 'image/png'), 'invalid_image_file');
    assert.equal(await code(Buffer.alloc(0), 'image/png'), 'invalid_image_file');
  });

  test('are smaller than 50 MB', async () => {
    const padded = (size) => Buffer.concat([small, Buffer.alloc(size - small.length)]);
    const error = await refused(
      await send([file('image', padded(50_000_000)), ...texts()]));
    assert.match(error.message, /smaller than 50 MB/);
    assert.equal(
      (await send([file('image', padded(49_999_999)), ...texts()])).status, 200);
  });

  test('a mask is a PNG with alpha in the size of the first image', async () => {
    const code = async (bytes, type) =>
      (await refused(await send(
        [file('image', small), file('mask', bytes, type), ...texts()]))).code;
    assert.equal(await code(await halfMask(32, 64)), 'invalid_mask_size');
    assert.equal(await code(await flat(64, 64, '#000000')), 'invalid_mask_missing_alpha');
    const webp = await sharp(await halfMask(64, 64)).webp().toBuffer();
    assert.equal(await code(webp, 'image/webp'), 'invalid_mask');
    const two = file('mask', await halfMask(64, 64));
    const error = await refused(await send([file('image', small), two, two, ...texts()]));
    assert.equal(error.param, 'mask');
  });
});

describe('where edits are', () => {
  test('older versions do not know them, in the words of a wrong address', async () => {
    for (const version of
      ['2024-02-01', '2024-10-21', '2025-03-01-preview', '2023-12-01-preview']) {
      const client = new AzureOpenAI({
        apiKey: 'x', endpoint: service.url, apiVersion: version, deployment: 'gpt-image-1',
        maxRetries: 0,
      });
      await assert.rejects(
        client.images.edit(
          { prompt: 'x', image: await toFile(small, 'a.png', { type: 'image/png' }) }),
        (error) => error instanceof OpenAI.NotFoundError &&
          /Resource not found/.test(error.message));
    }
  });

  test('DALL-E does not edit', async () => {
    for (const model of ['dall-e-3', 'dall-e-2']) {
      const error = await refused(await send([file('image', small), ...texts({ model })]));
      assert.deepEqual([error.param, error.code], ['model', 'invalid_value']);
    }
    const nameless = texts().filter(({ name }) => name !== 'model');
    const unnamed = await refused(await send([file('image', small), ...nameless]));
    assert.match(unnamed.message, /dall-e-2/);
    const path = '/openai/deployments/dalle3/images/edits?api-version=2025-04-01-preview';
    const error = await refused(await send([file('image', small), ...texts()], { path }));
    assert.equal(error.code, 'OperationNotSupported');
  });

  test('JSON is for the OpenAI form, and its pictures come along', async () => {
    const image = { image_url: `data:image/png;base64,${small.toString('base64')}` };
    const body = { ...fields, images: [image] };
    for (const path of [azurePath, '/openai/v1/images/edits']) {
      const error = await refused(await postJson(service.url + path, body));
      assert.equal(error.code, 'unsupported_content_type');
      assert.match(error.message, /multipart\/form-data/);
    }
    const wrong = [
      [{ images: [] }, 'images', 'missing_required_parameter'],
      [{ images: image }, 'images', 'invalid_type'],
      [{ images: ['x'] }, 'images[0]', 'invalid_type'],
      [{ images: [image, { ...image, file_id: 'file-1' }] }, 'images[1]', 'invalid_value'],
      [{ images: [{}] }, 'images[0]', 'invalid_value'],
      [{ images: [{ image_url: 1 }] }, 'images[0]', 'invalid_type'],
      [{ images: [{ image_url: 'https://localhost/a.png' }] }, 'images[0]', 'invalid_image_url'],
      [{ images: [{ image_url: 'data:image/png;base64,abc' }] }, 'images[0]', 'invalid_base64'],
      [{ mask: { image_url: 'data:image/png;base64,ab=c' } }, 'mask', 'invalid_base64'],
      [{ images: Array(17).fill(image) }, 'images', 'array_above_max_length'],
      [{ mask: image }, 'mask', 'invalid_mask_missing_alpha'],
      [{ image: 'x' }, 'image', 'unknown_parameter'],
    ];
    for (const [more, param, code] of wrong) {
      const error = await refused(await postJson(service.url + openaiPath, { ...body, ...more }));
      assert.deepEqual([error.param, error.code], [param, code], JSON.stringify(more).slice(0, 90));
    }
    const filed = await postJson(
      service.url + openaiPath, { ...body, images: [{ file_id: 'file-1' }] });
    assert.match((await refused(filed, 404)).message, /file-1/);
  });

  test('Azure wants to know the length of a form before it comes', async () => {
    const body = encodeForm([file('image', small), ...texts()]);
    const chunked = (path) => fetch(service.url + path, {
      method: 'POST', duplex: 'half',
      headers: { 'content-type': 'multipart/form-data; boundary=X7' },
      body: new ReadableStream({ start(c) { c.enqueue(body); c.close(); } }),
    });
    assert.equal((await refused(await chunked(azurePath))).code, 'no_content_length_header');
    assert.equal((await chunked(openaiPath)).status, 200);
  });
});

test('what was sent is recorded, but for its credentials', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'gesso-record-'));
  const own = await startService(['--record', path.join(folder, 'new')]);
  const canary = 'canary-9c4f21';
  try {
    const form = encodeForm([file('image', small), ...texts()]);
    const options = { headers: { 'api-key': canary, 'X-Test': 'stays' } };
    await editForm(own.url + azurePath, form, options);
    await postJson(`${own.url}/v1/images/generations`, { prompt: 'x', nonsense: 1 },
      { authorization: `Bearer ${canary}` });
    await fetch(`${own.url}/healthz`);
    await fetch(`${own.url}/__blob/x?sig=${canary}&se=1`);
    const names = readdirSync(path.join(folder, 'new')).sort();
    assert.deepEqual(names, ['1', '2', '3'].flatMap((n) => [`000${n}.body`, `000${n}.head`]));
    const read = (name) => readFileSync(path.join(folder, 'new', name));
    assert.deepEqual(read('0001.body'), form);
    assert.equal(read('0002.body').toString(), '{"prompt":"x","nonsense":1}');
    const head = read('0001.head').toString();
    assert.ok(head.startsWith(`POST ${azurePath}\n`));
    assert.match(head, /^api-key: <credential>$/m);
    assert.match(head, /^x-test: stays$/m);
    assert.match(read('0002.head').toString(), /^authorization: Bearer <credential>$/m);
    assert.match(read('0003.head').toString(), /^GET \/__blob\/x\?sig=<credential>&se=1$/m);
    assert.ok(names.every((name) => !read(name).includes(canary)));
  } finally {
    await own.stop();
    rmSync(folder, { recursive: true });
  }
});
