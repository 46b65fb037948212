/** Wanted views: a sentence on what is there, on a flat colour or alone, or another photograph. */
import type { Random } from '../../../support/random.ts';
import { sentence } from './sentence.ts';
import { inked, sizeOf } from './made.ts';
import type { Picture, Studio } from './studio.ts';
import type { Wanted } from './write.ts';

export interface Payload {
  wanted: Wanted;
  text: string | null;
}

export const ALL = [0, 1, 2] as const;

/** Only the strokes: ink over what the view shows, opposed to its level, or in a colour. */
export async function strokes(
  random: Random,
  studio: Studio,
  seen: Picture,
  channels: readonly number[],
  opacity: number,
): Promise<Payload | null> {
  const written = await sentence(random, studio.set, seen.width, seen.height);
  if (written === null) return null;
  const level = seen.data.reduce((a, b) => a + b, 0) / seen.data.length;
  const tone = level > 128 ? random.int(0, 60) : random.int(195, 255);
  const ink = random.chance(0.7) ? [tone, tone, tone] : ALL.map(() => random.int(0, 255));
  const cells = inked(written.mask);
  const values = Float32Array.from(seen.data, (v, k) => {
    const alpha = written.mask[Math.floor(k / 3)] * opacity;
    return v + (ink[k % 3] - v) * alpha;
  });
  return { text: written.text, wanted: { ...sizeOf(seen), values, cells, channels } };
}

/** The whole view: a page with a sentence, black on white, white on black or in colours. */
export async function page(
  random: Random,
  studio: Studio,
  seen: Picture,
  channels: readonly number[],
  opacity: number,
  colored = false,
): Promise<Payload | null> {
  const written = await sentence(random, studio.set, seen.width, seen.height);
  if (written === null) return null;
  const dark = random.chance(0.5);
  const paper = colored ? ALL.map(() => random.int(0, 255)) : ALL.map(() => (dark ? 0 : 255));
  const light = 0.3 * paper[0] + 0.6 * paper[1] + 0.1 * paper[2];
  const ink = ALL.map(() => (light > 127 ? random.int(0, 40) : random.int(215, 255)));
  const values = Float32Array.from(seen.data, (v, k) => {
    const c = k % 3;
    const value = paper[c] + (ink[c] - paper[c]) * written.mask[Math.floor(k / 3)];
    return v + (value - v) * opacity;
  });
  return { text: written.text, wanted: { ...sizeOf(seen), values, cells: null, channels } };
}

/** The whole view: another photograph. */
export async function picture(
  random: Random,
  studio: Studio,
  seen: Picture,
  channels: readonly number[],
  opacity: number,
): Promise<Payload> {
  const { source } = studio;
  const other = await studio.photo(random, seen.width, seen.height);
  studio.source = source;
  const values = Float32Array.from(seen.data, (v, k) => v + (other.data[k] - v) * opacity);
  return { text: null, wanted: { ...sizeOf(seen), values, cells: null, channels } };
}

/** Mostly one channel, as tools that hide in red do, else all. */
export function channelsOf(random: Random, single: number): readonly number[] {
  return random.chance(single) ? [random.pick([0, 0, 0, 1, 2])] : ALL;
}

/** An opacity: as strong as it goes, or so weak that views change by a few to thirty levels. */
export function opacityOf(random: Random): number {
  return random.chance(0.6) ? random.range(0.7, 1) : random.range(0.05, 0.3);
}
