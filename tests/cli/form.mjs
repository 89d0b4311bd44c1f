// SPDX-License-Identifier: MIT
// Takes multipart/form-data apart, as strictly as our own bodies deserve.

// { texts: Map of name to text, files: Map of name to { filename, type, bytes }, all: in order }
export function parseForm(contentType, body) {
  const boundary = /^multipart\/form-data; boundary="?([^";]+)"?$/.exec(contentType)[1];
  const texts = new Map();
  const files = new Map();
  const all = [];
  const parts = body.toString('latin1').split(`--${boundary}`);
  if (parts.shift() !== '' || parts.pop() !== '--\r\n') throw new Error('a broken form');
  for (const part of parts) {
    const [, head, content] = /^\r\n([^]*?)\r\n\r\n([^]*)\r\n$/.exec(part);
    const name = /name="([^"]*)"/.exec(head)[1];
    const bytes = Buffer.from(content, 'latin1');
    const filename = /filename="([^"]*)"/.exec(head)?.[1];
    const type = /Content-Type: (\S+)/i.exec(head)?.[1];
    all.push({name, filename, type, bytes});
    if (filename === undefined)
      texts.set(name, bytes.toString());
    else
      files.set(name, {filename, type, bytes});
  }
  return {texts, files, all};
}
