/**
 * What is left of a departure when all that is a function of the level around it is taken off: dots
 * and dithers at the pitch of the cells turn a level into another one, but show no other picture.
 */
import type { Raster } from '../../raster.ts';
import type { CellDepartures } from './departing-region.ts';
import { greyLevel } from './disagreement.ts';
import type { Moments } from './moments.ts';

const LEVELS = 32;

/** `departures` of `channel` from what is usual at the level of a cell, that of its untouched pixels. */
export function withoutLevels(
  departures: CellDepartures,
  machine: Raster,
  { mean }: Moments,
  channel: number,
  greyScale: number,
): CellDepartures {
  const { channels } = machine;
  const sums = new Float64Array(LEVELS);
  const counts = new Float64Array(LEVELS);
  const size = departures.departure.length;
  const levels = new Uint8Array(size);
  const differences = new Float64Array(size);
  for (let cell = 0, at = channel; cell < size; cell++, at += channels) {
    const level = Math.min(LEVELS - 1, (departures.level[cell] * LEVELS) >> 8);
    const difference = greyLevel(machine.data[at] * greyScale) - mean[at];
    levels[cell] = level;
    differences[cell] = difference;
    sums[level] += difference;
    counts[level]++;
  }
  const departure = new Float64Array(size);
  for (let cell = 0; cell < size; cell++) {
    const square = differences[cell] * differences[cell];
    const rest = differences[cell] - sums[levels[cell]] / counts[levels[cell]];
    const unexplained = square < SMALL ? 1 : departures.departure[cell] / square; // by lines
    departure[cell] = unexplained * rest * rest;
  }
  return { ...departures, departure };
}

/** Squared differences too small to say whether lines explain them. */
const SMALL = 16;
