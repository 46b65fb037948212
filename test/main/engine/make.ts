/** Files that the engine tests make for themselves. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../../shared/image/facts.ts';
import type { DecodePolicy } from '../../../shared/image/facts.ts';
import { decode } from '../../../main/engine/decode/decode.ts';
import { pngChunk } from '../../../main/engine/decode/formats/png-chunks.ts';
import type { ImageSource } from '../../../main/engine/images/orders.ts';
import { noiseBytes } from '../../support/noise.ts';

/** A folder of its own, removed when the process ends. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'scalescope-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A sharp instance over seeded noise. */
export function noiseImage(width: number, height: number, channels: 1 | 2 | 3 | 4) {
  return sharp(noiseBytes(width * height * channels), { raw: { width, height, channels } });
}

/** A PNG of any header: `rows` is what deflate holds (filter bytes included). */
export function makePng(
  header: { width: number; height: number; bitDepth: number; colorType: number },
  rows: Uint8Array,
  chunks: Buffer[] = [],
): Buffer {
  const ihdr = Buffer.alloc(13);
  ihdr.writeUInt32BE(header.width, 0);
  ihdr.writeUInt32BE(header.height, 4);
  ihdr[8] = header.bitDepth;
  ihdr[9] = header.colorType;
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', ihdr),
    ...chunks,
    pngChunk('IDAT', deflateSync(rows)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** An animation of `values.length` flat frames of 8x8. */
export async function makeAnimation(format: 'gif' | 'webp' | 'tiff', values: number[]) {
  const frames = values.map((r) => {
    const background = { r, g: r, b: r };
    return sharp({ create: { width: 8, height: 8, channels: 3, background } })
      .png()
      .toBuffer();
  });
  const joined = sharp(await Promise.all(frames), { join: { animated: true } });
  if (format === 'tiff') return joined.tiff({ compression: 'lzw' }).toBuffer();
  return format === 'gif' ? joined.gif().toBuffer() : joined.webp({ lossless: true }).toBuffer();
}

/** decode with the default policy and limits. */
export function decodeAs(name: string, bytes: Buffer, policy: Partial<DecodePolicy> = {}) {
  return decode(bytes, name, { ...DEFAULT_DECODE_POLICY, ...policy }, DEFAULT_DECODE_LIMITS);
}

/** A source of `path` with the default policy and limits. */
export function sourceOf(path: string, name: string): ImageSource {
  return { path, name, policy: DEFAULT_DECODE_POLICY, limits: DEFAULT_DECODE_LIMITS };
}
