/** A large photograph for the benchmarks: the sample's decoy, enlarged, with grain. */
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const decoy = fileURLToPath(new URL('../samples/dandelion.jpg', import.meta.url));

/** Writes a JPEG of that size to `path` and returns the path. */
export async function writePhoto(path: string, width: number, height: number): Promise<string> {
  const grain = await sharp({
    create: {
      width,
      height,
      channels: 3,
      background: 'gray',
      noise: { type: 'gaussian', mean: 128, sigma: 8 },
    },
  })
    .png({ compressionLevel: 0 })
    .toBuffer();
  await sharp(decoy)
    .resize(width, height, { fit: 'cover' })
    .composite([{ input: grain, blend: 'soft-light' }])
    .jpeg({ quality: 88 })
    .toFile(path);
  return path;
}
