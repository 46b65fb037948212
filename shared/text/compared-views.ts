/**
 * What is read of a size: the machine view by the sampler that shows most, the antialiased view that a person
 * sees, and their difference, as planes of grey levels.
 */
import { antialiasedView } from '../analyze/antialiased-view.ts';
import { greyLevelsPerCode, type IntegerSamples, type Raster } from '../base/raster.ts';
import { hasTransparency, overBlack, overWhite } from '../loaders/alpha.ts';
import { cropView } from '../pipelines/crop-view.ts';
import { machineView } from '../pipelines/machine-view.ts';
import type { ViewRequest } from '../pipelines/request.ts';
import type { Box, GreyPlane } from './plane.ts';
import type { ReadSize } from './sizes-to-read.ts';

/** On what a picture with alpha was put: nothing (its colors as they are), black or white. */
export type Ground = 'dropped' | 'black' | 'white';

/** Where a plane is from: a channel of the difference, or the luminance of the machine view. */
export type PlaneName = 'r' | 'g' | 'b' | 'gray' | 'view';

/** A plane to read, and the luminance of what a person sees. */
export interface ComparedPlane {
  name: PlaneName;
  plane: GreyPlane;
  human: GreyPlane;
}

/** A size as it is read. */
export interface ComparedView {
  view: ViewRequest;
  ground: Ground | null;
  /** The part of the source that the view covers. */
  crop: Box;
  /** The channels of the difference, strongest first, then the machine view itself. */
  planes: ComparedPlane[];
}

/** Pixels of a view, at most; larger ones are not read. */
export const MOST_VIEW_PIXELS = 4_500_000;
/** RMS grey levels of a difference below which nothing is written in it, and the share of the strongest channel. */
const LEAST_RMS = 0.4;
const LEAST_SHARE = 0.25;
/** Correlation from which the difference of two channels is one. */
const SAME = 0.97;

const COLORS = ['r', 'g', 'b'] as const;

/** `size` of `source`, by that of its samplers whose view differs most. Throws what machineView does. */
export function comparedView(source: Raster<IntegerSamples>, size: ReadSize): ComparedView {
  const grounds = hasTransparency(source) ? (['dropped', 'black', 'white'] as const) : [null];
  let best: { view: ViewRequest; ground: Ground | null; rms: number } | null = null;
  for (const ground of grounds) {
    const seen = onGround(source, ground);
    let human: Raster<IntegerSamples> | null = null;
    for (const sampler of size.samplers) {
      const view = cropView(sampler, size, size.crop, source);
      human ??= antialiasedView(seen, view);
      const machine = machineView(seen, view).machine;
      const rms = Math.max(...differences(machine, human).map(rmsOf));
      if (best === null || rms > best.rms) best = { view, ground, rms };
    }
  }
  const { view, ground } = best!;
  const seen = onGround(source, ground);
  return {
    view,
    ground,
    crop: size.crop,
    planes: planesOf(machineView(seen, view).machine, antialiasedView(seen, view)),
  };
}

/** The planes that are read of `machine` beside `human`, which are of one size. */
export function planesOf(
  machine: Raster<IntegerSamples>,
  human: Raster<IntegerSamples>,
): ComparedPlane[] {
  const names: readonly PlaneName[] = machine.channels === 1 ? ['gray'] : COLORS;
  const all = differences(machine, human).map((plane, i) => ({
    ...{ name: names[i], plane, rms: rmsOf(plane) },
  }));
  const most = Math.max(...all.map(({ rms }) => rms));
  const kept: typeof all = [];
  for (const one of all.sort((a, b) => b.rms - a.rms)) {
    if (one.rms < Math.max(LEAST_RMS, LEAST_SHARE * most)) continue;
    if (kept.some((other) => correlation(other.plane.data, one.plane.data) > SAME)) continue;
    kept.push(one);
  }
  const seen = luminance(human);
  const view: ComparedPlane = { name: 'view', plane: luminance(machine), human: seen };
  return [...kept.map(({ name, plane }) => ({ name, plane, human: seen })), view];
}

function onGround(source: Raster<IntegerSamples>, ground: Ground | null): Raster<IntegerSamples> {
  if (ground === 'black') return overBlack(source);
  return ground === 'white' ? overWhite(source) : source;
}

function differences(machine: Raster<IntegerSamples>, human: Raster<IntegerSamples>): GreyPlane[] {
  const colors = Math.min(3, machine.channels);
  return Array.from({ length: colors }, (_, c) => {
    const plane = channelOf(machine, c);
    const seen = channelOf(human, c).data;
    for (let i = 0; i < seen.length; i++) plane.data[i] -= seen[i];
    return plane;
  });
}

/** Channel `c` in 8-bit grey levels. */
function channelOf(raster: Raster<IntegerSamples>, c: number): GreyPlane {
  const { width, height, channels, data } = raster;
  const grey = greyLevelsPerCode(raster);
  const plane = new Float32Array(width * height);
  for (let i = 0; i < plane.length; i++) plane[i] = data[i * channels + c] * grey;
  return { width, height, data: plane };
}

/** The luminance of ITU-R BT.601 in 8-bit grey levels. */
function luminance(raster: Raster<IntegerSamples>): GreyPlane {
  if (raster.channels === 1) return channelOf(raster, 0);
  const [r, g, b] = [0, 1, 2].map((c) => channelOf(raster, c));
  for (let i = 0; i < r.data.length; i++) {
    r.data[i] = 0.299 * r.data[i] + 0.587 * g.data[i] + 0.114 * b.data[i];
  }
  return r;
}

function rmsOf({ data }: GreyPlane): number {
  return Math.sqrt(data.reduce((sum, value) => sum + value * value, 0) / data.length);
}

/** Pearson's correlation of two planes of one size; 0 where one is flat. */
export function correlation(a: Float32Array, b: Float32Array): number {
  let [sumA, sumB, squareA, squareB, product] = [0, 0, 0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    sumA += a[i];
    sumB += b[i];
    squareA += a[i] * a[i];
    squareB += b[i] * b[i];
    product += a[i] * b[i];
  }
  const spread = (squareA - (sumA * sumA) / a.length) * (squareB - (sumB * sumB) / a.length);
  return spread <= 0 ? 0 : (product - (sumA * sumB) / a.length) / Math.sqrt(spread);
}
