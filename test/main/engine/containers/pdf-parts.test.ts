/** Objects, filters and differences of PDF documents, each by itself. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import {
  Lexer,
  Name,
  Ref,
  Word,
  type Value,
} from '../../../../main/engine/containers/pdf/pdf-lexer.ts';
import { readObjects } from '../../../../main/engine/containers/pdf/pdf-objects.ts';
import { unpredicted } from '../../../../main/engine/containers/pdf/predictors.ts';
import {
  decodeAscii85,
  decodeAsciiHex,
  decodeRunLength,
  inflateUpTo,
} from '../../../../main/engine/containers/pdf/stream-filters.ts';

const read = (text: string) => new Lexer(Buffer.from(text, 'latin1')).read();

test('objects are read as ISO 32000 writes them', () => {
  for (const [text, value] of [
    ['  % a comment\n 12', 12],
    ['-.5', -0.5],
    ['true', true],
    ['null', null],
    ['/A#20B', new Name('A B')],
    ['12 0 R', new Ref(12)],
    ['(a(b)\\)\\101\\\nc)', Buffer.from('a(b))Ac')],
    ['<48 656>', Buffer.from('He`')],
    ['[1 2 0 R 3 4]', [1, new Ref(2), 3, 4]],
    [
      '<</W 1/S[/A(x)]/D<</E null>>>>',
      new Map<string, Value>([
        ['W', 1],
        ['S', [new Name('A'), Buffer.from('x')]],
        ['D', new Map([['E', null]])],
      ]),
    ],
    ['endobj', new Word('endobj')],
    ['>>', undefined],
    ['', undefined],
  ] as [string, Value | undefined][]) {
    assert.deepEqual(read(text), value, text);
  }
  assert.throws(() => read('['.repeat(1000)), RangeError);
});

test('any bytes are read, and the reader moves on', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const lexer = new Lexer(Buffer.from(bytes));
      for (let n = 0; n <= bytes.length; n++) {
        const before = lexer.at;
        if (lexer.read() === undefined) return;
        assert.ok(lexer.at > before);
      }
    }),
  );
});

test('objects of streams of objects are found, and circles end', () => {
  const inside = '7 0 8 3 10 8 0 R ';
  const data = deflateSync(Buffer.from(inside));
  const bytes = Buffer.concat([
    Buffer.from(
      `%PDF-1.7\n1 0 obj<</Type/ObjStm/N 2/First 8/Filter/FlateDecode/Length ${data.length}>>stream\n`,
    ),
    data,
    Buffer.from('\nendstream endobj 2 0 obj 3 0 R endobj 3 0 obj 2 0 R endobj'),
  ]);
  const { resolve } = readObjects(bytes);
  assert.equal(resolve(new Ref(7)), 10);
  assert.equal(resolve(new Ref(2)), undefined);
  assert.equal(resolve(new Ref(99)), undefined);
});

test('trailers and objects that lie in one another are not read again and again', () => {
  const started = performance.now();
  readObjects(Buffer.from(`%PDF-1.7\n${'trailer('.repeat(60_000)}`));
  const index = Array.from({ length: 60_000 }, (_, n) => `${n + 2} ${n} `).join('');
  const data = Buffer.from(index + '('.repeat(400_000));
  const head = `/Type/ObjStm/N 60000/First ${index.length}/Length ${data.length}`;
  readObjects(Buffer.from(`%PDF-1.7\n1 0 obj<<${head}>>stream\n${data.toString()}\nendstream`));
  assert.ok(performance.now() - started < 5000);
  const { isEncrypted } = readObjects(Buffer.from('trailer<</A 1>> trailer<</Encrypt 1 0 R>>'));
  assert.ok(isEncrypted);
});

test('a stream of a wrong length ends where it says so', () => {
  const { streams } = readObjects(
    Buffer.from(
      '%PDF-1.7\n1 0 obj<</Length 2 0 R>>stream\r\nabc\nendstream endobj 2 0 obj 3 endobj',
    ),
  );
  assert.deepEqual(
    streams.map(({ bytes }) => bytes.toString()),
    ['abc\n'],
  );
});

test('filters give back what was filtered', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (given) => {
      const bytes = Buffer.from(given);
      assert.deepEqual(decodeAsciiHex(Buffer.from(`${bytes.toString('hex')}>`)), bytes);
      assert.deepEqual(decodeAscii85(Buffer.from(ascii85(bytes))), bytes);
      const runs = Buffer.concat([...bytes].map((byte) => Buffer.from([0, byte])));
      assert.deepEqual(decodeRunLength(runs, 1000), bytes);
      if (bytes.length > 0) assert.deepEqual(inflateUpTo(deflateSync(bytes), 100), bytes);
    }),
  );
  assert.deepEqual(decodeRunLength(Buffer.from([254, 7, 128, 9]), 10), Buffer.from([7, 7, 7]));
  assert.equal(decodeRunLength(Buffer.from([129, 7]), 100), null);
  assert.equal(inflateUpTo(deflateSync(Buffer.alloc(1000)), 999), null);
});

function ascii85(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 4) {
    const group = Buffer.alloc(4);
    const length = bytes.copy(group, 0, at, at + 4);
    let value = group.readUInt32BE(0);
    let digits = '';
    for (let n = 0; n < 5; n++) {
      digits = String.fromCharCode(33 + (value % 85)) + digits;
      value = Math.floor(value / 85);
    }
    text += digits === '!!!!!' && length === 4 ? 'z' : digits.slice(0, length + 1);
  }
  return `${text}~>`;
}

test('differences become samples', () => {
  // The worked values of Paeth, average, up and sub, on rows of two pixels of gray.
  const rows = Buffer.from([0, 10, 20, 1, 5, 5, 2, 1, 1, 3, 4, 4, 4, 1, 1]);
  assert.deepEqual(
    [...unpredicted(rows, 15, 2, { bits: 8, channels: 1 })],
    [10, 20, 5, 10, 6, 11, 7, 13, 8, 14],
  );
  const rgb = Buffer.from([1, 2, 3, 1, 1, 1, 10, 10, 10, 250, 250, 250]);
  assert.deepEqual(
    [...unpredicted(rgb, 2, 6, { bits: 8, channels: 3 })],
    [1, 2, 3, 2, 3, 4, 10, 10, 10, 4, 4, 4],
  );
});
