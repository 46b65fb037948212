import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { progressLine, statusLine } from '../../../main/terminal/io.ts';

/** What a terminal gets of `show`. */
function shown(show: (io: Parameters<typeof statusLine>[0]) => void): string {
  const stderr = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: true });
  show({ stdin: process.stdin, stdout: new PassThrough(), stderr });
  return String(stderr.read());
}

test('what a line about progress names cannot act on the terminal', () => {
  const hostile = '\x1b]52;c;cm0=\x07\nx';
  const written = '\r\x1b[K\\u{1b}]52;c;cm0=\\u{7}\\u{a}x';
  assert.equal(
    shown((io) => progressLine(io).show(hostile, 0.5)),
    `${written} 50 %`,
  );
  assert.equal(
    shown((io) => statusLine(io).show(hostile)),
    written,
  );
});
