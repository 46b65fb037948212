/** Pictures nobody attacked, of the kinds that were taken for attacks by tools: lattices of their own, alpha, long pages. */
import { at, drawBenign, map2, mapSame, toGray, type BenignKind } from '../benign.ts';
import type { Random } from '../../../support/random.ts';
import { withAlpha } from './alpha.ts';
import { quantised } from './formats.ts';
import type { Format } from './made.ts';
import { decoyOf, shapeOf, DRAWN, type Picture, type Studio } from './studio.ts';

export const HARMLESS_KINDS = [
  'tall_screen',
  'tall_document',
  'document',
  'screen',
  'table',
  'pixelart',
  'bayer_gray',
  'bayer_color',
  'ordered_dither_2',
  'ordered_dither_4',
  'ordered_dither_8',
  'error_dither',
  'lcd',
  'scanlines',
  'halftone',
  'icon',
  'cutout',
  'cutout',
  'photo',
  'enlarged',
] as const;
export type HarmlessKind = (typeof HARMLESS_KINDS)[number];

export interface Harmless {
  picture: Picture;
  format: Format;
}

export async function harmless(
  kind: HarmlessKind,
  random: Random,
  studio: Studio,
): Promise<Harmless> {
  const [w, h] = shapeOf(random, 0.2e6, 1.6e6);
  const plain = random.pick(['png', 'png', 'webp-lossless'] as const);
  const lossy = random.pick(['png', 'jpeg', 'webp', 'webp-lossless'] as const);
  studio.source = '';
  const drawn = async (named: BenignKind): Promise<Picture> =>
    drawBenign(named, random, { split: studio.set, photo: studio.photo }, w, h);
  switch (kind) {
    case 'tall_screen':
    case 'tall_document': {
      const of = kind === 'tall_screen' ? 'screen' : random.pick(['document', 'table'] as const);
      const [width, height] = [random.int(560, 900), random.int(1700, 3400)];
      return { picture: await decoyOf(of, random, studio, width, height), format: lossy };
    }
    case 'document':
    case 'screen':
    case 'table':
      return withPalette(random, await decoyOf(kind, random, studio, w, h), lossy);
    case 'photo':
      return withPalette(random, await studio.photo(random, w, h), lossy);
    case 'pixelart':
    case 'error_dither':
    case 'lcd':
    case 'halftone':
      return { picture: await drawn(kind), format: plain };
    case 'enlarged':
      return { picture: await drawn('upscaled'), format: lossy };
    case 'bayer_color':
      return { picture: await drawn('bayer'), format: plain };
    case 'bayer_gray': {
      const picture = mosaicValue(await studio.photo(random, w, h));
      return { picture, format: plain };
    }
    case 'ordered_dither_2':
    case 'ordered_dither_4':
    case 'ordered_dither_8': {
      const picture = ordered(random, await studio.photo(random, w, h), Number(kind.slice(-1)));
      return { picture, format: random.chance(0.4) ? 'palette' : plain };
    }
    case 'scanlines': {
      const [period, depth] = [random.int(2, 4), random.range(0.3, 0.95)];
      const source = await studio.photo(random, w, h);
      const picture = mapSame(source, (v, _, y) =>
        y % period === period - 1 ? v * (1 - depth) : v,
      );
      return { picture, format: lossy };
    }
    case 'icon':
      return { picture: await icon(random, studio), format: plain };
    case 'cutout':
      return { picture: cutout(random, await studio.photo(random, w, h)), format: plain };
  }
}

async function withPalette(random: Random, picture: Picture, format: Format): Promise<Harmless> {
  if (!random.chance(0.25)) return { picture, format };
  return { picture: await quantised(random, picture), format: 'palette' };
}

/** One gray value a pixel, that of its filter. */
function mosaicValue(p: Picture): Picture {
  return map2(p.width, p.height, (x, y) => {
    const color = x % 2 === y % 2 ? 1 : y % 2 === 0 ? 0 : 2;
    return new Array<number>(3).fill(at(p, x, y)[color]);
  });
}

function ordered(random: Random, picture: Picture, n: number): Picture {
  const source = random.chance(0.5) ? picture : graySpread(picture);
  const levels = random.pick([1, 1, 2, 3, 5]);
  const rank = (x: number, y: number): number => {
    let value = 0;
    for (let bit = n / 2, scale = 1; bit >= 1; bit /= 2, scale *= 4) {
      const [bx, by] = [Math.floor(x / (n / 2 / bit)) % 2, Math.floor(y / (n / 2 / bit)) % 2];
      value = value * 4 + [0, 2, 3, 1][by * 2 + bx];
    }
    return (value + 0.5) / (n * n);
  };
  return mapSame(
    source,
    (v, x, y) =>
      Math.min(levels, Math.floor((v / 255) * levels + rank(x % n, y % n))) * (255 / levels),
  );
}

function graySpread(picture: Picture): Picture {
  const gray = toGray(picture);
  return map2(picture.width, picture.height, (x, y) => at(gray, x, y));
}

/** Round-edged shapes on nothing; under alpha 0 black, white or the colour of the edge. */
async function icon(random: Random, studio: Studio): Promise<Picture> {
  const side = random.pick([128, 192, 256, 512, 512, 768]);
  const drawn = await decoyOf(random.pick(DRAWN), random, studio, side, side);
  const radius = random.range(0.3, 0.48) * side;
  const edge = random.pick([0, 255, null]);
  const picture = withAlpha(drawn, (i) => {
    const far = Math.hypot((i % side) - side / 2, Math.floor(i / side) - side / 2);
    return Math.round(255 * Math.min(1, Math.max(0, radius - far)));
  });
  return undercolored(picture, edge);
}

/** A photograph cut along a wavy outline. */
function cutout(random: Random, photo: Picture): Picture {
  const { width, height } = photo;
  const lobes = random.int(2, 7);
  const [turn, depth, soft] = [random.range(0, 6), random.range(0.02, 0.12), random.range(1, 12)];
  const picture = withAlpha(photo, (i) => {
    const x = (i % width) / width - 0.5;
    const y = Math.floor(i / width) / height - 0.5;
    const radius = 0.36 + depth * Math.sin(lobes * Math.atan2(y, x) + turn);
    const inside = ((radius - Math.hypot(x, y)) * Math.min(width, height)) / soft;
    return Math.round(255 * Math.min(1, Math.max(0, inside)));
  });
  return undercolored(picture, random.pick([0, 255, null, 'kept']));
}

/** The colours under alpha 0: one gray, the last colour of the row that shows (null), or as they were. */
function undercolored(picture: Picture, ground: number | 'kept' | null): Picture {
  if (ground === 'kept') return picture;
  const data = picture.data.slice();
  let last: readonly number[] = [0, 0, 0];
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] > 0) last = [...data.subarray(i, i + 3)];
    else data.set(ground === null ? last : [ground, ground, ground], i);
  }
  return { ...picture, data };
}
