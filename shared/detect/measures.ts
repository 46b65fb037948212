/**
 * What is measured of one plane at one candidate lattice. Every measure is larger where the lattice
 * is more suspicious, and each holds the lattice class against the control classes.
 */
import { CLASSES, type Supergrid } from './supergrid.ts';
import { forEachWindow, tabulate, windowSum } from './windows.ts';

/** Cells per block along each axis. */
export const BLOCK = 4;
const HOT = 6;
const INVISIBLE = 4;
const LEVELS = 32;

export const MEASURES = [
  'isolated',
  'isolatedNull',
  'energy',
  'energyWhole',
  'explained',
  'explainedNull',
  'explainedWhole',
  'coherent',
  'coherentNull',
  'coherentWhole',
  'smooth',
  'smoothNull',
  'rival',
  'rivalWhole',
  'amplitude',
  'varied',
  'aperiodic',
] as const;
export type Measure = (typeof MEASURES)[number];
export type Measures = Record<Measure, number>;

export interface PlaneEvidence {
  measures: Measures;
  /** Window of the strongest isolated evidence, in cells. */
  window: { x: number; y: number; width: number; height: number };
}

/** Quantities summed per class and block. */
const Q = {
  hot: 0,
  excess2: 1,
  diff2: 2,
  spread: 3,
  count: 4,
  coherent: 5,
  lag: 6,
  sum: 7,
} as const;
const QUANTITIES = 8;

export function measure(grid: Supergrid): PlaneEvidence {
  const { columns, rows } = grid;
  const across = Math.ceil(columns / BLOCK);
  const down = Math.ceil(rows / BLOCK);
  const blocks = across * down;
  const quantities = Array.from({ length: CLASSES * QUANTITIES }, () => new Float64Array(blocks));
  for (let c = 0; c < CLASSES; c++)
    collect(grid, c, across, quantities.slice(c * QUANTITIES, (c + 1) * QUANTITIES));
  crossOut(quantities, blocks);
  const sums = tabulate(across, down, quantities);
  const best = Array.from({ length: CLASSES }, () => ({
    isolated: -20,
    explained: -5,
    coherent: 0,
    smooth: -1,
  }));
  let energy = -5;
  let window = { x: 0, y: 0, width: across, height: down };
  let rival = -5;
  let whole = { energy: 0, explained: 0, coherent: 0, rival: 0 };
  let amplitude = 0;
  let varied = 0;
  const hot = new Float64Array(CLASSES);
  const excess2 = new Float64Array(CLASSES);
  const coherent = new Float64Array(CLASSES);
  const diff2 = new Float64Array(CLASSES);
  forEachWindow(sums, (x, y, width, height) => {
    const of = (c: number, q: number): number =>
      windowSum(sums, c * QUANTITIES + q, x, y, width, height);
    const isWhole = width === across && height === down;
    for (let c = 0; c < CLASSES; c++) {
      hot[c] = of(c, Q.hot);
      excess2[c] = of(c, Q.excess2);
      coherent[c] = of(c, Q.coherent);
      diff2[c] = of(c, Q.diff2);
    }
    for (let c = 0; c < CLASSES; c++) {
      const n = of(c, Q.count);
      if (n < 12) continue;
      const others = largestBut(hot, c);
      const isolated = (hot[c] - others) / Math.sqrt(hot[c] + others + 1);
      const explained = Math.log((of(c, Q.diff2) + 1) / (of(c, Q.spread) + INVISIBLE * n));
      const together = (coherent[c] - largestBut(coherent, c)) / Math.sqrt(width * height);
      const smooth = of(c, Q.lag) / (of(c, Q.diff2) + 20 * n);
      const now = best[c];
      if (c === 0) {
        const ratio = Math.log((excess2[0] + 1) / (largestBut(excess2, 0) + INVISIBLE * n));
        energy = Math.max(energy, ratio);
        const against = Math.log(
          (diff2[0] + INVISIBLE * n) / (largestBut(diff2, 0) + INVISIBLE * n),
        );
        rival = Math.max(rival, against);
        if (isolated + explained > now.isolated + now.explained || isWhole) {
          if (isolated > now.isolated) {
            window = { x, y, width, height };
            amplitude = Math.log(1 + of(0, Q.diff2) / n);
            const mean = of(0, Q.sum) / n;
            varied = 1 - (mean * mean) / (of(0, Q.diff2) / n + 1);
          }
        }
        if (isWhole)
          whole = {
            energy: ratio,
            explained,
            coherent: Math.log(0.1 + Math.max(0, together)),
            rival: against,
          };
      }
      now.isolated = Math.max(now.isolated, isolated);
      now.explained = Math.max(now.explained, explained);
      now.coherent = Math.max(now.coherent, together);
      now.smooth = Math.max(now.smooth, smooth);
    }
  });
  const null_ = (key: 'isolated' | 'explained' | 'coherent' | 'smooth'): number =>
    Math.max(best[1][key], best[2][key], best[3][key]);
  const log = (value: number): number => Math.log(1 + Math.max(0, value));
  return {
    measures: {
      isolated: log(best[0].isolated),
      isolatedNull: log(best[0].isolated) - log(null_('isolated')),
      energy,
      energyWhole: whole.energy,
      explained: best[0].explained,
      explainedNull: best[0].explained - null_('explained'),
      explainedWhole: whole.explained,
      coherent: log(best[0].coherent),
      coherentNull: log(best[0].coherent) - log(null_('coherent')),
      coherentWhole: whole.coherent,
      smooth: best[0].smooth,
      smoothNull: best[0].smooth - null_('smooth'),
      rival,
      rivalWhole: whole.rival,
      amplitude,
      varied,
      aperiodic: aperiodicity(grid),
    },
    window: {
      x: window.x * BLOCK,
      y: window.y * BLOCK,
      width: window.width * BLOCK,
      height: window.height * BLOCK,
    },
  };
}

/** D = value - reference, less what a function of the reference explains (halftones, dots). */
export function differencesOf(grid: Supergrid, c: number): Float32Array {
  const value = grid.value[c];
  const reference = grid.reference[c];
  const sum = new Float64Array(LEVELS + 1);
  const count = new Float64Array(LEVELS + 1);
  const out = new Float32Array(value.length);
  for (let i = 0; i < value.length; i++) {
    const d = value[i] - reference[i];
    out[i] = d;
    if (d !== d) continue;
    const level = Math.round((reference[i] / 255) * LEVELS);
    sum[level] += d;
    count[level]++;
  }
  // Shrunk towards 0: a level seen in a few cells explains nothing.
  for (let l = 0; l <= LEVELS; l++) sum[l] /= count[l] + 20;
  for (let i = 0; i < value.length; i++) {
    if (out[i] === out[i]) out[i] -= sum[Math.round((reference[i] / 255) * LEVELS)];
  }
  return out;
}

function collect(grid: Supergrid, c: number, across: number, into: Float64Array[]): void {
  const { columns, rows } = grid;
  const difference = differencesOf(grid, c);
  const excess = grid.excess[c];
  const variance = grid.variance[c];
  for (let j = 0; j < rows; j++) {
    const blockRow = Math.floor(j / BLOCK) * across;
    for (let i = 0; i < columns; i++) {
      const at = j * columns + i;
      const d = difference[at];
      if (d !== d) continue;
      const block = blockRow + Math.floor(i / BLOCK);
      const e = excess[at];
      if (e === e) {
        if (e > HOT || e < -HOT) into[Q.hot][block]++;
        into[Q.excess2][block] += Math.min(e * e, 4096);
      }
      into[Q.diff2][block] += d * d;
      into[Q.sum][block] += d;
      into[Q.spread][block] += variance[at];
      into[Q.count][block]++;
      const right = i + 1 < columns ? difference[at + 1] : NaN;
      const below = j + 1 < rows ? difference[at + columns] : NaN;
      if (right === right) into[Q.lag][block] += (d * right) / 2;
      if (below === below) into[Q.lag][block] += (d * below) / 2;
    }
  }
}

/** Coherence of each block: n mean(D)^2 / (mean V + 4), above twice that of any control. */
function crossOut(quantities: Float64Array[], blocks: number): void {
  const t = new Float64Array(CLASSES);
  for (let b = 0; b < blocks; b++) {
    for (let c = 0; c < CLASSES; c++) {
      const n = quantities[c * QUANTITIES + Q.count][b];
      const mean = n === 0 ? 0 : quantities[c * QUANTITIES + Q.sum][b] / n;
      const spread = n === 0 ? 0 : quantities[c * QUANTITIES + Q.spread][b] / n;
      t[c] = Math.min(400, (n * mean * mean) / (spread + INVISIBLE));
    }
    for (let c = 0; c < CLASSES; c++) {
      const clear = t[c] - 2 * largestBut(t, c) - 2;
      quantities[c * QUANTITIES + Q.coherent][b] = Math.min(100, Math.max(0, clear));
    }
  }
}

function largestBut(values: Float64Array, c: number): number {
  let largest = 0;
  for (let k = 0; k < values.length; k++) if (k !== c && values[k] > largest) largest = values[k];
  return largest;
}

/** Lags at which a repeating pattern would show. */
const FIRST_LAG = 8;
const LAST_LAG = 24;

/**
 * How much more the differences resemble those one cell away than those some cells away: pictures
 * resemble their near, dot grids and dithers repeat. The larger of the two axes; about 0 in noise and where
 * the same mark is repeated at every cell.
 */
function aperiodicity(grid: Supergrid): number {
  const { columns, rows } = grid;
  const difference = differencesOf(grid, 0);
  for (let i = 0; i < difference.length; i++) {
    const d = difference[i];
    difference[i] = d === d ? Math.min(64, Math.max(-64, d)) : 0;
  }
  const along = (step: number, count: number): number => {
    const lag = new Float64Array(LAST_LAG + 1);
    for (let k = 0; k <= LAST_LAG; k++) {
      if (k >= count) break;
      let sum = 0;
      for (let j = 0; j < rows; j += 2) {
        for (let i = 0; i < columns - (step === 1 ? k : 0); i++) {
          if (step !== 1 && j + k >= rows) break;
          sum += difference[j * columns + i] * difference[j * columns + i + k * step];
        }
      }
      lag[k] = sum;
    }
    if (lag[0] <= 0) return 0;
    let later = 0;
    for (let k = FIRST_LAG; k <= LAST_LAG; k++) later = Math.max(later, lag[k]);
    return (lag[1] - later) / lag[0];
  };
  return Math.max(along(1, columns), along(columns, rows));
}
