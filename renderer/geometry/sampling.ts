/** Which source pixels make which machine pixels: the chosen pipeline's tap tables, ready to draw. */
import type { MachineView } from '../../shared/api/contract.ts';
import { findPipeline, viewAt } from '../../shared/pipelines/pipeline.ts';
import { parsePipeline } from '../../shared/pipelines/user-pipeline.ts';
import {
  influenceOf,
  mergedTaps,
  outputsOf,
  type SourceOutputs,
} from '../../shared/resample/lattice.ts';
import type { SourceShape } from '../../shared/resample/taps/plan.ts';
import type { AxisTaps } from '../../shared/resample/taps/taps.ts';

export interface AxisSampling {
  taps: AxisTaps;
  /** Influence of each source index over the largest one, 0..1. */
  influence: Float64Array;
  outputs: SourceOutputs;
}

export interface Sampling {
  x: AxisSampling;
  y: AxisSampling;
}

/** A pixel and its weight. */
export interface Weighted {
  x: number;
  y: number;
  weight: number;
}

/** The sampling of `view` on `source`, of a pipeline of the catalog or the one that `own` describes; null for neither. */
export function samplingOf(source: SourceShape, view: MachineView, own?: string): Sampling | null {
  try {
    const pipeline =
      own === undefined ? findPipeline(view.pipeline) : parsePipeline(own, view.pipeline);
    const { x, y } = viewAt(pipeline, source, pipeline.sizeIsFree ? view : undefined, view.part);
    return { x: axisSampling(x), y: axisSampling(y) };
  } catch {
    return null; // what the host does not know any more has no tables here; the legend says so
  }
}

function axisSampling(taps: AxisTaps): AxisSampling {
  const influence = influenceOf(taps);
  const largest = influence.reduce((max, value) => Math.max(max, value), 0) || 1;
  return { taps, influence: influence.map((value) => value / largest), outputs: outputsOf(taps) };
}

/** Pixels and their weights, the heaviest first: all of them, or the heaviest of a great many. */
export interface WeightedPixels {
  count: number;
  pixels: Weighted[];
}

export const NO_PIXELS: WeightedPixels = { count: 0, pixels: [] };

/** Pixels per axis that are listed at most: more cannot be told apart on a screen. */
const LISTED_PER_AXIS = 64;

/** The machine pixels that source pixel (srcX, srcY) feeds. */
export function fedBy({ x, y }: Sampling, srcX: number, srcY: number): WeightedPixels {
  return productOf(feeds(x.outputs, srcX), feeds(y.outputs, srcY));
}

/** The source pixels that machine pixel (dstX, dstY) reads. */
export function readBy({ x, y }: Sampling, dstX: number, dstY: number): WeightedPixels {
  return productOf(mergedTaps(x.taps, dstX), mergedTaps(y.taps, dstY));
}

type AxisWeight = [index: number, weight: number];

function productOf(columns: AxisWeight[], rows: AxisWeight[]): WeightedPixels {
  const heaviest = (weights: AxisWeight[]): AxisWeight[] =>
    weights.toSorted((a, b) => Math.abs(b[1]) - Math.abs(a[1])).slice(0, LISTED_PER_AXIS);
  const across = heaviest(columns);
  const pixels = heaviest(rows)
    .flatMap(([y, wy]) => across.map(([x, wx]) => ({ x, y, weight: wx * wy })))
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  return { count: columns.length * rows.length, pixels };
}

function feeds({ offsets, outputs, weights }: SourceOutputs, src: number): AxisWeight[] {
  const merged = new Map<number, number>();
  for (let k = offsets[src]; k < offsets[src + 1]; k++) {
    merged.set(outputs[k], (merged.get(outputs[k]) ?? 0) + weights[k]);
  }
  return [...merged];
}
