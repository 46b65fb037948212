/**
 * What is measured of one plane at one candidate lattice. Every measure is larger where the lattice
 * is more suspicious, and each holds the lattice class against the control classes.
 */
import type { AxisLattice } from '../lattice/geometry.ts';
import type { DetectWasm } from '../kernels/wasm.ts';
import type { Plane } from '../lattice/plane.ts';
import { capturedBy, type ResidualMeasures } from './captured.ts';
import {
  CLASSES,
  compare,
  sampleHalfPeriodGrid,
  type Uniformity,
} from '../lattice/half-period-grid.ts';

/** Cells per block along each axis. */
const BLOCK = 4;
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
  'unlevelled',
  'mixed',
] as const;
type Measure = (typeof MEASURES)[number];
export type Measures = Record<Measure, number> & ResidualMeasures;

/** Singles per block: eight quantities of four classes. */
const BLOCK_SINGLES = 32;
const RESULTS = 28;
/** Lags at which a repeating pattern would show. */
const FIRST_LAG = 8;
const LAST_LAG = 24;

/**
 * Measures the lattice of columns `x` and rows `y` on `plane`, at about `mostCells` cells; larger
 * lattices are sampled in bands, those `near` among them (rows, first to before the last).
 */
export function measure(
  wasm: DetectWasm,
  plane: Plane,
  x: AxisLattice,
  y: AxisLattice,
  mostCells: number,
  near?: readonly [number, number],
): Measures {
  return wasm.scoped(() => measureIn(wasm, plane, x, y, mostCells, near));
}

function measureIn(
  wasm: DetectWasm,
  plane: Plane,
  x: AxisLattice,
  y: AxisLattice,
  mostCells: number,
  near?: readonly [number, number],
): Measures {
  const grid = sampleHalfPeriodGrid(wasm, plane, x, y, mostCells, near);
  const across = Math.ceil(grid.columns / BLOCK);
  const down = Math.ceil(grid.rows / BLOCK);
  const blocks = wasm.alloc(Float32Array, across * down * BLOCK_SINGLES);
  const lags = wasm.alloc(Float64Array, (LAST_LAG + 1) * 2);
  const out = wasm.alloc(Float32Array, RESULTS);
  let aperiodic = 0;
  let uniformity: Uniformity = { unlevelled: 0, mixed: 0 };
  for (let c = 0; c < CLASSES; c++) {
    const left = compare(wasm, grid, c);
    const { difference, variance, columns, rows, stride } = grid;
    wasm.collect(difference, grid.excess[c], variance, columns, rows, stride, across, c, blocks);
    if (c > 0) continue;
    uniformity = left;
    wasm.lagProducts(difference, columns, rows, stride, lags);
    aperiodic = aperiodicity(lags.view());
  }
  wasm.cohere(blocks, across * down);
  wasm.scanWindows(blocks, across, down, out);
  const results = out.view();
  const [left, top, width, height] = results.subarray(18, 22).map((side) => side * BLOCK);
  const captured = capturedBy(wasm, plane, x, y, grid, { left, top, width, height });
  return { ...measuresOf(results), aperiodic, ...uniformity, ...captured };
}

/** `r` as scanWindows of wasm/detect/detect.ts lays it out. */
function measuresOf(
  r: Float32Array,
): Omit<Record<Measure, number>, 'aperiodic' | 'unlevelled' | 'mixed'> {
  const log = (value: number): number => Math.log(1 + Math.max(0, value));
  const ratio = (value: number): number => Math.max(-5, Math.log(Math.max(1e-9, value)));
  const others = (at: number): number => Math.max(r[at + 1], r[at + 2], r[at + 3]);
  const [square, mean] = [r[22], r[23]];
  return {
    isolated: log(r[0]),
    isolatedNull: log(r[0]) - log(others(0)),
    energy: ratio(r[16]),
    energyWhole: ratio(r[24]),
    explained: ratio(r[4]),
    explainedNull: ratio(r[4]) - ratio(others(4)),
    explainedWhole: ratio(r[26]),
    coherent: log(r[8]),
    coherentNull: log(r[8]) - log(others(8)),
    coherentWhole: Math.log(0.1 + Math.max(0, r[27])),
    smooth: Math.max(-1, r[12]),
    smoothNull: Math.max(-1, r[12]) - Math.max(-1, others(12)),
    rival: ratio(r[17]),
    rivalWhole: ratio(r[25]),
    amplitude: Math.log(1 + square),
    varied: 1 - (mean * mean) / (square + 1),
  };
}

/**
 * How much more the differences resemble those one cell away than those some cells away: pictures
 * resemble their near, dot grids and dithers repeat. The larger of the two axes; about 0 in noise and
 * where the same mark is repeated at every cell.
 */
function aperiodicity(lags: Float64Array): number {
  const along = (first: number): number => {
    if (lags[first] <= 0) return 0;
    let later = 0;
    for (let k = FIRST_LAG; k <= LAST_LAG; k++) later = Math.max(later, lags[first + k]);
    return (lags[first + 1] - later) / lags[first];
  };
  return Math.max(along(0), along(LAST_LAG + 1));
}
