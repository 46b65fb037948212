/** Parts of files, to be put together to those that tests need. */
import sharp from 'sharp';
import { pngChunk } from '../../../main/engine/decode/formats/png-chunks.ts';
import type { Raster } from '../../../shared/base/raster.ts';

/** One segment of JPEG: its marker, its length and `data`. */
export function jpegSegment(marker: number, data: Uint8Array): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}

/** `jpeg` with `segments` right after its beginning. */
export function withSegments(jpeg: Buffer, ...segments: Buffer[]): Buffer {
  return Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);
}

/** `png` with `chunks` right after IHDR. */
export function withChunks(png: Buffer, ...chunks: Buffer[]): Buffer {
  return Buffer.concat([png.subarray(0, 33), ...chunks, png.subarray(33)]);
}

interface Field {
  tag: number;
  type: 2 | 3 | 4 | 7;
  value: Uint8Array | number;
}

/** A directory of a big-endian TIFF at `offset`, with its values after it; `next` comes after it. */
function tiffDirectory(fields: Field[], offset: number, hasNext: boolean): Buffer {
  const head = Buffer.alloc(2 + 12 * fields.length + 4);
  head.writeUInt16BE(fields.length, 0);
  const values: Buffer[] = [];
  let at = offset + head.length;
  fields.forEach(({ tag, type, value }, i) => {
    const entry = 2 + 12 * i;
    head.writeUInt16BE(tag, entry);
    head.writeUInt16BE(type, entry + 2);
    if (typeof value === 'number') {
      head.writeUInt32BE(1, entry + 4);
      if (type === 3) head.writeUInt16BE(value, entry + 8);
      else head.writeUInt32BE(value, entry + 8);
      return;
    }
    head.writeUInt32BE(value.length, entry + 4);
    if (value.length <= 4) head.set(value, entry + 8);
    else {
      head.writeUInt32BE(at, entry + 8);
      values.push(Buffer.from(value));
      at += value.length;
    }
  });
  if (hasNext) head.writeUInt32BE(at, head.length - 4);
  return Buffer.concat([head, ...values]);
}

/** EXIF from its TIFF header on: texts by their tag, and a thumbnail. */
export function makeExif(texts: Record<number, string>, thumbnail?: Buffer): Buffer {
  const header = Buffer.from([0x4d, 0x4d, 0, 42, 0, 0, 0, 8]);
  const fields = Object.entries(texts).map(([tag, text]): Field => ({
    tag: Number(tag),
    type: 2,
    value: Buffer.from(`${text}\0`, 'utf8'),
  }));
  const main = tiffDirectory(fields, 8, thumbnail !== undefined);
  if (thumbnail === undefined) return Buffer.concat([header, main]);
  const at = 8 + main.length;
  const second: Field[] = [
    { tag: 513, type: 4, value: at + 2 + 24 + 4 },
    { tag: 514, type: 4, value: thumbnail.length },
  ];
  return Buffer.concat([header, main, tiffDirectory(second, at, false), thumbnail]);
}

/** APP1 with EXIF. */
export function exifSegment(exif: Buffer): Buffer {
  return jpegSegment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exif]));
}

/** APP1 with an XMP packet. */
export function xmpSegment(packet: string): Buffer {
  return jpegSegment(0xe1, Buffer.from(`http://ns.adobe.com/xap/1.0/\0${packet}`, 'utf8'));
}

/** `main` with an MP index, and `others` after its end. */
export function makeMpo(main: Buffer, others: { type: number; jpeg: Buffer }[]): Buffer {
  const count = others.length + 1;
  const index = Buffer.alloc(8 + 2 + 3 * 12 + 4 + 16 * count);
  index.write('MM\0*', 0, 'latin1');
  index.writeUInt32BE(8, 4);
  index.writeUInt16BE(3, 8);
  const fields = [
    [0xb000, 7, 4, 0x30313030],
    [0xb001, 4, 1, count],
    [0xb002, 7, 16 * count, 50],
  ];
  fields.forEach(([tag, type, length, value], i) => {
    index.writeUInt16BE(tag, 10 + 12 * i);
    index.writeUInt16BE(type, 12 + 12 * i);
    index.writeUInt32BE(length, 14 + 12 * i);
    index.writeUInt32BE(value, 18 + 12 * i);
  });
  const segment = (): Buffer =>
    jpegSegment(0xe2, Buffer.concat([Buffer.from('MPF\0', 'latin1'), index]));
  const bytes = main.length + segment().length;
  const header = 2 + 4 + 4; // the index begins here in the file
  let offset = bytes - header;
  [{ type: 0x030000, jpeg: null }, ...others].forEach(({ type, jpeg }, i) => {
    index.writeUInt32BE(type, 50 + 16 * i);
    index.writeUInt32BE(jpeg?.length ?? bytes, 54 + 16 * i);
    index.writeUInt32BE(jpeg === null ? 0 : offset, 58 + 16 * i);
    offset += jpeg?.length ?? 0;
  });
  return Buffer.concat([withSegments(main, segment()), ...others.map(({ jpeg }) => jpeg)]);
}

export interface ApngPart {
  raster: Raster<Uint8Array>;
  x?: number;
  y?: number;
  dispose?: number;
  blend?: number;
}

/** An animated PNG of `frames`; the first one, as large as the picture, is its still image unless `still` is. */
export async function makeApng(frames: ApngPart[], still?: Raster<Uint8Array>): Promise<Buffer> {
  const first = await pngOf(still ?? frames[0].raster);
  let sequence = 0;
  const control = ({ raster, x = 0, y = 0, dispose = 0, blend = 0 }: ApngPart): Buffer => {
    const data = Buffer.alloc(26);
    [sequence++, raster.width, raster.height, x, y].forEach((value, i) =>
      data.writeUInt32BE(value, 4 * i),
    );
    data.writeUInt16BE(1, 20);
    data.writeUInt16BE(10, 22);
    data[24] = dispose;
    data[25] = blend;
    return pngChunk('fcTL', data);
  };
  const counts = Buffer.alloc(8);
  counts.writeUInt32BE(frames.length, 0);
  const parts = [pngChunk('acTL', counts)];
  if (still === undefined) parts.push(control(frames[0]));
  parts.push(...dataOf(first).map((data) => pngChunk('IDAT', data)));
  for (const frame of frames.slice(still === undefined ? 1 : 0)) {
    parts.push(control(frame));
    for (const data of dataOf(await pngOf(frame.raster))) {
      const number = Buffer.alloc(4);
      number.writeUInt32BE(sequence++, 0);
      parts.push(pngChunk('fdAT', Buffer.concat([number, data])));
    }
  }
  const header = first.subarray(0, 33);
  return Buffer.concat([header, ...parts, pngChunk('IEND', Buffer.alloc(0))]);
}

/** The little-endian TIFF `main`, in whose first directory the tag SubIFDs names that of `inner`, of the same kind. */
export function withSubImage(main: Buffer, inner: Buffer): Buffer {
  const base = main.length + (main.length % 2);
  const moved = Buffer.from(inner);
  const [first, at] = [main.readUInt32LE(4), inner.readUInt32LE(4)];
  const count = moved.readUInt16LE(at);
  for (let entry = at + 2; entry < at + 2 + 12 * count; entry += 12) {
    const [tag, type, length] = [
      moved.readUInt16LE(entry),
      moved.readUInt16LE(entry + 2),
      moved.readUInt32LE(entry + 4),
    ];
    const size = [0, 1, 1, 2, 4, 8][type] * length;
    const values = size > 4 ? moved.readUInt32LE(entry + 8) : entry + 8;
    if (size > 4) moved.writeUInt32LE(values + base, entry + 8);
    if (tag !== 273) continue; // offsets of strips
    for (let i = 0; i < length; i++) {
      moved.writeUInt32LE(moved.readUInt32LE(values + 4 * i) + base, values + 4 * i);
    }
  }
  const old = main.readUInt16LE(first);
  const entries = Array.from({ length: old }, (_, i) =>
    main.subarray(first + 2 + 12 * i, first + 14 + 12 * i),
  );
  const sub = Buffer.alloc(12);
  sub.writeUInt16LE(330, 0);
  sub.writeUInt16LE(4, 2);
  sub.writeUInt32LE(1, 4);
  sub.writeUInt32LE(base + at, 8);
  const all = [...entries, sub].sort((one, other) => one.readUInt16LE() - other.readUInt16LE());
  const head = Buffer.from([all.length, 0]);
  const directory = Buffer.concat([head, ...all, Buffer.alloc(4)]);
  const whole = Buffer.concat([main, Buffer.alloc(main.length % 2), moved]);
  const padded = Buffer.concat([whole, Buffer.alloc(whole.length % 2)]);
  padded.writeUInt32LE(padded.length, 4);
  return Buffer.concat([padded, directory]);
}

/** `raster` as a PNG file. */
export function pngOf({ width, height, channels, data }: Raster<Uint8Array>): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels } }).png().toBuffer();
}

/** What the IDAT chunks of a PNG hold. */
function dataOf(png: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 8; at + 12 <= png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') {
      found.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
    }
  }
  return found;
}
