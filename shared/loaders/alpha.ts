/**
 * Pictures with alpha as samplers that mix by alpha see them: colors count by their opacity, and what
 * lies under full transparency is nothing.
 */
import { checkLevel } from './checkerboard.ts';
import type { Raster } from '../base/raster.ts';
import { findSampler } from '../resample/catalog.ts';
import { applyPlan } from '../resample/passes/apply.ts';
import { shapeOf } from '../resample/resize.ts';

/** What is known of samplers, by id: it is asked of each view of every pipeline. */
const mixing = new Map<string, boolean>();
const heeding = new Map<string, boolean>();

/** Whether sampler `id` mixes the colors of RGBA by their alpha (its plan premultiplies). */
export function mixesByAlpha(id: string): boolean {
  const known = mixing.get(id);
  if (known !== undefined) return known;
  const source = { width: 8, height: 8, channels: 4, dtype: 'uint8' } as const;
  const { passes } = findSampler(id).plan(source, { width: 3, height: 3 });
  const mixes = passes.some(
    (pass) => pass.type === 'point' && pass.operation.endsWith('premultiply'),
  );
  mixing.set(id, mixes);
  return mixes;
}

/**
 * Whether the colors that sampler `id` makes of RGBA depend on alpha: it mixes by it, or looks at it
 * otherwise. Tried on noise, for what a plan does with alpha is in its arithmetic.
 */
export function heedsAlpha(id: string): boolean {
  const known = heeding.get(id);
  if (known !== undefined) return known;
  const heeds = [
    [16, 5],
    [5, 16],
  ].some(([from, to]) => {
    const noise = noiseOf(from);
    const opaque = noise.data.map((value, i) => (i % 4 === 3 ? 255 : value));
    const size = { width: to, height: to };
    const plan = findSampler(id).plan(shapeOf(noise), size);
    const { data } = applyPlan(noise, plan);
    const { data: expected } = applyPlan({ ...noise, data: opaque }, plan);
    return data.some((value, i) => i % 4 !== 3 && value !== expected[i]);
  });
  heeding.set(id, heeds);
  return heeds;
}

/** RGBA of `side` by `side` pixels, the same every time; a quarter of them lets all through. */
function noiseOf(side: number): Raster<Uint8Array> {
  let state = 1;
  const data = Uint8Array.from({ length: side * side * 4 }, (_, i) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return i % 4 === 3 && state >>> 30 === 0 ? 0 : state >>> 24;
  });
  return { width: side, height: side, channels: 4, data };
}

/** An RGBA raster composited over black, alpha as it is, in the same sample type. */
export function overBlack<T extends Raster>(raster: T): T {
  return overLevel(raster, 0);
}

/** The same over white. */
export function overWhite<T extends Raster>(raster: T): T {
  return overLevel(raster, 1);
}

/** Composited over the checkerboard of viewers, and opaque: what is over it lets nothing through. */
export function overCheckerboard<T extends Raster>(raster: T): T {
  const { width, data } = raster;
  const over = overGround(raster, (pixel) => {
    const x = pixel % width;
    return checkLevel(x, (pixel - x) / width) / 255;
  });
  const most = mostOf(data);
  for (let i = 3; i < over.data.length; i += 4) over.data[i] = most;
  return over;
}

/** Composited over a gray of `level`, 0..1 of the range. */
function overLevel<T extends Raster>(raster: T, level: number): T {
  return overGround(raster, () => level);
}

/** Composited over the levels, 0..1 of the range, that `levelAt` gives each pixel. */
function overGround<T extends Raster>(raster: T, levelAt: (pixel: number) => number): T {
  const { data } = raster;
  const most = mostOf(data);
  const isInteger = data instanceof Uint8Array || data instanceof Uint16Array;
  const out = data.slice();
  for (let i = 0, pixel = 0; i < out.length; i += 4, pixel++) {
    const opacity = data[i + 3] / most;
    const ground = levelAt(pixel) * most * (1 - opacity);
    for (let c = 0; c < 3; c++) {
      const value = data[i + c] * opacity + ground;
      out[i + c] = isInteger ? Math.round(value) : value;
    }
  }
  return { ...raster, data: out };
}

function mostOf(data: Raster['data']): number {
  return data instanceof Uint16Array ? 65535 : 255;
}

/** Whether any pixel of an RGBA raster lets something through. */
export function hasTransparency({ channels, data }: Raster): boolean {
  const most = mostOf(data);
  for (let i = 3; channels === 4 && i < data.length; i += 4) if (data[i] !== most) return true;
  return false;
}
