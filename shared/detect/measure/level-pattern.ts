/**
 * What is left of a departure when all that is a function of the level around it is taken off: dots
 * and dithers at the pitch of the cells turn a level into another one, but show no other picture.
 */
import type { Raster } from '../../raster.ts';
import type { CellDepartures } from './departing-region.ts';
import { greyLevel } from './disagreement.ts';
import type { Moments } from './moments.ts';

const LEVELS = 32;

/** `departures` of `channel`, where they are more than the cell's distance to those of its level. */
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
  const levelOf = (at: number): number => Math.min(LEVELS - 1, (mean[at] * LEVELS) >> 8);
  const differenceOf = (at: number): number => greyLevel(machine.data[at] * greyScale) - mean[at];
  for (let at = channel; at < mean.length; at += channels) {
    sums[levelOf(at)] += differenceOf(at);
    counts[levelOf(at)]++;
  }
  const departure = departures.departure.map((departs, cell) => {
    const at = cell * channels + channel;
    const level = levelOf(at);
    const rest = differenceOf(at) - sums[level] / counts[level];
    return Math.min(departs, rest * rest);
  });
  return { ...departures, departure };
}
