/**
 * Where the spectrum of an attacked picture has its peaks: the pixels that a machine reads repeat
 * with the period of its target size, so what was written on them repeats too. Along an axis of n
 * source samples and m outputs, order k is the frequency k m/n cycles per pixel; beyond half a cycle
 * it is folded back (an alias).
 *
 *   expected(k) = |sum of influence[x] exp(-2 pi i k x m/n)| / sum of influence
 *
 * is how much of a payload of constant color shows there, 0..1, read off the tap table itself: a
 * machine that reads every pixel alike expects nothing.
 *
 * Source: Lohn 2020, Figure 6; Quiring et al. 2023 (arXiv 2310.15085) for peaks at the multiples.
 */
import { influenceOf } from '../resample/lattice.ts';
import type { AxisTaps } from '../resample/taps/taps.ts';
import { binOfFrequency, foldFrequency, type PowerSpectrum } from './power-spectrum.ts';

export interface SpectrumPeak {
  /** Multiples of the target size, across and down. */
  orderX: number;
  orderY: number;
  /** Where it shows, in cycles per source pixel: -0.5 .. 0.5. */
  frequencyX: number;
  frequencyY: number;
  /** True where it shows at another frequency than its own. */
  aliased: boolean;
  /** Its place in the spectrum in bins, fractions. */
  x: number;
  y: number;
  /** Strength against that of frequency 0 by the tap tables, 0..1. */
  expected: number;
  /** The largest of the 3x3 bins there, in dB of one grey level. */
  observedDb: number;
  /** How far that is above what is around it. */
  contrastDb: number;
}

/** Orders along each axis, at most: those of higher ratios are weak and too many to look at. */
const MOST_ORDERS = 12;
/** Peaks expected to be weaker than this share are left out, as are those at frequency 0. */
const LEAST_EXPECTED = 0.02;
/** Bins around a peak that tell what the picture has there without it. */
const NEAR = 3;
const FAR = 9;

/** A contrast that chance reaches at less than one place in a hundred. */
export const STANDS_OUT_DB = 10;

/** What is known of an axis of a view: its table, and the source samples that it covers. */
export interface ViewAxis {
  taps: AxisTaps;
  /** Source samples per output. */
  period: number;
}

/**
 * The peaks that a payload for the view of tables `x` and `y` would make in `spectrum`, strongest
 * expectation first, each of a pair of opposite frequencies once.
 */
export function predictPeaks(spectrum: PowerSpectrum, x: ViewAxis, y: ViewAxis): SpectrumPeak[] {
  const columns = ordersOf(x);
  const rows = ordersOf(y);
  const peaks: SpectrumPeak[] = [];
  for (let orderY = 0; orderY < rows.length; orderY++) {
    for (let orderX = 1 - columns.length; orderX < columns.length; orderX++) {
      if (orderY === 0 && orderX <= 0) continue;
      const expected = rows[orderY] * columns[Math.abs(orderX)];
      if (expected < LEAST_EXPECTED) continue;
      const peak = peakAt(spectrum, orderX / x.period, orderY / y.period);
      if (peak !== null) peaks.push({ orderX, orderY, expected, ...peak });
    }
  }
  return peaks.sort((a, b) => b.expected - a.expected);
}

/** What an axis expects at each order from 0 on. */
function ordersOf({ taps, period }: ViewAxis): number[] {
  const influence = influenceOf(taps);
  const total = influence.reduce((sum, value) => sum + value, 0);
  const orders: number[] = [];
  for (let order = 0; order <= Math.min(MOST_ORDERS, Math.ceil(period)); order++) {
    const step = (-2 * Math.PI * order) / period;
    let re = 0;
    let im = 0;
    for (let i = 0; i < influence.length; i++) {
      if (influence[i] === 0) continue;
      re += influence[i] * Math.cos(step * i);
      im += influence[i] * Math.sin(step * i);
    }
    orders.push(total === 0 ? 0 : Math.hypot(re, im) / total);
  }
  return orders;
}

/** What is seen at a frequency; null where it falls on 0, which has the picture's own light. */
function peakAt(spectrum: PowerSpectrum, frequencyX: number, frequencyY: number) {
  const { width, height, db } = spectrum;
  const x = binOfFrequency(frequencyX, width);
  const y = binOfFrequency(frequencyY, height);
  const binX = Math.round(x) % width;
  const binY = Math.round(y) % height;
  const fromMiddle = Math.max(Math.abs(binX - (width >> 1)), Math.abs(binY - (height >> 1)));
  if (fromMiddle <= NEAR) return null;
  const at = (dx: number, dy: number): number =>
    db[((binY + dy + height) % height) * width + ((binX + dx + width) % width)];
  let observedDb = -Infinity;
  const ring: number[] = [];
  const row: number[] = [];
  const column: number[] = [];
  const reachX = Math.min(FAR, (width - 1) >> 1);
  const reachY = Math.min(FAR, (height - 1) >> 1);
  for (let dy = -reachY; dy <= reachY; dy++) {
    for (let dx = -reachX; dx <= reachX; dx++) {
      const far = Math.max(Math.abs(dx), Math.abs(dy));
      const value = at(dx, dy);
      if (far <= 1) observedDb = Math.max(observedDb, value);
      if (far < NEAR) continue;
      ring.push(value);
      if (Math.abs(dy) <= 1) row.push(value);
      if (Math.abs(dx) <= 1) column.push(value);
    }
  }
  // Pictures have ridges along both axes: a peak on one has to stand out from the ridge.
  const around = Math.max(median(ring), median(row), median(column));
  return {
    frequencyX: foldFrequency(frequencyX),
    frequencyY: foldFrequency(frequencyY),
    aliased: Math.abs(frequencyX) > 0.5 || Math.abs(frequencyY) > 0.5,
    x,
    y,
    observedDb,
    contrastDb: around === -Infinity ? 0 : observedDb - around,
  };
}

function median(values: number[]): number {
  if (values.length === 0) return -Infinity;
  return values.sort((a, b) => a - b)[values.length >> 1];
}
