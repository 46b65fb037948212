/** Pictures for tests that need a real file; what is on them does not matter. */
import sharp from 'sharp';

/** Writes a PNG of seeded texture to `path`. */
export async function writeSampleImage(path: string, width = 640, height = 480): Promise<void> {
  const data = new Uint8Array(width * height * 3);
  let state = 1;
  for (let at = 0; at < data.length; at++) {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    data[at] = ((at / (width * 3)) & 0x7f) + (state >>> 25);
  }
  await sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(path);
}
