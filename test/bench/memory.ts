/** Peak memory of `inspect` in a process of its own, against the raw raster. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const probe = fileURLToPath(new URL('memory-probe.ts', import.meta.url));

export async function benchMemory(photo: string): Promise<void> {
  const { width, height, channels } = await sharp(photo).metadata();
  const rasterMb = (width * height * channels) / 1e6;
  const { stdout, stderr, status } = spawnSync(process.execPath, [probe, photo], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The memory probe failed: ${stderr}`);
  const peakMb = Number(stdout);
  process.stdout.write(
    `  raw raster ${rasterMb.toFixed(0)} MB, peak of inspect ${peakMb.toFixed(0)} MB ` +
      `(budget ${(3 * rasterMb + 150).toFixed(0)} MB: three rasters and 150 MB)\n`,
  );
}
