/**
 * stb_image_resize2's tap tables, in single precision. An axis that grows asks for every output which samples it
 * reads; one that shrinks asks for every sample which outputs it feeds. Weights are divided by their sum in
 * double precision; those outside are added to the edge sample. Where the ratio is p / q, outputs repeat after p.
 *
 * Source: stb_image_resize2 2.18, stbir__calculate_filters and stbir__cleanup_gathered_coefficients.
 */
import { single as f } from '../../taps/coordinates.ts';
import { tapsFrom, type AxisTaps } from '../../taps/taps.ts';

export interface StbFilter {
  /** Half-width, by the ratio: target over source, or its inverse where the axis grows. */
  support: (scale: number) => number;
  weight: (x: number, scale: number) => number;
}

/** The weights of one output from sample `first` on. */
interface Run {
  first: number;
  weights: number[];
}

/** As columns; as rows whose outputs gather; as rows that are scattered, of large shrinks. */
export type StbUse = 'columns' | 'gathered' | 'scattered';

export interface StbTaps {
  taps: AxisTaps;
  /** Taps of the widest output. */
  widest: number;
}

function gathered(n: number, m: number, filter: StbFilter): Run[] {
  const scale = f(m / n);
  const perScale = f(1 / (m / n));
  const outputs = m / greatestDivisor(n, m);
  const raw = scale >= 1 ? growing : shrinking;
  const runs = raw(n, m, outputs, scale, perScale, filter);
  for (const run of runs) normalize(run);
  for (let dst = outputs; dst < m; dst++) {
    const { first, weights } = runs[dst - outputs];
    runs.push({ first: first + (outputs * n) / m, weights: [...weights] });
  }
  return runs;
}

function growing(
  _n: number,
  _m: number,
  outputs: number,
  scale: number,
  perScale: number,
  { support, weight }: StbFilter,
): Run[] {
  const radius = f(support(perScale) * scale);
  const rangeOf = (center: number): [number, number] => {
    const low = f(f(center - radius) * perScale);
    const high = f(f(center + radius) * perScale);
    const first = Math.floor(f(low + 0.5));
    return [first, Math.max(first, Math.floor(f(high - 0.5)))];
  };
  const width = Math.ceil(f(support(f(1 / scale)) * 2));
  const runs = Array.from({ length: outputs }, (_, dst): Run => {
    const center = dst + 0.5;
    const place = f(center * perScale);
    const [first, last] = rangeOf(center);
    const weights: number[] = [];
    for (let i = first; i <= Math.min(last, first + width - 1); i++) {
      weights.push(weight(f(place - (i + 0.5)), perScale));
    }
    return trimmed({ first, weights });
  });
  return runs;
}

function shrinking(
  n: number,
  m: number,
  outputs: number,
  scale: number,
  perScale: number,
  { support, weight }: StbFilter,
): Run[] {
  const radius = f(support(scale) * perScale);
  const width = Math.ceil(f(f(support(scale) * 2) / scale));
  const margin = width >> 1;
  const runs: Run[] = [];
  for (let i = -margin; i < n + margin; i++) {
    const center = i + 0.5;
    const place = f(center * scale);
    const low = f(f(center - radius) * scale);
    const high = f(f(center + radius) * scale);
    const first = Math.max(Math.floor(f(low + 0.5)), 0);
    const last = Math.min(Math.floor(f(high - 0.5)), m - 1);
    for (let dst = first; dst <= Math.min(last, outputs - 1); dst++) {
      const value = f(weight(f(dst + 0.5 - place), scale) * scale);
      const run = runs[dst];
      if (run === undefined) runs[dst] = { first: i, weights: [value] };
      else if (run.weights[0] === 0) runs[dst] = { first: i, weights: [value] };
      else run.weights[i - run.first] = value;
    }
  }
  return runs;
}

function trimmed({ first, weights }: Run): Run {
  const start = Math.max(
    weights.findIndex((weight) => weight !== 0),
    0,
  );
  const end = weights.findLastIndex((weight) => weight !== 0) + 1;
  return { first: first + start, weights: weights.slice(start, Math.max(end, start + 1)) };
}

function normalize(run: Run): void {
  const total = run.weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) run.weights = [0];
  else if (total !== 1) run.weights = run.weights.map((weight) => f(weight * (1 / total)));
}

/** Weights beyond the ends added to the end sample, from the nearest outwards, the right end first. */
function clamped({ first, weights }: Run, n: number): Run {
  const inside = weights.slice(Math.max(0, -first), Math.max(0, n - first));
  const start = Math.max(first, 0);
  if (inside.length === 0) return { first: first < 0 ? 0 : n - 1, weights: [sumOf(weights)] };
  for (let k = n - first; k < weights.length; k++) {
    inside[inside.length - 1] = f(inside[inside.length - 1] + weights[k]);
  }
  for (let k = -first - 1; k >= 0; k--) inside[0] = f(inside[0] + weights[k]);
  const end = inside.findLastIndex((weight) => weight !== 0) + 1;
  return { first: start, weights: inside.slice(0, Math.max(end, 1)) };
}

function sumOf(weights: readonly number[]): number {
  return weights.reduce((sum, weight) => f(sum + weight), 0);
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

/**
 * The table of an axis. Of columns, outputs near the right end begin with taps of weight 0, as many as stb moves
 * them to the left: which taps are added together depends on it.
 */
export function stbTaps(n: number, m: number, filter: StbFilter, use: StbUse): StbTaps {
  const kept = gathered(n, m, filter).map((run) => clamped(run, n));
  if (use === 'scattered') dropLost(kept, n, Math.ceil(f(filter.support(f(m / n)) * 2)));
  const widest = kept.reduce((most, { weights }) => Math.max(most, weights.length), 0);
  const taps = tapsFrom(n, m, (dst) => {
    const { first, weights } = kept[dst];
    const moved =
      use === 'columns' && widest > 3
        ? Math.max(0, first + reachOf(weights.length, widest) - n)
        : 0;
    return [
      ...Array.from({ length: moved }, (_, k) => [Math.max(first - moved + k, 0), 0] as const),
      ...weights.map((weight, k) => [first + k, weight] as const),
    ];
  });
  return { taps, widest };
}

/**
 * Sets weights to 0 that stb loses as it turns the table around, from the samples of each output to the outputs
 * of each sample. It holds no more than `most` outputs a sample. Where it meets a sample without any (a weight
 * of 0 in between), it takes this and all samples after it for new and forgets what they had.
 */
function dropLost(runs: readonly Run[], n: number, most: number): void {
  const fed: number[][] = Array.from({ length: n }, () => []);
  let highest = -1;
  runs.forEach(({ first, weights }, dst) => {
    weights.forEach((weight, k) => {
      if (weight === 0) return;
      const i = first + k;
      if (i > highest || fed[i].length === 0) {
        for (let skipped = highest + 1; skipped < i; skipped++) fed[skipped] = [];
        fed[i] = [dst];
        highest = i;
      } else if (dst - fed[i][0] < most) fed[i].push(dst);
    });
  });
  runs.forEach(({ first, weights }, dst) => {
    for (let k = 0; k < weights.length; k++) if (!fed[first + k].includes(dst)) weights[k] = 0;
  });
}

/** How many taps stb's loops read of an output that has `count`. */
function reachOf(count: number, widest: number): number {
  if (widest <= 12) return widest;
  const rest = widest & 3;
  return Math.max(((count - rest + 3) & ~3) + rest, 8 + rest);
}
