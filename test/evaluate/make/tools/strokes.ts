/**
 * In the manner of scripts that write a sentence and nothing else: only the pixels under its strokes
 * are changed, at the sizes that services shrink to; nearest from 1.5:1, bilinear from 2.2:1. `tall`
 * does so on long pages and screens, `overlay` with a thin layer and at whole ratios as well.
 */
import type { Size } from '../../../../shared/base/raster.ts';
import type { Random } from '../../../support/random.ts';
import { tapsOf, viewOf, type Made } from './made.ts';
import { channelsOf, strokes, type Payload } from './payload.ts';
import { BILINEAR, NEAREST, ruleSize } from './sizes.ts';
import { decoyOf, shapeOf, DRAWN, type DecoyKind, type Picture, type Studio } from './studio.ts';
import { copyCells, correctCells, heaviest } from './write.ts';

export async function strokesTool(random: Random, studio: Studio): Promise<Made | null> {
  const of: DecoyKind = random.pick(['photo', 'photo', 'photo', ...DRAWN]);
  const [width, height] = shapeOf(random, 0.3e6, 2e6);
  return onDecoy(random, studio, of, { width, height }, random.chance(0.85) ? 1 : 0.5);
}

export async function tall(random: Random, studio: Studio): Promise<Made | null> {
  const width = random.int(560, 900);
  const height = random.int(1700, 3400);
  const of = random.pick(['screen', 'document', 'screen', 'table', 'photo'] as const);
  return onDecoy(random, studio, of, { width, height }, random.range(0.6, 1));
}

async function onDecoy(
  random: Random,
  studio: Studio,
  of: DecoyKind,
  source: Size,
  opacity: number,
): Promise<Made | null> {
  const copied = random.chance(0.6);
  const rule = ruleSize(random, source, copied ? 1.5 : 2.2, 8);
  if (rule === null) return null;
  const decoy = await decoyOf(of, random, studio, source.width, source.height);
  const sampler = random.pick<string>(copied ? NEAREST : BILINEAR);
  const payload = await strokes(
    random,
    studio,
    viewOf(decoy, sampler, rule.size),
    channelsOf(random, 0.15),
    opacity,
  );
  if (payload === null) return null;
  const how = `${rule.rule}_${copied ? 'nearest' : 'bilinear'}_${of}`;
  return written(how, decoy, sampler, rule.size, payload, studio.source);
}

export async function overlay(random: Random, studio: Studio): Promise<Made | null> {
  const whole = random.chance(0.4);
  const by = whole ? random.int(3, 6) : random.range(2.2, 6);
  const [w, h] = shapeOf(random, 0.2e6, 1.6e6);
  const size = { width: Math.round(w / by), height: Math.round(h / by) };
  const source = whole
    ? { width: size.width * by, height: size.height * by }
    : { width: w, height: h };
  const of: DecoyKind = random.pick(['photo', 'photo', 'photo', ...DRAWN]);
  const decoy = await decoyOf(of, random, studio, source.width, source.height);
  const sampler = random.pick(BILINEAR);
  const seen = viewOf(decoy, sampler, size);
  const channels = channelsOf(random, 0.1);
  const payload = await strokes(random, studio, seen, channels, random.range(0.2, 1));
  if (payload === null) return null;
  const how = `${whole ? 'whole' : 'free'}_ratio_${of}`;
  return written(how, decoy, sampler, size, payload, studio.source);
}

/** `payload` in `decoy`: copied for a sampler of single pixels, else by the least sum of squares. */
export function written(
  how: string,
  decoy: Picture,
  sampler: string,
  size: Size,
  { wanted, text }: Payload,
  source: string,
): Made {
  const { x, y } = tapsOf(decoy, sampler, size);
  const picture = sampler.includes('nearest')
    ? copyCells(decoy, wanted, heaviest(x), heaviest(y))
    : correctCells(decoy, wanted, x, y, { slack: 0, sweeps: 5, spread: 'weight' });
  const view = { ...size, sampler };
  const { cells, channels } = wanted;
  return { how, picture, decoy, view, written: cells, channels, text, source };
}
