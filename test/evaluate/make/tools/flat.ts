/**
 * In the manner of the first scripts for nearest (after Xiao et al. 2019): a page of flat colour with a
 * sentence, one pixel of each cell, whole ratios and odd sizes; and `two-to-one`, nearest at ratios of
 * 1.5 to 2.4, a sentence or a picture, often in one channel.
 */
import type { Random } from '../../../support/random.ts';
import { viewOf, type Made } from './made.ts';
import { channelsOf, opacityOf, page, picture, strokes } from './payload.ts';
import { NEAREST } from './sizes.ts';
import { decoyOf, shapeOf, DRAWN, type DecoyKind, type Studio } from './studio.ts';
import { written } from './strokes.ts';

export async function flat(random: Random, studio: Studio): Promise<Made | null> {
  const [w, h] = shapeOf(random, 0.2e6, 1.6e6);
  const whole = random.chance(0.6);
  const by = random.int(2, 8);
  const size = whole
    ? { width: Math.round(w / by), height: Math.round(h / by) }
    : { width: Math.round(w / random.range(2, 6)), height: Math.round(h / random.range(2, 6)) };
  const source = whole
    ? { width: size.width * by, height: size.height * by }
    : { width: w, height: h };
  const of: DecoyKind = random.pick(['photo', 'photo', 'photo', ...DRAWN]);
  const decoy = await decoyOf(of, random, studio, source.width, source.height);
  const sampler = random.pick(NEAREST);
  const seen = viewOf(decoy, sampler, size);
  const channels = channelsOf(random, 0.1);
  const payload = await page(random, studio, seen, channels, opacityOf(random), true);
  if (payload === null) return null;
  const how = `${whole ? `by_${by}` : 'odd'}_${of}`;
  return written(how, decoy, sampler, size, payload, studio.source);
}

export async function twoToOne(random: Random, studio: Studio): Promise<Made | null> {
  const exact = random.chance(0.5);
  const by = exact ? 2 : random.range(1.5, 2.4);
  const [w, h] = shapeOf(random, 0.2e6, 1.6e6);
  const size = { width: Math.round(w / by), height: Math.round(h / by) };
  const source = exact
    ? { width: size.width * 2, height: size.height * 2 }
    : { width: w, height: h };
  const of: DecoyKind = random.pick(['photo', 'photo', 'photo', ...DRAWN]);
  const decoy = await decoyOf(of, random, studio, source.width, source.height);
  const sampler = random.pick(NEAREST);
  const seen = viewOf(decoy, sampler, size);
  const make = random.pick([strokes, strokes, page, picture] as const);
  const strength = make === strokes ? random.range(0.5, 1) : opacityOf(random);
  const payload = await make(random, studio, seen, channelsOf(random, 0.5), strength);
  if (payload === null) return null;
  const one = payload.wanted.channels.length === 1 ? '_one_channel' : '';
  const how = `${exact ? 'two' : 'near_two'}_${make.name}${one}`;
  return written(how, decoy, sampler, size, payload, studio.source);
}
