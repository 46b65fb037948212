/** Changes of bytes that know no format. */
import type { Random } from '../../support/random.ts';

/** A change of `bytes`, which stay as they are; `other` is another seed to take parts from. */
export type Mutator = (bytes: Buffer, random: Random, other: Buffer) => Buffer;

/** Files grow no larger than this. */
export const MOST_BYTES = 256 * 1024;

/** Numbers at which sizes and offsets go wrong. */
const EDGES = [
  0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 63, 64, 127, 128, 255, 256, 257, 1000, 4095, 4096, 16383,
  16384, 32767, 32768, 65535, 65536, 0x00ffffff, 0x3fffffff, 0x40000000, 0x7ffffffe, 0x7fffffff,
  0x80000000, 0xfffffff0, 0xfffffffe, 0xffffffff,
];

const MAGIC = [
  '\x89PNG\r\n\x1a\n',
  '\xff\xd8\xff\xe0',
  'GIF89a',
  'RIFF\0\0\0\0WEBP',
  'II*\0',
  'MM\0*',
  'BM',
  '\0\0\0\x0cJXL \r\n\x87\n',
  '\xff\x0a',
  '\0\0\0\x1cftypavif',
  'PK\x03\x04',
  '%PDF-1.7\n',
  'SQLite format 3\0',
  'Exif\0\0',
  '\xef\xbb\xbf',
  '\xfe\xff',
  '\x1b]0;x\x07',
  '\u202e',
].map((text) => Buffer.from(text, text === '\u202e' ? 'utf8' : 'latin1'));

/** Puts a number at which readers go wrong into 1, 2, 4 or 8 bytes at `at`, in either order. */
export function writeEdge(bytes: Buffer, at: number, random: Random): void {
  const width = random.pick([1, 2, 2, 4, 4, 4, 8]);
  const value = random.chance(0.2) ? random.int(0, bytes.length) : random.pick(EDGES);
  const isLittle = random.chance(0.5);
  for (let i = 0; i < width && at + i < bytes.length; i++) {
    const place = isLittle ? i : width - 1 - i;
    bytes[at + i] = Math.floor(value / 2 ** (8 * place)) & 0xff;
  }
}

const flipBits: Mutator = (bytes, random) => {
  const made = Buffer.from(bytes);
  for (let i = random.pick([1, 1, 2, 4, 16]); i > 0 && made.length > 0; i--) {
    made[random.int(0, made.length - 1)] ^= 1 << random.int(0, 7);
  }
  return made;
};

const setBytes: Mutator = (bytes, random) => {
  const made = Buffer.from(bytes);
  if (made.length === 0) return made;
  const at = random.int(0, made.length - 1);
  const end = Math.min(made.length, at + random.pick([1, 2, 4, 8, 64]));
  made.fill(random.pick([0, 255, random.int(0, 255)]), at, end);
  return made;
};

const edge: Mutator = (bytes, random) => {
  const made = Buffer.from(bytes);
  if (made.length === 0) return made;
  // Heads hold the numbers that matter.
  const most = random.chance(0.5) ? Math.min(made.length, 128) : made.length;
  writeEdge(made, random.int(0, most - 1), random);
  return made;
};

const cut: Mutator = (bytes, random) => bytes.subarray(0, random.int(0, bytes.length));

const remove: Mutator = (bytes, random) => {
  const from = random.int(0, bytes.length);
  const to = Math.min(bytes.length, from + random.pick([1, 2, 4, 16, 256]));
  return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
};

const duplicate: Mutator = (bytes, random) => {
  const from = random.int(0, bytes.length);
  const part = bytes.subarray(from, from + random.pick([1, 4, 32, 512]));
  const times = random.pick([1, 1, 2, 100]);
  return Buffer.concat([
    bytes.subarray(0, from),
    ...new Array(times).fill(part),
    bytes.subarray(from),
  ]);
};

const splice: Mutator = (bytes, random, other) =>
  Buffer.concat([
    bytes.subarray(0, random.int(0, bytes.length)),
    other.subarray(random.int(0, other.length)),
  ]);

const insertMagic: Mutator = (bytes, random) => {
  const at = random.chance(0.3) ? 0 : random.int(0, bytes.length);
  const over = random.chance(0.5);
  const magic = random.pick(MAGIC);
  return Buffer.concat([
    bytes.subarray(0, at),
    magic,
    bytes.subarray(at + (over ? magic.length : 0)),
  ]);
};

const append: Mutator = (bytes, _random, other) => Buffer.concat([bytes, other]);

const PLAIN: readonly Mutator[] = [
  ...[flipBits, flipBits, setBytes, edge, edge, edge],
  ...[cut, remove, duplicate, splice, insertMagic, append],
];

/** One of the changes above. */
export const plainMutator: Mutator = (bytes, random, other) =>
  random.pick(PLAIN)(bytes, random, other);
