/** Peak memory of `inspect` in a process of its own, against the raw raster. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const probe = fileURLToPath(new URL('memory-probe.ts', import.meta.url));

export async function benchMemory(photo: string): Promise<void> {
  const { width, height, channels } = await sharp(photo).metadata();
  const rasterMb = (width * height * channels) / 1e6;
  const peaks = ['view', 'search'].map((work) => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [probe, photo, work], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`The memory probe failed: ${stderr}`);
    return `${Number(stdout).toFixed(0)} MB of ${work === 'view' ? 'one view' : 'every size'}`;
  });
  process.stdout.write(
    `  raw raster ${rasterMb.toFixed(0)} MB, peak of inspect ${peaks.join(', ')} ` +
      `(budget ${(3 * rasterMb + 150).toFixed(0)} MB: three rasters and 150 MB)\n`,
  );
}
