/** Pictures for tests that need a real file; what is on them does not matter. */
import sharp from 'sharp';
import { noiseWords } from './noise.ts';

/** Writes a PNG of seeded texture to `path`. */
export async function writeSampleImage(path: string, width = 640, height = 480): Promise<void> {
  const data = new Uint8Array(width * height * 3);
  const next = noiseWords(1);
  for (let at = 0; at < data.length; at++) {
    data[at] = ((at / (width * 3)) & 0x7f) + (next() >>> 26);
  }
  await sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(path);
}

/** A GIF of two frames of 40×30 pixels: black, then bright. */
export function makeAnimation(): Promise<Buffer> {
  const frames = Buffer.alloc(40 * 60 * 3);
  frames.fill(200, 40 * 30 * 3);
  const raw = { width: 40, height: 60, channels: 3, pageHeight: 30 } as const;
  return sharp(frames, { raw })
    .gif({ delay: [100, 100] })
    .toBuffer();
}
