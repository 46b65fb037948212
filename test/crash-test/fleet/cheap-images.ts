/** Many small images that cost little to examine, each of other bytes. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { noiseWords } from '../../support/noise.ts';

const SIDE = 64;
const PER_FOLDER = 500;

/** Writes `count` of them below `folder`; their paths. */
export async function makeCheapImages(folder: string, count: number): Promise<string[]> {
  const paths: string[] = [];
  for (let number = 0; number < count; number++) {
    const place = join(folder, String(Math.floor(number / PER_FOLDER)).padStart(3, '0'));
    if (number % PER_FOLDER === 0) await mkdir(place, { recursive: true });
    const next = noiseWords(number + 1);
    const data = Uint8Array.from({ length: SIDE * SIDE * 3 }, () => next() >>> 24);
    const path = join(place, `${String(number).padStart(5, '0')}.png`);
    await writeFile(path, encode({ width: SIDE, height: SIDE, channels: 3, data }));
    paths.push(path);
  }
  return paths;
}
