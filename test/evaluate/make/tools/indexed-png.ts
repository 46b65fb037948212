/** An indexed PNG that keeps the colours it is given, which encoders that quantise do not promise. */
import { crc32, deflateSync } from 'node:zlib';
import type { Picture } from './studio.ts';

/** RGB with at most 256 colours. Throws RangeError when there are more. */
export function indexedPng({ width, height, data }: Picture): Buffer {
  const palette = new Map<number, number>();
  const rows = Buffer.alloc(height * (width + 1));
  for (let i = 0; i < width * height; i++) {
    const color = (data[i * 3] << 16) | (data[i * 3 + 1] << 8) | data[i * 3 + 2];
    let index = palette.get(color);
    if (index === undefined) palette.set(color, (index = palette.size));
    rows[Math.floor(i / width) * (width + 1) + 1 + (i % width)] = index;
  }
  if (palette.size > 256) throw new RangeError(`${palette.size} colours are too many`);
  const colors = Buffer.alloc(palette.size * 3);
  for (const [color, index] of palette) colors.writeUIntBE(color, index * 3, 3);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('PLTE', colors),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, body: Buffer): Buffer {
  const out = Buffer.alloc(body.length + 12);
  out.writeUInt32BE(body.length, 0);
  out.write(type, 4, 'latin1');
  body.copy(out, 8);
  out.writeUInt32BE(crc32(out.subarray(4, body.length + 8)), body.length + 8);
  return out;
}
