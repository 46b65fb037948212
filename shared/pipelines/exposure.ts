/**
 * How exposed a pipeline is to scaling attacks at one source size: read off its tap tables, no
 * image needed.
 *
 *   read share        share of the whole source that has any weight
 *   weight            1 - (sum c)² / (n sum c²) with both axes' fractions multiplied, c the summed
 *   concentration     weight of each of the n source samples along an axis. An attack of least
 *                     energy changes pixels in proportion to their weight, and an antialiased view
 *                     shows that fraction of the change: the concentration is the share that stays
 *                     hidden. Near 1 for NEAREST, LINEAR, CUBIC and LANCZOS4 at large ratios, 0
 *                     where all pixels count alike.
 *   least pixels      pixels to change so that every output has at least half of its absolute
 *                     weight in changed ones: heaviest first, one for NEAREST, about half of the
 *                     cell for AREA. An estimate from 24 outputs an axis: say "about"
 *   upscale           the target is at least as large as the frame along both axes, and the tables
 *                     read all of the frame about alike: shrinking first and enlarging then is none
 *
 * The concentration was held against attacks of least energy (6 samplers at 11 ratios from 1.25 to
 * 6.7): what an antialiased view hides of them is within 0.1 of it. Where it is 0.7 the finding on
 * such an attack is suspicious (verdict/judge.ts), from 0.75 to 0.78 on it is an attack.
 */
import { latticeOf, mergedCount, mergedTaps } from '../resample/lattice.ts';
import type { AxisTaps } from '../resample/taps/taps.ts';
import type { Frame, PipelineView } from './pipeline.ts';

/** In the order of exposure, least first; `upscale`: enlarged, and every source pixel is read. */
export const EXPOSURE_VERDICTS = ['upscale', 'safe', 'partly', 'exposed'] as const;
export type ExposureVerdict = (typeof EXPOSURE_VERDICTS)[number];

export const EXPOSURE_SCHEMA = 'scalescope/exposure@1';

/** Weight concentration from which a view is `partly`, and from which it is `exposed`. */
export const PARTLY_FROM = 0.5;
export const EXPOSED_FROM = 0.75;

export interface Exposure {
  verdict: ExposureVerdict;
  /** A sentence for people. */
  reason: string;
  /** Source samples per output. */
  ratioX: number;
  ratioY: number;
  /** The most taps any output has along each axis. */
  tapsX: number;
  tapsY: number;
  /** Share of the pixels of the whole source that are read, 0..1; a crop leaves some out. */
  readShare: number;
  /** Share of a least-energy change that an antialiased view does not show, 0..1. */
  weightConcentration: number;
  /** About how many pixels an attacker must change: an estimate from up to 24 outputs an axis. */
  leastPixels: number;
  /** The same as a share of the whole source. */
  leastShare: number;
}

/** Outputs per axis on which the least pixels are counted; the rest are taken to be like them. */
const SAMPLED_OUTPUTS = 24;

/** The exposure of one view of a source; `counted`: what was counted of other views, which it adds to. */
export function exposureOf(
  view: Pick<PipelineView, 'x' | 'y' | 'frame'>,
  counted: HalfWeights[] = [],
): Exposure {
  const { x, y, frame } = view;
  return exposureOfTaps(x, y, frame, counted);
}

/** How bad a view is, without what takes long to count: the pixels to change. */
export type Severity = Pick<Exposure, 'verdict' | 'weightConcentration'>;

/** The severity of one view of a source. */
export function severityOf({ x, y, frame }: Pick<PipelineView, 'x' | 'y' | 'frame'>): Severity {
  const weightConcentration = concentrationOf(x, y, frame);
  const verdict = isUpscale(x, y, frame) ? 'upscale' : verdictOf(weightConcentration);
  return { verdict, weightConcentration };
}

/** The exposure of a pair of tables from a source; `frame` is the part of it that they cover. */
export function exposureOfTaps(
  x: AxisTaps,
  y: AxisTaps,
  frame: Frame = { x: 0, y: 0, width: x.srcSize, height: y.srcSize },
  counted: HalfWeights[] = [],
): Exposure {
  const ratioX = frame.width / x.dstSize;
  const ratioY = frame.height / y.dstSize;
  const source = x.srcSize * y.srcSize;
  const read = latticeOf(x).length * latticeOf(y).length;
  const { verdict, weightConcentration } = severityOf({ x, y, frame });
  const leastPixels = leastPixelsOf(x, y, read, counted);
  const numbers = {
    ratioX,
    ratioY,
    tapsX: mostTaps(x),
    tapsY: mostTaps(y),
    readShare: read / source,
    weightConcentration,
    leastPixels,
    leastShare: leastPixels / source,
  };
  return { verdict, reason: reasonOf(verdict, numbers), ...numbers };
}

/**
 * Whether a view of `frame` enlarges it: at least as large along both axes, nothing left out and no
 * part of it counting much more than another. Sizes alone do not tell: a pipeline may shrink first.
 */
export function isUpscale(x: AxisTaps, y: AxisTaps, frame: Frame): boolean {
  return (
    x.dstSize >= frame.width &&
    y.dstSize >= frame.height &&
    readsAll(x, frame.x, frame.width) &&
    readsAll(y, frame.y, frame.height) &&
    concentrationOf(x, y, frame) < PARTLY_FROM
  );
}

/** Whether all samples of a range are read, but for one: where a crop cuts through a sample. */
function readsAll(taps: AxisTaps, from: number, size: number): boolean {
  const { start, length } = inside(from, size, taps.srcSize);
  const read = latticeOf(taps).filter((s) => s >= start && s < start + length).length;
  return read >= Math.max(1, length - 1);
}

function concentrationOf(x: AxisTaps, y: AxisTaps, frame: Frame): number {
  const across = inside(frame.x, frame.width, x.srcSize);
  const down = inside(frame.y, frame.height, y.srcSize);
  const even = evenness(x, across.start, across.length) * evenness(y, down.start, down.length);
  return Math.max(0, 1 - even);
}

function verdictOf(concentration: number): ExposureVerdict {
  if (concentration >= EXPOSED_FROM) return 'exposed';
  return concentration >= PARTLY_FROM ? 'partly' : 'safe';
}

function reasonOf(verdict: ExposureVerdict, e: Omit<Exposure, 'verdict' | 'reason'>): string {
  const hidden = percent(e.weightConcentration);
  const least = `about ${e.leastPixels.toLocaleString('en-US')} pixels (${percent(e.leastShare)})`;
  switch (verdict) {
    case 'upscale':
      return 'The target is not smaller than the source. The resize enlarges it, so it is not attackable.';
    case 'exposed':
      return `Changing ${least} decides the view, and ${hidden} of the change stays hidden.`;
    case 'partly':
      return `Changing ${least} decides the view. ${hidden} of the change stays hidden, and the rest shows.`;
    case 'safe':
      return `Every source pixel counts about equally. Only ${hidden} of a change would stay hidden.`;
  }
}

function percent(value: number): string {
  return `${(value * 100).toFixed(value > 0 && value < 0.1 ? 1 : 0)} %`;
}

/** The samples of an axis that a frame covers: padding lies outside of them. */
function inside(start: number, length: number, n: number): { start: number; length: number } {
  const first = Math.max(0, Math.floor(start));
  return { start: first, length: Math.min(n, Math.ceil(start + length)) - first };
}

/**
 * How evenly the samples of a range count: (sum c)² / (length sum c²), c the summed weight of a
 * sample. 1 when all count alike, k / length when k do.
 */
function evenness(taps: AxisTaps, start: number, length: number): number {
  // Tiles share their tables.
  const known = evennessOf.get(taps) ?? new Map<string, number>();
  evennessOf.set(taps, known);
  const key = `${start} ${length}`;
  const value = known.get(key) ?? computedEvenness(taps, start, length);
  known.set(key, value);
  return value;
}

const evennessOf = new WeakMap<AxisTaps, Map<string, number>>();

function computedEvenness(taps: AxisTaps, start: number, length: number): number {
  const summed = new Float64Array(taps.srcSize);
  for (let k = 0; k < taps.indices.length; k++) summed[taps.indices[k]] += taps.weights[k];
  let sum = 0;
  let squares = 0;
  for (let s = start; s < start + length; s++) {
    sum += summed[s];
    squares += summed[s] * summed[s];
  }
  return squares === 0 ? 1 : (sum * sum) / (length * squares);
}

function weightsOf(taps: AxisTaps, dst: number): number[] {
  return mergedTaps(taps, dst).map(([, weight]) => weight);
}

function mostTaps(taps: AxisTaps): number {
  let most = 0;
  for (let dst = 0; dst < taps.dstSize; dst++) most = Math.max(most, mergedCount(taps, dst));
  return most;
}

/** What was counted of the weights of some outputs of two axes: views of equal tables share it. */
export interface HalfWeights {
  columns: readonly Float64Array[];
  rows: readonly Float64Array[];
  /** Products that reach half of the weight, and all products, summed over the pairs of outputs. */
  count: number;
  taps: number;
}

/**
 * Outputs that share pixels need fewer than the sum of what each needs: half of the pixels, evenly
 * spread, gives every output half of its weight.
 */
function leastPixelsOf(x: AxisTaps, y: AxisTaps, read: number, counted: HalfWeights[]): number {
  const columns = sampledWeights(x);
  const rows = sampledWeights(y);
  const pairs = columns.chosen.length * rows.chosen.length;
  if (pairs === 0) return 0;
  let half = counted.find(
    (one) => areEqual(one.columns, columns.chosen) && areEqual(one.rows, rows.chosen),
  );
  if (half === undefined) counted.push((half = halfWeightsOf(columns.chosen, rows.chosen)));
  const perOutput = Math.round(half.taps / pairs);
  const spread = (read * Math.ceil(perOutput / 2)) / perOutput;
  const alone = (half.count / pairs) * columns.outputs * rows.outputs;
  return Math.round(Math.min(alone, spread));
}

function halfWeightsOf(
  columns: readonly Float64Array[],
  rows: readonly Float64Array[],
): HalfWeights {
  let count = 0;
  let taps = 0;
  const below = alike(rows);
  for (const [a, across] of alike(columns)) {
    for (const [b, down] of below) {
      count += halfWeightCount(a, b) * across * down;
      taps += a.length * b.length * across * down;
    }
  }
  return { columns, rows, count, taps };
}

/** Different weights, and how many outputs have them: all have the same at whole ratios. */
function alike(outputs: readonly Float64Array[]): [weights: Float64Array, times: number][] {
  const found: [Float64Array, number][] = [];
  for (const weights of outputs) {
    const known = found.find(([one]) => areEqual([one], [weights]));
    if (known === undefined) found.push([weights, 1]);
    else known[1]++;
  }
  return found;
}

function areEqual(a: readonly Float64Array[], b: readonly Float64Array[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    if (a[i].length !== b[i].length) return false;
    for (let k = 0; k < a[i].length; k++) if (a[i][k] !== b[i][k]) return false;
  }
  return true;
}

/** Absolute weights of evenly spaced outputs, heaviest first; and how many outputs have taps. */
function sampledWeights(taps: AxisTaps): { chosen: Float64Array[]; outputs: number } {
  const fed: number[] = [];
  for (let dst = 0; dst < taps.dstSize; dst++) {
    if (taps.offsets[dst + 1] > taps.offsets[dst]) fed.push(dst);
  }
  const count = Math.min(SAMPLED_OUTPUTS, fed.length);
  const chosen = Array.from({ length: count }, (_, i) => {
    const dst = fed[Math.floor(((i + 0.5) * fed.length) / count)];
    return Float64Array.from(weightsOf(taps, dst), Math.abs).sort().reverse();
  });
  return { chosen, outputs: fed.length };
}

/** Products that differ by less than this part count as equal, in an estimate. */
const SAME_PRODUCT = 1e-5;

/**
 * The least number of products a[i] * b[j] that together reach half of their total. Both are sorted
 * from the heaviest: the products above a threshold are a staircase, found by bisection.
 */
function halfWeightCount(a: Float64Array, b: Float64Array): number {
  const sums = new Float64Array(b.length + 1);
  for (let j = 0; j < b.length; j++) sums[j + 1] = sums[j] + b[j];
  const half = (a.reduce((sum, weight) => sum + weight, 0) * sums[b.length]) / 2;
  const above = (threshold: number) => {
    let j = b.length;
    let count = 0;
    let sum = 0;
    for (let i = 0; i < a.length; i++) {
      while (j > 0 && a[i] * b[j - 1] <= threshold) j--;
      if (j === 0) break;
      count += j;
      sum += a[i] * sums[j];
    }
    return { count, sum };
  };
  let low = 0; // above(low) reaches half
  let high = a[0] * b[0]; // above(high) is empty
  for (let step = 0; step < 40 && high - low > SAME_PRODUCT * high; step++) {
    const middle = (low + high) / 2;
    if (above(middle).sum >= half) low = middle;
    else high = middle;
  }
  const certain = above(high); // heavier than every product that ties at the threshold
  return certain.count + Math.max(0, Math.ceil((half - certain.sum) / high - 1e-4));
}
