/** Which samplers and ways the bars of a picture allow: all tables of the catalog, without making a picture. */
import type { Channels, Size } from '../../base/raster.ts';
import { axisTapsOf, type SourceShape } from '../../resample/taps/plan.ts';
import type { AxisTaps } from '../../resample/taps/taps.ts';
import type { AxisGuess, AxisWay } from './axis-ways.ts';
import { misfit, resampled } from './bars.ts';
import { planOrNull, scoutGroups } from './sampler-groups.ts';

/** Bars along an axis: of the chart, and as they came back; null where the picture shows none. */
export interface Bars {
  chart: Float64Array;
  shown: Float64Array | null;
}

export interface Fit {
  samplers: readonly string[];
  x: AxisWay;
  y: AxisWay;
  /** Mean squared difference of the bars, in levels. */
  misfit: number;
}

interface AxisFit {
  way: AxisWay;
  mean: number;
  count: number;
}

/** The most ways along an axis that are kept of a group of samplers. */
const KEPT = 3;

interface Guesses {
  x: readonly AxisGuess[];
  y: readonly AxisGuess[];
}

/** So many guesses an axis are left where scouts have narrowed them down. */
const LEFT = 3;

/**
 * The fits of `groups` by their first sampler, best first. `isLate` ends the search; what was found until then is
 * returned.
 */
export function screen(
  groups: readonly (readonly string[])[],
  channels: Channels,
  bars: { x: Bars; y: Bars },
  guesses: Guesses,
  isLate: () => boolean,
): Fit[] {
  const isWide = Math.max(guesses.x.length, guesses.y.length) > LEFT;
  const narrow = isWide ? narrowed(scoutGroups(), channels, bars, guesses, isLate) : guesses;
  const fits: Fit[] = [];
  for (const samplers of groups) {
    if (isLate()) break;
    const found = fitsOf(samplers[0], channels, bars, narrow);
    for (const x of kept(found.x)) {
      for (const y of kept(found.y)) {
        const total = x.count + y.count;
        if (total === 0) continue;
        const mean = (weighed(x) + weighed(y)) / total;
        fits.push({ samplers, x: x.way, y: y.way, misfit: mean });
      }
    }
  }
  return fits.sort((a, b) => a.misfit - b.misfit);
}

function fitsOf(
  sampler: string,
  channels: Channels,
  bars: { x: Bars; y: Bars },
  guesses: Guesses,
): { x: AxisFit[]; y: AxisFit[] } {
  const found: { x: AxisFit[]; y: AxisFit[] } = { x: [], y: [] };
  const count = Math.max(guesses.x.length, guesses.y.length);
  for (let i = 0; i < count; i++) {
    const x = guesses.x[Math.min(i, guesses.x.length - 1)];
    const y = guesses.y[Math.min(i, guesses.y.length - 1)];
    const shape: SourceShape = { width: x.n, height: y.n, channels, dtype: 'uint8' };
    const plan = planOrNull(sampler, shape, { width: x.m, height: y.m });
    if (plan === null) continue;
    if (i < guesses.x.length) found.x.push(...axisFits(bars.x, x, axisTapsOf(plan, 'x')));
    if (i < guesses.y.length) found.y.push(...axisFits(bars.y, y, axisTapsOf(plan, 'y')));
  }
  return found;
}

/** The guesses that fit a scout best; all of them where nothing fits any. */
function narrowed(
  scouts: readonly (readonly string[])[],
  channels: Channels,
  bars: { x: Bars; y: Bars },
  guesses: Guesses,
  isLate: () => boolean,
): Guesses {
  const found: { x: AxisFit[]; y: AxisFit[] } = { x: [], y: [] };
  for (const [sampler] of scouts) {
    if (isLate()) break;
    const { x, y } = fitsOf(sampler, channels, bars, guesses);
    found.x.push(...x);
    found.y.push(...y);
  }
  const left = (fits: AxisFit[], all: readonly AxisGuess[]): readonly AxisGuess[] => {
    const best = [
      ...new Set(fits.sort((a, b) => a.mean - b.mean).map(({ way }) => `${way.n} ${way.m}`)),
    ];
    const names = best.slice(0, LEFT);
    const few = all.filter(({ n, m }) => names.includes(`${n} ${m}`));
    return few.length > 0 ? few : all;
  };
  return { x: left(found.x, guesses.x), y: left(found.y, guesses.y) };
}

function weighed({ mean, count }: AxisFit): number {
  return count === 0 ? 0 : mean * count;
}

function axisFits({ chart, shown }: Bars, guess: AxisGuess, taps: AxisTaps): AxisFit[] {
  const { n, m, starts, froms } = guess;
  const fits: AxisFit[] = [];
  for (const start of starts) {
    const made = shown === null ? null : resampled(chart, start, taps);
    for (const from of froms) {
      const fit = made === null ? { mean: 0, count: 0 } : misfit(shown!, made, from);
      if (fit.mean < Infinity) fits.push({ way: { start, n, m, from }, ...fit });
    }
  }
  return fits;
}

/** The best, and those that are hardly worse. */
function kept(fits: AxisFit[]): AxisFit[] {
  fits.sort((a, b) => a.mean - b.mean);
  return fits.slice(0, KEPT).filter(({ mean }) => mean <= 1.5 * fits[0].mean + 0.3);
}

/** What a chain of two resizes does along both axes, screened like one. */
export interface ChainFit {
  inner: readonly string[];
  outer: readonly string[];
  via: Size;
  misfit: number;
}

/** So many sizes between are left where scouts have narrowed them down. */
const LEFT_VIAS = 5;

/** The sizes between that fit a scout best. */
export function narrowVias(
  channels: Channels,
  bars: { x: Bars; y: Bars },
  ends: readonly [Size, Size],
  vias: readonly Size[],
  isLate: () => boolean,
): Size[] {
  if (vias.length <= LEFT_VIAS) return [...vias];
  const fits = screenChains(scoutGroups(DENSE, SPARSE), channels, bars, ends, vias, isLate);
  return [...new Set(fits.map(({ via }) => via))].slice(0, LEFT_VIAS);
}

/** A client that makes pictures smaller mostly antialiases: these scouts do for chains. */
const DENSE = 9;
const SPARSE = 4;

/** The fits of chains of two resizes of the whole chart to `made` by way of each of `vias`, best first. */
export function screenChains(
  groups: readonly (readonly string[])[],
  channels: Channels,
  bars: { x: Bars; y: Bars },
  [chart, made]: readonly [Size, Size],
  vias: readonly Size[],
  isLate: () => boolean,
): ChainFit[] {
  const fits: ChainFit[] = [];
  const tables = (from: Size, to: Size) =>
    groups.map((samplers) => {
      const plan = planOrNull(samplers[0], { ...from, channels, dtype: 'uint8' }, to);
      return plan && { samplers, x: axisTapsOf(plan, 'x'), y: axisTapsOf(plan, 'y') };
    });
  for (const via of vias) {
    if (isLate()) break;
    const outers = tables(via, made);
    for (const inner of tables(chart, via)) {
      if (inner === null) continue;
      const middle = {
        x: resampled(bars.x.chart, 0, inner.x),
        y: resampled(bars.y.chart, 0, inner.y),
      };
      for (const outer of outers) {
        if (outer === null) continue;
        let sum = 0;
        let count = 0;
        for (const axis of ['x', 'y'] as const) {
          const { shown } = bars[axis];
          if (shown === null) continue;
          const fit = misfit(shown, resampled(middle[axis], 0, outer[axis]), 0);
          sum += fit.count === 0 ? 0 : fit.mean * fit.count;
          count += fit.count;
        }
        if (count === 0) continue;
        fits.push({ inner: inner.samplers, outer: outer.samplers, via, misfit: sum / count });
      }
    }
  }
  return fits.sort((a, b) => a.misfit - b.misfit);
}
