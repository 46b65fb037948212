/** Goldens of jimp: `node jimp.ts FOLDER`, a folder in which `npm install jimp` was run. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fromRgba, outputsOf, toRgba, writeGoldens } from './runtime-goldens.ts';

interface Jimp {
  Jimp: new (options: { data: Buffer; width: number; height: number }) => Image;
  ResizeStrategy: Record<string, string>;
}

interface Image {
  bitmap: { data: Buffer };
  resize: (options: { w: number; h: number; mode?: string }) => Image;
}

const folder = resolve(process.argv[2]);
const { Jimp, ResizeStrategy } = createRequire(join(folder, 'package.json'))('jimp') as Jimp;
const packageFile = join(folder, 'node_modules/jimp/package.json');
const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };

const MODES: Record<string, string | undefined> = {
  default: undefined,
  nearest: ResizeStrategy['NEAREST_NEIGHBOR'],
  bilinear: ResizeStrategy['BILINEAR'],
  bicubic: ResizeStrategy['BICUBIC'],
  hermite: ResizeStrategy['HERMITE'],
  bezier: ResizeStrategy['BEZIER'],
};

const sets: { sampler: string; outputs: string[] }[] = [];
for (const [name, mode] of Object.entries(MODES)) {
  // The cubics read beyond a source 1 pixel wide or tall: what they make of it is chance.
  const cubic = /bicubic|hermite|bezier/.test(name);
  const outputs = await outputsOf(async (source, w, h) => {
    const { width, height, channels } = source;
    if (cubic && (width === 1 || height === 1)) return Promise.resolve(null);
    const image = new Jimp({ data: Buffer.from(toRgba(source)), width, height });
    image.resize({ w, h, ...(mode !== undefined && { mode }) });
    return Promise.resolve(fromRgba(image.bitmap.data, channels));
  });
  sets.push({ sampler: `jimp/${name}`, outputs });
}
writeGoldens('jimp', `jimp ${version}`, `${version}, Node ${process.version}`, sets);
