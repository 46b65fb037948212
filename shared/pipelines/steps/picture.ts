/**
 * A picture inside a pipeline: the source, or what one operation makes of another picture. Steps
 * come down to two operations, a resize (a plan) and a window (a crop, a pad or both), so samples,
 * tap tables and frames of any pipeline are each read off the same chain.
 */
import type { Raster, Size } from '../../base/raster.ts';
import { applyPlan } from '../../resample/passes/apply.ts';
import type { AxisGrid, SamplingGrid } from '../../resample/explain-pixel.ts';
import { axisTapsOf, type Axis, type Plan, type SourceShape } from '../../resample/taps/plan.ts';
import {
  composeTaps,
  identityTaps,
  windowedTaps,
  type AxisTaps,
} from '../../resample/taps/taps.ts';
import type { Color, DecodeRules, HandOverStep } from './format.ts';
import { receivedRaster } from './hand-over.ts';
import { windowOf, windowTaps, type Window } from './windows.ts';

export type Picture =
  | { kind: 'source'; shape: SourceShape }
  | {
      kind: 'resized';
      of: Picture;
      shape: SourceShape;
      plan: Plan;
      antialias: boolean;
      /** Id of the sampler that made the plan. */
      sampler: string;
      /** The part of `of` that is resized, in its pixels. */
      region: Window;
      /** The loader makes it while it decodes, by this factor a side; null where that is not whole. */
      onLoad?: { shrink: 2 | 4 | 8 | null };
    }
  | { kind: 'window'; of: Picture; shape: SourceShape; at: Window; color: Color }
  /** Written to a file by one program and loaded by the next. */
  | {
      kind: 'received';
      of: Picture;
      shape: SourceShape;
      as: HandOverStep['as'];
      decode: DecodeRules;
    };

/** A rectangle in source pixels; fractions where a resize came before. */
export interface Frame extends Size {
  x: number;
  y: number;
}

/** What was computed of each picture, so that tiles share the steps before them. */
export interface Memo {
  rasters: Map<Picture, Raster>;
  taps: Map<Picture, { x: AxisTaps | null; y: AxisTaps | null }>;
  /** Tables of windows on a picture by axis and range: tiles of a column share one. */
  windows: Map<Picture, Map<string, AxisTaps>>;
  /** What a loader makes at a size while it decodes; null where that is not known. */
  load: Load;
}

export type Load = (size: Size, shrink: 2 | 4 | 8 | null) => Raster | null;

export function newMemo(load: Load = () => null): Memo {
  return { rasters: new Map(), taps: new Map(), windows: new Map(), load };
}

/** The samples of `picture`, where the source is `raster`. */
export function rasterOf(picture: Picture, raster: Raster, memo: Memo): Raster {
  if (picture.kind === 'source') return raster;
  const known = memo.rasters.get(picture);
  if (known !== undefined) return known;
  const loaded =
    picture.kind === 'resized' && picture.onLoad
      ? memo.load(picture.shape, picture.onLoad.shrink)
      : null;
  if (loaded !== null) {
    memo.rasters.set(picture, loaded);
    return loaded;
  }
  const before = rasterOf(picture.of, raster, memo);
  const made = madeOf(picture, before);
  memo.rasters.set(picture, made);
  return made;
}

function madeOf(picture: Exclude<Picture, { kind: 'source' }>, before: Raster): Raster {
  switch (picture.kind) {
    case 'resized':
      return applyPlan(before, picture.plan);
    case 'window':
      return windowOf(before, picture.at, picture.color);
    case 'received':
      return receivedRaster(before, picture.as, picture.decode);
  }
}

/** The tables of `picture` from the source, all steps composed; padding has no taps. */
export function tapsOf(picture: Picture, memo: Memo): { x: AxisTaps; y: AxisTaps } {
  const { x, y } = tapsFromSource(picture, memo);
  return {
    x: x ?? identityTaps(picture.shape.width),
    y: y ?? identityTaps(picture.shape.height),
  };
}

/** Null stands for the table that leaves the axis as it is. */
function tapsFromSource(picture: Picture, memo: Memo): { x: AxisTaps | null; y: AxisTaps | null } {
  if (picture.kind === 'source') return { x: null, y: null };
  const known = memo.taps.get(picture);
  if (known !== undefined) return known;
  const before = tapsFromSource(picture.of, memo);
  if (picture.kind === 'received') return before;
  const made =
    picture.kind === 'window'
      ? {
          x: sharedTaps(picture, 'x', before.x, memo),
          y: sharedTaps(picture, 'y', before.y, memo),
        }
      : { x: resizedTaps(picture, 'x', before.x), y: resizedTaps(picture, 'y', before.y) };
  memo.taps.set(picture, made);
  return made;
}

function resizedTaps(
  { plan }: Extract<Picture, { kind: 'resized' }>,
  axis: Axis,
  inner: AxisTaps | null,
): AxisTaps {
  const own = axisTapsOf(plan, axis);
  return inner === null ? own : composeTaps(inner, own);
}

function sharedTaps(
  { of, at }: Extract<Picture, { kind: 'window' }>,
  axis: Axis,
  inner: AxisTaps | null,
  { windows }: Memo,
): AxisTaps {
  const tables = windows.get(of) ?? new Map<string, AxisTaps>();
  windows.set(of, tables);
  const [start, length, size] =
    axis === 'x' ? [at.left, at.width, of.shape.width] : [at.top, at.height, of.shape.height];
  const key = `${axis} ${start} ${length}`;
  const taps =
    tables.get(key) ??
    (inner === null ? windowTaps(size, start, length) : windowedTaps(inner, start, length));
  tables.set(key, taps);
  return taps;
}

/** The rectangle of the source that `picture` covers; beyond its borders where it was padded. */
export function frameOf(picture: Picture): Frame {
  if (picture.kind === 'source') {
    return { x: 0, y: 0, width: picture.shape.width, height: picture.shape.height };
  }
  const { of } = picture;
  const frame = frameOf(of);
  if (picture.kind === 'received') return frame;
  const { left, top, width, height } = picture.kind === 'resized' ? picture.region : picture.at;
  const pixelWidth = frame.width / of.shape.width;
  const pixelHeight = frame.height / of.shape.height;
  return {
    x: frame.x + left * pixelWidth,
    y: frame.y + top * pixelHeight,
    width: width * pixelWidth,
    height: height * pixelHeight,
  };
}

/** True when no resize on the way to `picture` leaves source pixels out. */
export function isAntialiased(picture: Picture): boolean {
  if (picture.kind === 'source') return true;
  return isAntialiased(picture.of) && (picture.kind !== 'resized' || picture.antialias);
}

/** What `picture` samples the source by; null where several resizes follow each other. */
export function gridOf(picture: Picture): SamplingGrid | null {
  if (picture.kind === 'source') {
    const { width, height } = picture.shape;
    return { sampler: null, x: wholeGrid(width), y: wholeGrid(height) };
  }
  const before = gridOf(picture.of);
  if (before === null || picture.kind === 'received') return before;
  if (picture.kind === 'window') {
    const { left, top } = picture.at;
    return {
      ...before,
      x: { ...before.x, first: before.x.first + left },
      y: { ...before.y, first: before.y.first + top },
    };
  }
  if (before.sampler !== null) return null;
  const { region, shape, sampler } = picture;
  return {
    sampler,
    x: resizedGrid(before.x, region.left, region.width, shape.width),
    y: resizedGrid(before.y, region.top, region.height, shape.height),
  };
}

function wholeGrid(size: number): AxisGrid {
  return { start: 0, n: size, m: size, first: 0 };
}

/** Before a resize, windows only moved where the source samples begin. */
function resizedGrid(before: AxisGrid, start: number, n: number, m: number): AxisGrid {
  return { start: before.first + start, n, m, first: 0 };
}
