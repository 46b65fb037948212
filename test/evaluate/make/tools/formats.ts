/** Attacks in files other than plain PNG: `palette` (indexed PNG at nearest), `webp` (both ways), and how files are written. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Random } from '../../../support/random.ts';
import { indexedPng } from './indexed-png.ts';
import { viewOf, type Format, type Made } from './made.ts';
import { channelsOf, opacityOf, page, picture, strokes, type Payload } from './payload.ts';
import { NEAREST, ruleSize } from './sizes.ts';
import { decoyOf, shapeOf, DRAWN, type Picture, type Studio } from './studio.ts';
import { written } from './strokes.ts';

const ENDINGS: Record<Format, string> = {
  png: 'png',
  palette: 'png',
  jpeg: 'jpg',
  webp: 'webp',
  'webp-lossless': 'webp',
};

/** Writes images/NAME and gives its path within `out`. */
export async function store(
  out: string,
  name: string,
  picture: Picture,
  format: Format,
  quality = 90,
): Promise<string> {
  const file = `images/${name}.${ENDINGS[format]}`;
  const { width, height, channels } = picture;
  const image = sharp(picture.data, { raw: { width, height, channels } });
  switch (format) {
    case 'png':
      await image.png({ compressionLevel: 3 }).toFile(join(out, file));
      break;
    case 'palette':
      await writeFile(join(out, file), indexedPng(picture));
      break;
    case 'jpeg': {
      const chromaSubsampling = quality > 92 ? '4:4:4' : '4:2:0';
      await image.jpeg({ quality, chromaSubsampling }).toFile(join(out, file));
      break;
    }
    case 'webp':
      await image.webp({ quality, effort: 2 }).toFile(join(out, file));
      break;
    case 'webp-lossless':
      await image.webp({ lossless: true, exact: true, effort: 1 }).toFile(join(out, file));
  }
  return file;
}

/** The stored file read back: RGB, or RGB and alpha. */
export async function reopen(path: string): Promise<Picture> {
  const { data, info } = await sharp(path)
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (channels !== 3 && channels !== 4) throw new Error(`${path}: ${channels} channels`);
  return { width, height, channels, data: new Uint8Array(data) };
}

export async function palette(random: Random, studio: Studio): Promise<Made | null> {
  const [width, height] = shapeOf(random, 0.2e6, 1.2e6);
  const rule = ruleSize(random, { width, height }, 1.8, 7);
  if (rule === null) return null;
  const of = random.pick(['photo', 'photo', ...DRAWN] as const);
  const decoy = await quantised(random, await decoyOf(of, random, studio, width, height));
  const sampler = random.pick(NEAREST);
  const make = random.pick([strokes, strokes, page] as const);
  const seen = viewOf(decoy, sampler, rule.size);
  const payload = await make(random, studio, seen, [0, 1, 2], random.range(0.7, 1));
  if (payload === null) return null;
  const inPalette = {
    ...payload,
    wanted: { ...payload.wanted, values: nearestColors(decoy, payload) },
  };
  const made = written(`${make.name}_${of}`, decoy, sampler, rule.size, inPalette, studio.source);
  return { ...made, format: 'palette' };
}

export async function webp(random: Random, studio: Studio): Promise<Made | null> {
  const [width, height] = shapeOf(random, 0.2e6, 1.2e6);
  const lossless = random.chance(0.5);
  const rule = ruleSize(random, { width, height }, lossless ? 1.8 : 2.5, 7);
  if (rule === null) return null;
  const of = random.chance(0.75) ? 'photo' : random.pick(DRAWN);
  const decoy = await decoyOf(of, random, studio, width, height);
  const sampler = random.pick([...NEAREST, 'opencv/linear'] as const);
  const make = random.pick([strokes, page, picture] as const);
  const channels = lossless ? channelsOf(random, 0.3) : [0, 1, 2];
  const seen = viewOf(decoy, sampler, rule.size);
  if (sampler === 'opencv/linear' && Math.min(width / seen.width, height / seen.height) < 2.2)
    return null;
  const payload = await make(random, studio, seen, channels, lossless ? opacityOf(random) : 1);
  if (payload === null) return null;
  const how = `${lossless ? 'lossless' : 'lossy'}_${make.name}_${of}`;
  const made = written(how, decoy, sampler, rule.size, payload, studio.source);
  return { ...made, format: lossless ? 'webp-lossless' : 'webp', quality: random.int(88, 95) };
}

/** At most 64 to 255 colours, with or without dither. */
export async function quantised(random: Random, picture: Picture): Promise<Picture> {
  const { width, height, channels } = picture;
  const bytes = await sharp(picture.data, { raw: { width, height, channels } })
    .png({ palette: true, colours: random.pick([64, 128, 240]), dither: random.pick([0, 1]) })
    .toBuffer();
  const data = await sharp(bytes).removeAlpha().toColourspace('srgb').raw().toBuffer();
  return { ...picture, data: new Uint8Array(data) };
}

/** Every wanted cell in the colour of the decoy that is nearest to it. */
function nearestColors(decoy: Picture, { wanted }: Payload): Float32Array {
  const colors = new Map<number, readonly [number, number, number]>();
  for (let k = 0; k < decoy.data.length; k += 3) {
    const [r, g, b] = decoy.data.subarray(k, k + 3);
    colors.set((r << 16) | (g << 8) | b, [r, g, b]);
  }
  const all = [...colors.values()];
  const known = new Map<number, readonly [number, number, number]>();
  const out = wanted.values.slice();
  for (let k = 0; k < out.length; k += 3) {
    if (wanted.cells !== null && wanted.cells[k / 3] === 0) continue;
    const [r, g, b] = [out[k], out[k + 1], out[k + 2]].map(Math.round);
    const key = (r << 16) | (g << 8) | b;
    let best = known.get(key);
    if (best === undefined) {
      const off = (one: readonly number[]): number =>
        (one[0] - r) ** 2 + (one[1] - g) ** 2 + (one[2] - b) ** 2;
      best = all.reduce((a, one) => (off(one) < off(a) ? one : a));
      known.set(key, best);
    }
    out.set(best, k);
  }
  return out;
}
