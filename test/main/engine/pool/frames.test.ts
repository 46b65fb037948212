/** Messages between hosts and engines survive their pipe, and hostile bytes do no harm. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serialize } from 'node:v8';
import fc from 'fast-check';
import { FrameReader, frameOf, MOST_STRUCTURE } from '../../../../main/engine/pool/frames.ts';

/** What arrives of `bytes` that come in pieces of `size`. */
function received(bytes: Buffer, size = bytes.length, mostData?: () => number): unknown[] {
  const messages: unknown[] = [];
  const reader = new FrameReader((message) => messages.push(message), mostData);
  for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
  return messages;
}

const MESSAGES = [
  { id: 1, progress: { stage: 'décode', fraction: 0.5 } },
  undefined,
  { big: Infinity, nan: NaN, none: undefined, map: new Map([[1, new Set(['x'])]]), n: 1n },
  { data: Float32Array.of(1.5, NaN, -0), odd: Uint8Array.of(1, 2, 3), more: Uint16Array.of(7) },
  {
    all: [Int8Array.of(-1), Uint8ClampedArray.of(300), Int16Array.of(-2), Uint32Array.of(2 ** 31)],
  },
  { all: [Int32Array.of(-3), Float64Array.of(0.1), BigInt64Array.of(-1n), BigUint64Array.of(1n)] },
  { part: new Uint8Array(64).subarray(3, 9), view: new DataView(new ArrayBuffer(8), 2, 3) },
  { empty: new Uint8Array(0), buffer: Buffer.from('bytes') },
];

test('messages arrive as they were sent, in whatever pieces', () => {
  const bytes = Buffer.concat(MESSAGES.map(frameOf));
  for (const size of [1, 7, 8, 64, bytes.length]) assert.deepEqual(received(bytes, size), MESSAGES);
});

test('an array that occurs twice is sent once', () => {
  const data = Buffer.alloc(1e6);
  const frame = frameOf([data, data]);
  assert.ok(frame.length < 1.1e6);
  const [[a, b]] = received(frame) as [[Buffer, Buffer]];
  assert.ok(a.equals(data) && a === b);
});

test('what cannot be sent is refused where it is sent', () => {
  assert.throws(() => frameOf({ run: () => 1 }));
  assert.throws(() => frameOf('x'.repeat(MOST_STRUCTURE + 1)), RangeError);
});

test('lengths above the bounds are refused before anything is kept', () => {
  const header = (structure: number, data: number) => {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32LE(structure, 0);
    bytes.writeUInt32LE(data, 4);
    return bytes;
  };
  assert.throws(() => received(header(MOST_STRUCTURE + 1, 0)), RangeError);
  assert.throws(() => received(header(1, 2 ** 32 - 1)), RangeError);
  assert.throws(() => received(header(1, 1001), 8, () => 1000), RangeError);
  assert.deepEqual(
    received(header(1, 1000), 8, () => 1000),
    [],
  ); // it waits for them
});

test('bytes of anybody make a message or an error', () => {
  const good = frameOf(MESSAGES);
  const change = fc.record({ at: fc.nat(good.length - 1), to: fc.nat(255) });
  fc.assert(
    fc.property(
      fc.array(change, { minLength: 1, maxLength: 9 }),
      fc.uint8Array(),
      (changes, end) => {
        const bytes = Buffer.concat([good, end]);
        for (const { at, to } of changes) bytes[at] = to;
        try {
          received(bytes, 100);
        } catch (error) {
          assert.ok(error instanceof Error);
        }
      },
    ),
    { numRuns: 2000 },
  );
});

test('an array is made of its own message only', () => {
  const frame = frameOf({ data: new Uint8Array(8) });
  const structure = frame.subarray(8, frame.length - 8);
  assert.equal(structure.at(-3), 8); // its length
  structure[structure.length - 3] = 100;
  assert.throws(() => received(frame), /an array that is not there/);
  // The form of Node’s own channels, whose arrays lie among the structure.
  const node = serialize({ data: new Uint8Array(3) });
  const header = Buffer.alloc(8);
  header.writeUInt32LE(node.length);
  assert.throws(() => received(Buffer.concat([header, node])));
});
