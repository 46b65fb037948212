/** What is taken for a file that holds others, and what is not. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { sniffContainer } from '../../../../main/engine/containers/sniff-container.ts';

const kindOf = (text: string) => sniffContainer(Buffer.from(text, 'latin1'));

test('a file that holds others is known by its content', () => {
  for (const [text, kind] of [
    ['PK\x03\x04', 'zip'],
    ['PK\x05\x06', 'zip'],
    ['%PDF-1.7\n', 'pdf'],
    ['\xef\xbb\xbf junk\n%PDF-1.4\n1 0 obj', 'pdf'],
    ['Return-Path: <a@b>\r\nReceived: by c\r\n\tfrom d\r\nSubject: e\r\n\r\n', 'mail'],
    ['From: a\nX-Unknown-Field: b\nTo: c\nDate: d\n\nbody', 'mail'],
    ['From a@b Mon Jan  1 10:00:00 2024\nFrom: a\nTo: b\nDate: c\n\n', 'mailbox'],
  ] as const) {
    assert.equal(kindOf(text), kind, text);
  }
});

test('a text that only looks a little like one is none', async () => {
  for (const text of [
    '',
    'From the start: a story\n',
    'Date: today\nSubject: notes\nTo: me\n', // nothing that only mails have
    'From: a\nTo: b\n',
    'const magic = /%PDF-1.7/;\n',
    'HTTP/1.1 200 OK\nDate: x\nContent-Type: y\nFrom: z\n',
    '\x89PNG\r\n\x1a\n%PDF-1.7 1 0 obj',
  ]) {
    assert.equal(kindOf(text), null, text);
  }
  const source = new URL('../../../../main/engine/decode/formats/sniff.ts', import.meta.url);
  assert.equal(sniffContainer(await readFile(source)), null);
});
