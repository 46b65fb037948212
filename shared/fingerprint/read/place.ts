/**
 * Finds which part of a chart a picture shows, and which way up, by the marks of the chart: along each axis the
 * mean of its lines is laid over that of the chart at every scale and place.
 */
import type { Raster, Size } from '../../base/raster.ts';
import { brightnessOf, profileOf, TURNS, type Turn } from './returned.ts';

/** The part of an axis that is shown, in pixels of the chart, and how alike it is (-1 to 1). */
export interface AxisPlace {
  from: number;
  to: number;
  likeness: number;
}

export interface Place {
  turn: Turn;
  x: AxisPlace;
  y: AxisPlace;
  /** The smaller likeness of both axes. */
  likeness: number;
}

/** The smallest share of a chart's side that is looked for. */
export const LEAST_SHARE = 0.18;

const BINS = 96;
const STEPS = 192;

/** Profiles along both axes, summed up so that the mean of any interval is read off. */
interface Profiles {
  x: Float64Array;
  y: Float64Array;
}

/** A chart whose parts are looked for: its brightness, and its profiles. */
export interface SoughtChart extends Size {
  plane: Float32Array;
  profiles: Profiles;
}

/** `raster` as placeOf takes it. */
export function soughtChart(raster: Raster): SoughtChart {
  const { width, height } = raster;
  const plane = brightnessOf(raster);
  return { width, height, plane, profiles: profilesIn(plane, raster) };
}

function profilesIn(plane: ArrayLike<number>, size: Size): Profiles {
  return { x: summed(profileOf(plane, size, 'x')), y: summed(profileOf(plane, size, 'y')) };
}

function summed(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i] + values[i];
  return sums;
}

/** The place of `raster` in `chart`: the most alike of all turns. */
export function placeOf(raster: Raster, chart: SoughtChart): Place {
  const own = profilesIn(brightnessOf(raster), raster);
  const first = bestPlace(own, chart.profiles, TURNS);
  const whole = showsAll(first, chart);
  if (whole.x && whole.y) return first;
  // Lines that are cut off count no more: the profiles of what is left are closer.
  const { x, y } = { x: shownLines(first.x, chart.width), y: shownLines(first.y, chart.height) };
  const left = { width: x.to - x.from, height: y.to - y.from };
  const across = profileOf(rowsOf(chart, y.from, y.to), { ...left, width: chart.width }, 'x');
  const down = profileOf(columnsOf(chart, x.from, x.to), { ...left, height: chart.height }, 'y');
  const again = bestPlace(own, { x: summed(across), y: summed(down) }, [first.turn]);
  return again.likeness > first.likeness ? again : first;
}

function shownLines({ from, to }: AxisPlace, side: number): { from: number; to: number } {
  const start = Math.max(0, Math.min(side - 1, Math.round(from)));
  return { from: start, to: Math.max(start + 1, Math.min(side, Math.round(to))) };
}

function rowsOf({ plane, width }: SoughtChart, from: number, to: number): Float32Array {
  return plane.subarray(from * width, to * width);
}

function columnsOf({ plane, width, height }: SoughtChart, from: number, to: number): Float32Array {
  const out = new Float32Array((to - from) * height);
  for (let y = 0; y < height; y++) {
    out.set(plane.subarray(y * width + from, y * width + to), y * (to - from));
  }
  return out;
}

function bestPlace(own: Profiles, chart: Profiles, turns: readonly Turn[]): Place {
  const shown = new Map<string, AxisPlace>();
  const along = (axis: 'x' | 'y', of: 'x' | 'y', isMirrored: boolean): AxisPlace => {
    const key = `${axis}${of}${isMirrored}`;
    const known = shown.get(key);
    if (known !== undefined) return known;
    const place = placeAlong(isMirrored ? mirrored(own[of]) : own[of], chart[axis]);
    shown.set(key, place);
    return place;
  };
  const places = turns.map((turn): Place => {
    const x = along('x', turn.transposed ? 'y' : 'x', turn.mirrorX);
    const y = along('y', turn.transposed ? 'x' : 'y', turn.mirrorY);
    return { turn, x, y, likeness: Math.min(x.likeness, y.likeness) };
  });
  return places.reduce((best, place) =>
    place.x.likeness + place.y.likeness > best.x.likeness + best.y.likeness ? place : best,
  );
}

function mirrored(sums: Float64Array): Float64Array {
  const total = sums.at(-1)!;
  return Float64Array.from(sums.toReversed(), (sum) => total - sum);
}

/** Where the profile of a picture lies in that of a chart; both as sums. */
function placeAlong(own: Float64Array, chart: Float64Array): AxisPlace {
  const side = chart.length - 1;
  const coarse = binned(own, Math.min(BINS, own.length - 1));
  const step = side / STEPS;
  const found: AxisPlace[] = [];
  for (let length = side; length >= LEAST_SHARE * side; length -= step) {
    let best: AxisPlace | null = null;
    for (let from = 0; from <= side - length + 1e-6; from += step) {
      const likeness = likenessOf(coarse, chart, from, from + length);
      if (best === null || likeness > best.likeness) best = { from, to: from + length, likeness };
    }
    if (best !== null) found.push(best);
  }
  found.sort((a, b) => b.likeness - a.likeness);
  const fine = binned(own, Math.min(4 * BINS, own.length - 1));
  return found
    .slice(0, 4)
    .map((place) => refined(place, fine, chart, step))
    .reduce((best, place) => (place.likeness > best.likeness ? place : best));
}

function refined(
  start: AxisPlace,
  own: Float64Array,
  chart: Float64Array,
  first: number,
): AxisPlace {
  const likeness = (from: number, to: number) => likenessOf(own, chart, from, to);
  let best = { ...start, likeness: likeness(start.from, start.to) };
  for (let step = first / 2; step > 0.02;) {
    let isBetter = false;
    for (const [a, b] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
      [1, 1],
      [-1, -1],
      [1, -1],
      [-1, 1],
    ]) {
      const from = best.from + a * step;
      const to = best.to + b * step;
      const next = { from, to, likeness: likeness(from, to) };
      if (next.likeness > best.likeness) {
        best = next;
        isBetter = true;
      }
    }
    if (!isBetter) step /= 2;
  }
  return best;
}

/** The means of `count` equal parts of what `sums` sums up. */
function binned(sums: Float64Array, count: number): Float64Array {
  const width = (sums.length - 1) / count;
  return Float64Array.from(
    { length: count },
    (_, i) => (sumTo(sums, (i + 1) * width) - sumTo(sums, i * width)) / width,
  );
}

/** Pearson's correlation of `own` with equal parts of the chart from `from` to `to`. */
function likenessOf(own: Float64Array, chart: Float64Array, from: number, to: number): number {
  const n = own.length;
  const width = (to - from) / n;
  let before = sumTo(chart, from);
  let [a, b, aa, bb, ab] = [0, 0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const next = sumTo(chart, from + (i + 1) * width);
    const theirs = (next - before) / width;
    before = next;
    const mine = own[i];
    a += mine;
    b += theirs;
    aa += mine * mine;
    bb += theirs * theirs;
    ab += mine * theirs;
  }
  const spread = (aa - (a * a) / n) * (bb - (b * b) / n);
  return spread > 1e-9 ? (ab - (a * b) / n) / Math.sqrt(spread) : 0;
}

/** The sum up to a place between two samples; beyond the ends it goes on with the last sample. */
function sumTo(sums: Float64Array, place: number): number {
  const last = sums.length - 1;
  const whole = Math.min(last - 1, Math.max(0, Math.floor(place)));
  return sums[whole] + (place - whole) * (sums[whole + 1] - sums[whole]);
}

/** Whether `place` shows all of a chart of `size`, but for what the phases of samplers make of its ends. */
export function showsAll({ x, y }: Place, size: Size): { x: boolean; y: boolean } {
  const whole = ({ from, to }: AxisPlace, side: number) =>
    Math.abs(from) < 0.02 * side && Math.abs(to - side) < 0.02 * side;
  return { x: whole(x, size.width), y: whole(y, size.height) };
}
