/**
 * Explains one output pixel of a view: where it samples the source, by which formula, and which
 * source pixels it is made of with which weights (the paper's Equations 1-3 and its Figure 7).
 *
 * In: the composed tap tables of a view, and the grid of its only resize. Out: plain numbers. The
 * taps are read off the tables; the coordinate is the formula of the sampler's mode on the sizes of
 * that resize, without the rounding of the library's own precision. Where no single formula holds
 * (several resizes; samplers that have none, such as those of libvips, which drop or average samples first and
 * enlarge half a sample off)
 * the coordinate is the centroid of the taps.
 */
import { findSampler } from './catalog.ts';
import { double, ratioOf, sourceCoordinate, type CoordinateMode } from './taps/coordinates.ts';
import { mergedTaps } from './lattice.ts';
import type { Axis } from './taps/plan.ts';
import type { AxisTaps } from './taps/taps.ts';

/**
 * One axis of a resize between two crops (or pads): output i of the view is output i + first of the
 * resize from n source samples, beginning at `start`, to m.
 */
export interface AxisGrid {
  start: number;
  n: number;
  m: number;
  first: number;
}

export interface SamplingGrid {
  /** Of the resize; null where there is none. */
  sampler: string | null;
  x: AxisGrid;
  y: AxisGrid;
}

/** What is explained: a pipeline's view has these fields. */
export interface ExplainedView {
  x: AxisTaps;
  y: AxisTaps;
  /** Null where several resizes follow each other. */
  grid: SamplingGrid | null;
}

export interface AxisExplanation {
  axis: Axis;
  /** Output index. */
  dst: number;
  /** Null: no single formula holds, and the coordinate is the centroid of the taps. */
  mode: CoordinateMode | null;
  /**
   * The formula of the mode: n source samples from s on, m outputs of the resize, i (j for rows) the
   * output index, c where a crop starts in them (p: so much padding before).
   */
  formula: string;
  /** The same with its numbers and the result. */
  worked: string;
  /** Source coordinate in pixel indices, pixel centers are whole numbers; null: a padded output. */
  coordinate: number | null;
  /**
   * The pixel the coordinate belongs to, and how far it lies from its center. `round`: the nearest
   * one. `floor`: the one it falls in by a sampler of single pixels that rounds down.
   */
  pick: 'round' | 'floor';
  nearest: number | null;
  phase: number | null;
  /** Source samples with a weight that is not 0, ascending; none where the output is padding. */
  taps: { index: number; weight: number }[];
}

export interface PixelExplanation {
  x: AxisExplanation;
  y: AxisExplanation;
  /** Source pixels that feed the output: the product of both axes' taps. */
  pixels: number;
  /** Sum of all weights: 1, but for rounding and padding. */
  weightSum: number;
}

/**
 * The explanation of output pixel (dstX, dstY). Throws RangeError when the view has no such pixel.
 */
export function explainPixel(view: ExplainedView, dstX: number, dstY: number): PixelExplanation {
  const x = explainAxis(view, 'x', dstX);
  const y = explainAxis(view, 'y', dstY);
  const sum = ({ taps }: AxisExplanation) => taps.reduce((total, { weight }) => total + weight, 0);
  return { x, y, pixels: x.taps.length * y.taps.length, weightSum: sum(x) * sum(y) };
}

function explainAxis(view: ExplainedView, axis: Axis, dst: number): AxisExplanation {
  const taps = mergedTaps(view[axis], dst).map(([index, weight]) => ({ index, weight }));
  const mode = view.grid === null ? null : modeOf(view.grid.sampler);
  const { coordinate, formula, worked } =
    view.grid === null || mode === null
      ? byCentroid(axis, taps)
      : byFormula(axis, dst, mode, view.grid[axis]);
  const isSingle = isNearest(view.grid?.sampler ?? null) && taps.length === 1;
  const nearest =
    coordinate === null ? null : isSingle ? taps[0].index : Math.floor(coordinate + 0.5);
  return {
    axis,
    dst,
    mode,
    formula,
    worked: worked === null ? 'padding' : `${axis} = ${worked}`,
    coordinate,
    pick: isSingle && mode === 'asymmetric' ? 'floor' : 'round',
    nearest,
    phase: coordinate === null || nearest === null ? null : coordinate - nearest,
    taps,
  };
}

/** The mode of a sampler whose outputs are where a formula says. */
function modeOf(id: string | null): CoordinateMode | null {
  if (id === null) return 'half_pixel';
  const { coordinates } = findSampler(id);
  return coordinates === undefined ? 'half_pixel' : coordinates;
}

function isNearest(id: string | null): boolean {
  return id !== null && /nearest|order0/.test(findSampler(id).method);
}

function byCentroid(axis: Axis, taps: AxisExplanation['taps']) {
  const formula = 'Σ weight · index / Σ weight';
  const named = `${axis} = ${formula}`;
  const total = taps.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return { coordinate: null, formula: named, worked: null };
  const coordinate = taps.reduce((sum, { index, weight }) => sum + index * weight, 0) / total;
  return { coordinate, formula: named, worked: `${formula} = ${shown(coordinate)}` };
}

function byFormula(axis: Axis, dst: number, mode: CoordinateMode, grid: AxisGrid) {
  const { start, n, m, first } = grid;
  const coordinate =
    start + sourceCoordinate(first + dst, ratioOf(n, m, mode, double), mode, double);
  const formula = formulaOf(axis, mode, grid);
  const values: Record<string, string> = {
    s: shown(start),
    i: String(dst),
    j: String(dst),
    c: String(first),
    p: String(-first),
    n: shown(n),
    m: String(m),
  };
  const numbers = formula.replace(/\b[sijcpnm]\b/g, (letter) => values[letter]);
  return {
    coordinate,
    formula: `${axis} = ${formula}`,
    worked: `${numbers} = ${shown(coordinate)}`,
  };
}

/** The right side of the mode's formula in the letters of the axis. */
function formulaOf(axis: Axis, mode: CoordinateMode, { start, m, first }: AxisGrid): string {
  const index = axis === 'x' ? 'i' : 'j';
  const moved = first === 0 ? index : first > 0 ? `${index} + c` : `${index} − p`;
  const grouped = first === 0 ? index : `(${moved})`;
  const from = start === 0 ? '' : 's + ';
  if (mode === 'half_pixel') return `${from}(${moved} + 0.5) · n/m − 0.5`;
  const ratio = mode === 'align_corners' && m > 1 ? '(n − 1)/(m − 1)' : 'n/m';
  return `${from}${grouped} · ${ratio}`;
}

function shown(value: number): string {
  return String(Number(value.toFixed(4)));
}
