/** Small files that ask for much: large pictures, many frames. What a reader must bound before it decodes. */
import { constants, deflateRawSync } from 'node:zlib';
import { pngChunk } from '../../../main/engine/decode/formats/png-chunks.ts';

const PNG_SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

export interface PngShape {
  width: number;
  height: number;
  bitDepth: 1 | 2 | 4 | 8 | 16;
  /** 0 gray, 2 RGB, 4 gray and alpha, 6 RGBA. */
  colorType: 0 | 2 | 4 | 6;
  interlaced?: boolean;
}

/** Rows and bytes to a row (with its filter byte) of each pass of a PNG. */
function passesOf({
  width,
  height,
  bitDepth,
  colorType,
  interlaced,
}: PngShape): [number, number][] {
  const bits = bitDepth * { 0: 1, 2: 3, 4: 2, 6: 4 }[colorType];
  const pass = (columns: number, rows: number): [number, number] =>
    columns === 0 ? [0, 0] : [rows, 1 + Math.ceil((columns * bits) / 8)];
  if (interlaced !== true) return [pass(width, height)];
  const every = (side: number, from: number, step: number) => Math.ceil((side - from) / step);
  return [
    [0, 0, 8, 8],
    [4, 0, 8, 8],
    [0, 4, 4, 8],
    [2, 0, 4, 4],
    [0, 2, 2, 4],
    [1, 0, 2, 2],
    [0, 1, 1, 2],
  ].map(([x, y, dx, dy]) => pass(every(width, x, dx), every(height, y, dy)));
}

/** A black PNG, a thousandth of its samples in size; made without holding them. */
export function blackPng(shape: PngShape): Buffer {
  const { width, height, bitDepth, colorType, interlaced } = shape;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([bitDepth, colorType, 0, 0, interlaced === true ? 1 : 0], 8);
  const length = passesOf(shape).reduce((sum, [rows, bytes]) => sum + rows * bytes, 0);
  return Buffer.concat([
    PNG_SIGNATURE,
    pngChunk('IHDR', header),
    pngChunk('IDAT', zlibZeros(length)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

const MEBIBYTE = 2 ** 20;

/** A zlib stream of `length` zero bytes: the same deflated mebibyte again and again. */
function zlibZeros(length: number): Buffer {
  const piece = (bytes: number, finishFlush: number) =>
    deflateRawSync(Buffer.alloc(bytes), { level: 9, finishFlush });
  const whole = piece(MEBIBYTE, constants.Z_FULL_FLUSH);
  const adler = Buffer.alloc(4);
  adler.writeUInt16BE(length % 65521, 0); // of zeros alone: the length, and 1
  adler.writeUInt16BE(1, 2);
  return Buffer.concat([
    Buffer.from([0x78, 0x9c]),
    ...new Array<Buffer>(Math.floor(length / MEBIBYTE)).fill(whole),
    piece(length % MEBIBYTE, constants.Z_FINISH),
    adler,
  ]);
}

/** Bits from the lowest on, as VP8L reads them. */
function bitsToBytes(bits: readonly [value: number, count: number][]): Buffer {
  const bytes: number[] = [];
  let at = 0;
  for (const [value, count] of bits) {
    for (let i = 0; i < count; i++, at++) {
      if (at % 8 === 0) bytes.push(0);
      bytes[bytes.length - 1] |= ((value >> i) & 1) << (at % 8);
    }
  }
  return Buffer.from(bytes);
}

function riffChunk(type: string, data: Buffer): Buffer {
  const head = Buffer.from(`${type}\0\0\0\0`, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}

/** A VP8L picture of one color: every pixel takes no bit at all. */
function plainVp8l(width: number, height: number): Buffer {
  const code: [number, number][] = [
    [1, 1], // a simple code,
    [0, 1], // of one symbol,
    [0, 1], // that takes one bit:
    [0, 1], // 0
  ];
  const none: [number, number] = [0, 1]; // transform, color cache, several groups of codes
  const sides: [number, number][] = [
    [width - 1, 14],
    [height - 1, 14],
  ];
  const bits: [number, number][] = [[0x2f, 8], ...sides, [0, 1], [0, 3], none, none, none];
  return riffChunk('VP8L', bitsToBytes([...bits, ...code, ...code, ...code, ...code, ...code]));
}

function webp(chunks: Buffer[]): Buffer {
  return riffChunk('RIFF', Buffer.concat([Buffer.from('WEBP', 'latin1'), ...chunks]));
}

/** A WebP of one color, of some forty bytes whatever its size (sides up to 16384). */
export function plainWebp(width: number, height: number): Buffer {
  return webp([plainVp8l(width, height)]);
}

/** An animated WebP of `frames` pictures of one pixel on a canvas of `width` by `height`. */
export function animatedWebp(width: number, height: number, frames: number): Buffer {
  const extended = Buffer.alloc(10);
  extended[0] = 0x02; // animation
  extended.writeUIntLE(width - 1, 4, 3);
  extended.writeUIntLE(height - 1, 7, 3);
  const place = Buffer.alloc(16);
  place.writeUIntLE(40, 12, 3); // ms
  const frame = riffChunk('ANMF', Buffer.concat([place, plainVp8l(1, 1)]));
  return webp([
    riffChunk('VP8X', extended),
    riffChunk('ANIM', Buffer.alloc(6)),
    ...new Array<Buffer>(frames).fill(frame),
  ]);
}

/** A GIF of `frames` pictures of one pixel on a screen of `width` by `height`. */
export function animatedGif(width: number, height: number, frames: number): Buffer {
  const head = Buffer.from('GIF89a\0\0\0\0\x80\0\0\0\0\0\xff\xff\xff', 'latin1');
  head.writeUInt16LE(width, 6);
  head.writeUInt16LE(height, 8);
  const frame = Buffer.from('\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0', 'latin1');
  return Buffer.concat([head, ...new Array<Buffer>(frames).fill(frame), Buffer.from(';')]);
}

/** A TIFF of `pages` gray pictures of `width` by `height`, all of the same strip of zeros. */
export function pagedTiff(width: number, height: number, pages: number): Buffer {
  const strip = Buffer.alloc(width * height);
  const head = Buffer.from('II*\0\0\0\0\0', 'latin1');
  head.writeUInt32LE(8 + strip.length + (strip.length % 2), 4);
  const tags: [tag: number, value: number][] = [
    [256, width],
    [257, height],
    [258, 8],
    [259, 1],
    [262, 1],
    [273, 8],
    [277, 1],
    [278, height],
    [279, strip.length],
  ];
  const bytes = 2 + 12 * tags.length + 4;
  const parts = [head, strip, Buffer.alloc(strip.length % 2)];
  let at = head.readUInt32LE(4);
  for (let page = 0; page < pages; page++, at += bytes) {
    const directory = Buffer.alloc(bytes);
    directory.writeUInt16LE(tags.length, 0);
    tags.forEach(([tag, value], i) => {
      directory.writeUInt16LE(tag, 2 + 12 * i);
      directory.writeUInt16LE(4, 4 + 12 * i);
      directory.writeUInt32LE(1, 6 + 12 * i);
      directory.writeUInt32LE(value, 10 + 12 * i);
    });
    directory.writeUInt32LE(page === pages - 1 ? 0 : at + bytes, bytes - 4);
    parts.push(directory);
  }
  return Buffer.concat(parts);
}
