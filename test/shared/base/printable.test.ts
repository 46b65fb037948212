import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  printable,
  printableJson,
  printableLines,
  readableText,
} from '../../../shared/base/printable.ts';

const ESC = '\u001b';

test('what could steer a terminal is written out', () => {
  for (const [text, shown] of [
    [`${ESC}[2Ja.png`, '\\u{1b}[2Ja.png'],
    ['a\nb.png: CLEAN\r', 'a\\u{a}b.png: CLEAN\\u{d}'],
    ['\u009b31m\u007f\0', '\\u{9b}31m\\u{7f}\\u{0}'],
    ['photo\u202egnp.exe', 'photo\\u{202e}gnp.exe'],
    ['\u2066a\u2069\u2028', '\\u{2066}a\\u{2069}\\u{2028}'],
    ['a\u{e0041}', 'a\\u{e0041}'],
    ['\ud800x\udfff', '\\u{d800}x\\u{dfff}'],
  ] as const) {
    assert.equal(printable(text), shown);
  }
});

test('what people write stays as it is', () => {
  const text = 'Öl 日本語 עברית 😀 C:\\photos\\u{1b}';
  assert.equal(printable(text), text);
});

test('a line stays one line', () => {
  assert.equal(printableLines(['a\nb', 'c']), 'a\\u{a}b\nc\n');
});

test('JSON parses to the very same values and has nothing raw', () => {
  const value = { name: `${ESC}\n\u009b\u202e\u2028\u{e0041}\ud800😀`, list: [1, 'ä'] };
  for (const indent of [undefined, 2]) {
    const json = printableJson(value, indent);
    assert.deepEqual(JSON.parse(json), value);
    assert.equal(printable(json.replaceAll('\n', '')), json.replaceAll('\n', ''));
    assert.ok(json.includes('😀') && json.includes('ä'));
  }
});

test('a note keeps its lines and tabs, and nothing else that is not seen', () => {
  assert.equal(readableText('a\tb\nc\r\u202ed'), 'a\tb\nc\\u{d}\\u{202e}d');
});
