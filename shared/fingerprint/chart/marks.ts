/**
 * The marks of a chart: a slow wave along each axis, another for each size and axis. Under all patterns they say
 * which part of which chart a picture shows, and which way up.
 */
import type { Size } from '../../base/raster.ts';
import { mixed, seedOf } from './seeded.ts';
import { sizeText } from './chart-size.ts';

/** Wavelengths, as shares of the side; none divides another. */
const WAVES = [0.71, 0.43, 0.27, 0.171, 0.107, 0.067, 0.043];
const WAVE_LEVELS = 8;

/** The most that a mark is away from 0. */
export const MARK_LEVELS = 29;

/** The wave along an axis of a chart of `size`, in gray levels around 0, one for each pixel. */
export function markOf(size: Size, axis: 'x' | 'y'): Float64Array {
  const length = axis === 'x' ? size.width : size.height;
  const seed = seedOf(`mark ${axis} ${sizeText(size)}`);
  return Float64Array.from({ length }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < WAVES.length; k++) {
      const turn = i / (length * WAVES[k]) + (mixed(seed, k) % 4096) / 4096;
      sum += WAVE_LEVELS * parabolaWave(turn);
    }
    return Math.min(MARK_LEVELS, Math.max(-MARK_LEVELS, sum));
  });
}

/** A wave of period 1 between -1 and 1. It is made of parabolas: sines differ between engines in their last bits. */
export function parabolaWave(turn: number): number {
  const at = turn - Math.floor(turn);
  const half = at < 0.5 ? at : at - 0.5;
  const arch = 16 * half * (0.5 - half);
  return at < 0.5 ? arch : -arch;
}
