/**
 * Tricks with alpha, in the manner of posts and scripts: `lattice`, transparency at the pixels that
 * nearest reads, seen once composited; `hidden`, colours under alpha 0, seen once alpha is dropped;
 * `mirage`, the mirage tank: one picture on white, another on black.
 */
import type { Random } from '../../../support/random.ts';
import { inked, tapsOf, type Made } from './made.ts';
import { ALL } from './payload.ts';
import { sentence } from './sentence.ts';
import { NEAREST, ruleSize } from './sizes.ts';
import { decoyOf, shapeOf, DRAWN, type Picture, type Studio } from './studio.ts';
import { byte, heaviest } from './write.ts';

export async function alpha(random: Random, studio: Studio): Promise<Made | null> {
  const make = random.pick([lattice, lattice, hidden, mirage] as const);
  const made = await make(random, studio);
  if (made === null) return null;
  return { ...made, format: random.chance(0.7) ? 'png' : 'webp-lossless' };
}

async function lattice(random: Random, studio: Studio): Promise<Made | null> {
  const [width, height] = shapeOf(random, 0.3e6, 1.6e6);
  const rule = ruleSize(random, { width, height }, 1.8, 6);
  if (rule === null) return null;
  const of = random.chance(0.7) ? 'photo' : random.pick(DRAWN);
  const decoy = await decoyOf(of, random, studio, width, height);
  const { size } = rule;
  const written = await sentence(random, studio.set, size.width, size.height);
  if (written === null) return null;
  const sampler = random.pick(NEAREST);
  const level = decoy.data.reduce((a, b) => a + b, 0) / decoy.data.length;
  const ground = level > 128 ? 0 : 255;
  const inverse = random.chance(0.25);
  const opacity = random.range(0.5, 1);
  const { x, y } = tapsOf(decoy, sampler, size);
  const [xs, ys] = [heaviest(x), heaviest(y)];
  const picture = withAlpha(decoy, () => 255);
  for (let row = 0, cell = 0; row < size.height; row++) {
    for (let column = 0; column < size.width; column++, cell++) {
      const ink = inverse ? 1 - written.mask[cell] : written.mask[cell];
      picture.data[(ys[row] * width + xs[column]) * 4 + 3] = byte(255 * (1 - ink * opacity));
    }
  }
  return {
    how: 'lattice',
    picture,
    decoy,
    view: { ...size, sampler },
    written: inverse ? null : inked(written.mask),
    channels: ALL,
    text: written.text,
    source: studio.source,
    policy: ground === 0 ? 'composite on black' : 'composite on white',
  };
}

async function hidden(random: Random, studio: Studio): Promise<Made | null> {
  const [width, height] = shapeOf(random, 0.1e6, 0.8e6);
  const of = random.pick(['photo', ...DRAWN] as const);
  const shown = await decoyOf(of, random, studio, width, height);
  const { source } = studio;
  const under = await decoyOf('photo', random, studio, width, height);
  studio.source = source;
  const written = await sentence(random, studio.set, width, height);
  if (written === null) return null;
  // Transparent everywhere, around a circle that stays, or in the strokes of the sentence alone.
  const where = random.pick(['all', 'around', 'strokes'] as const);
  const onPhoto = random.chance(0.4);
  const dark = random.chance(0.5);
  const picture = withAlpha(shown, (i) => {
    const [x, y] = [(i % width) / width - 0.5, Math.floor(i / width) / height - 0.5];
    if (where === 'all') return 0;
    return where === 'around' ? (x * x + y * y < 0.12 ? 255 : 0) : written.mask[i] > 0.3 ? 0 : 255;
  });
  for (let i = 0; i < width * height; i++) {
    if (picture.data[i * 4 + 3] !== 0) continue;
    for (const c of ALL) {
      const base = onPhoto && where !== 'strokes' ? under.data[i * 3 + c] : dark ? 0 : 255;
      const ink = dark ? 255 : 0;
      picture.data[i * 4 + c] =
        where === 'strokes' ? ink : byte(base + (ink - base) * written.mask[i]);
    }
  }
  return loaderTrick(`hidden_${where}`, picture, written.text, source, 'alpha dropped');
}

async function mirage(random: Random, studio: Studio): Promise<Made | null> {
  const [width, height] = shapeOf(random, 0.1e6, 0.8e6);
  const white = await decoyOf('photo', random, studio, width, height);
  const { source } = studio;
  const black = random.chance(0.4) ? null : await decoyOf('photo', random, studio, width, height);
  studio.source = source;
  const written = await sentence(random, studio.set, width, height);
  if (written === null) return null;
  const gray = (p: Picture, i: number): number =>
    0.299 * p.data[i * 3] + 0.587 * p.data[i * 3 + 1] + 0.114 * p.data[i * 3 + 2];
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    // On white it shows `a`, on black `b`, which has to be the darker one.
    const a = 128 + gray(white, i) / 2;
    const b = black === null ? written.mask[i] * 127 : gray(black, i) / 2;
    const cover = 255 - (a - b);
    data.fill(byte(cover < 1 ? 0 : (b * 255) / cover), i * 4, i * 4 + 3);
    data[i * 4 + 3] = byte(cover);
  }
  const text = black === null ? written.text : null;
  const picture: Picture = { width, height, channels: 4, data };
  return loaderTrick('mirage', picture, text, source, 'composite on black');
}

function loaderTrick(
  how: string,
  picture: Picture,
  text: string | null,
  source: string,
  policy: string,
): Made {
  const decoy = over(picture, 255);
  const [seen, shown] = [
    policy === 'alpha dropped' ? over(picture, null) : over(picture, 0),
    decoy,
  ];
  let sum = 0;
  for (let k = 0; k < seen.data.length; k++) sum += (seen.data[k] - shown.data[k]) ** 2;
  if (Math.sqrt(sum / seen.data.length) < 8) throw new Error(`${how}: both loaders see the same`);
  return { how, picture, decoy, view: null, written: null, channels: ALL, text, source, policy };
}

export function withAlpha(picture: Picture, alphaAt: (pixel: number) => number): Picture {
  const data = new Uint8Array(picture.width * picture.height * 4);
  for (let i = 0; i < data.length / 4; i++) {
    for (const c of ALL) data[i * 4 + c] = picture.data[i * 3 + c];
    data[i * 4 + 3] = alphaAt(i);
  }
  return { ...picture, channels: 4, data };
}

/** Composited over a gray ground; null: alpha dropped. */
export function over(picture: Picture, ground: number | null): Picture {
  if (picture.channels !== 4) return picture;
  const data = new Uint8Array(picture.width * picture.height * 3);
  for (let i = 0; i < data.length / 3; i++) {
    const a = ground === null ? 1 : picture.data[i * 4 + 3] / 255;
    for (const c of ALL)
      data[i * 3 + c] = byte(picture.data[i * 4 + c] * a + (ground ?? 0) * (1 - a));
  }
  return { ...picture, channels: 3, data };
}

/** What the loader that is attacked makes of `picture`. */
export function loaded(picture: Picture, policy: string | undefined): Picture {
  if (policy === 'alpha dropped') return over(picture, null);
  return over(picture, policy === 'composite on black' ? 0 : 255);
}
