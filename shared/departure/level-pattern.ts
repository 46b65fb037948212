/**
 * Whether a departure is a function of the level around it: dots and dithers at the pitch of the cells
 * turn a level into another one, but show no other picture. The level of a cell is that of its untouched
 * pixels; where these vary widely, its mean has to say the same. So has every read pixel, for a picture may
 * cancel out in a view that mixes several of its pixels. Dots whose pitch is not quite that of the cells fall
 * out of step: whole lines of the view then miss them, and are no part of what is usual.
 *
 * Marks on a picture change its levels, and the view still follows them. A view that is all but flat where the
 * picture is not hides the picture itself, and is no pattern.
 */
import type { CellWindow } from '../cells/cell-windows.ts';
import type { Raster } from '../base/raster.ts';
import type { ChannelDepartures } from './channel-departures.ts';
import { greyLevel } from '../cells/disagreement.ts';
import type { Moments } from '../cells/moments.ts';
import { strongestWindow } from './strongest-window.ts';

const LEVELS = 32;

/** Variance of untouched pixels, in squared grey levels, from which on they vary widely. */
const WIDE = 400;

/** The departures of one channel of `machine`, and what their ratio is looked for in. */
export interface LeveledView {
  departures: ChannelDepartures;
  machine: Raster;
  moments: Moments;
  channel: number;
  /** Grey levels per code. */
  scale: number;
  windows: readonly CellWindow[];
  areLarge: boolean;
}

/** Whether no window departs by `least` when all is taken off that is usual at the level of a cell. */
export function isLevelPattern(view: LeveledView, least: number): boolean {
  const { departures, windows, areLarge } = view;
  const { departure, allowed, level } = departures;
  const isWithout = (levels: Float64Array): boolean => {
    const rest = { ...departures, departure: withoutLevels(view, levels), spread: null };
    return strongestWindow(rest, windows, least, areLarge) === null;
  };
  if (!isWithout(level)) return false;
  if (!departures.areByLevel() || hidesLevels(view)) return false;
  const { mean, channels } = view.moments;
  return (
    meanWhere(departure, allowed) < WIDE ||
    isWithout(level.map((_, cell) => mean[cell * channels + view.channel]))
  );
}

/** Grey levels RMS from which on levels are a picture, and the share of their variance that a view follows at least. */
const PICTURE_RMS = 24;
const FOLLOWED = 1 / 16;

/** Whether the machine receives next to nothing of the levels that the untouched pixels show where it departs. */
function hidesLevels({ departures, machine, channel, scale }: LeveledView): boolean {
  const { departure, level } = departures;
  const sums = new Float64Array(LEVELS);
  const counts = new Float64Array(LEVELS);
  let [count, sum, squares, total] = [0, 0, 0, 0];
  for (let cell = 0; cell < level.length; cell++) {
    if (departure[cell] === 0) continue;
    const received = greyLevel(machine.data[cell * machine.channels + channel] * scale);
    const bin = binOf(level[cell]);
    sums[bin] += received;
    counts[bin]++;
    count++;
    total += received;
    sum += level[cell];
    squares += level[cell] ** 2;
  }
  const variance = squares / count - (sum / count) ** 2;
  if (!(variance >= PICTURE_RMS ** 2)) return false;
  const mean = total / count;
  const followed = sums.reduce(
    (all, of, bin) =>
      counts[bin] === 0 ? all : all + counts[bin] * (of / counts[bin] - mean) ** 2,
    0,
  );
  return followed / count < FOLLOWED * variance;
}

function binOf(level: number): number {
  return Math.min(LEVELS - 1, (level * LEVELS) >> 8);
}

/** Departures from what is usual at `levels`, in squared grey levels. */
function withoutLevels(
  { departures, machine, moments, channel, scale }: LeveledView,
  levels: Float64Array,
): Float64Array {
  const { width, channels, data } = machine;
  const sums = new Float64Array(LEVELS);
  const counts = new Float64Array(LEVELS);
  const bins = levels.map(binOf);
  const differences = bins.map((_, cell) => {
    const at = cell * channels + channel;
    return greyLevel(data[at] * scale) - moments.mean[at];
  });
  const isOutOfStep = linesOutOfStep(differences, width);
  differences.forEach((difference, cell) => {
    if (isOutOfStep(cell)) return;
    sums[bins[cell]] += difference;
    counts[bins[cell]]++;
  });
  return differences.map((difference, cell) => {
    if (isOutOfStep(cell)) return departures.departure[cell];
    const square = difference * difference;
    const rest = difference - sums[bins[cell]] / counts[bins[cell]];
    const unexplained = square < SMALL ? 1 : departures.departure[cell] / square; // by lines
    return unexplained * rest * rest;
  });
}

/** Share of the mean square of all lines below which a line misses the pattern. */
const MISSED = 1 / 16;

/** Whether a cell lies in a row or a column of a view of that `width` in which next to nothing differs. */
function linesOutOfStep(differences: Float64Array, width: number): (cell: number) => boolean {
  const rows = new Float64Array(differences.length / width);
  const columns = new Float64Array(width);
  differences.forEach((difference, cell) => {
    const square = difference * difference;
    rows[Math.floor(cell / width)] += square / width;
    columns[cell % width] += square / rows.length;
  });
  const most = (MISSED * rows.reduce((sum, row) => sum + row, 0)) / rows.length;
  return (cell) => rows[Math.floor(cell / width)] < most || columns[cell % width] < most;
}

/** Squared differences too small to say whether lines explain them. */
const SMALL = 16;

/** The mean of `values` where `at` is not 0. */
function meanWhere(at: Float64Array, values: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < at.length; i++) {
    if (at[i] === 0) continue;
    sum += values[i];
    count++;
  }
  return sum / Math.max(1, count);
}
