/**
 * Explains one output pixel of a view: where it samples the source, by which formula, and which
 * source pixels it is made of with which weights (the paper's Equations 1-3 and its Figure 7).
 *
 * In: the composed tap tables of a view, the source rectangle it covers, and the coordinate mode of
 * its sampler. Out: plain numbers. The taps are read off the tables; the coordinate is the mode's
 * formula on the rectangle, without the rounding of the library's own precision.
 */
import type { Raster, Size } from '../raster.ts';
import {
  coordinateFormula,
  double,
  ratioOf,
  sourceCoordinate,
  type CoordinateMode,
} from './coordinates.ts';
import { mergedTaps } from './lattice.ts';
import type { Axis } from './plan.ts';
import type { AxisTaps } from './taps.ts';

/** What is explained: a pipeline's view has these fields. */
export interface ExplainedView {
  x: AxisTaps;
  y: AxisTaps;
  /** The source rectangle the view covers; default: the whole source. */
  frame?: Size & { x: number; y: number };
}

export interface AxisExplanation {
  axis: Axis;
  /** Output index. */
  dst: number;
  mode: CoordinateMode;
  /** The formula of the mode: n source samples, m outputs, i (j for rows) the output index. */
  formula: string;
  /** The same with its numbers and the result. */
  worked: string;
  /** Source coordinate in pixel indices: pixel centers are whole numbers. */
  coordinate: number;
  /** The nearest pixel, and how far the coordinate lies from its center: in [-0.5, 0.5). */
  nearest: number;
  phase: number;
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
export function explainPixel(
  view: ExplainedView,
  dstX: number,
  dstY: number,
  mode: CoordinateMode = 'half_pixel',
): PixelExplanation {
  const { frame } = view;
  const x = explainAxis(view.x, 'x', dstX, mode, frame?.x, frame?.width);
  const y = explainAxis(view.y, 'y', dstY, mode, frame?.y, frame?.height);
  const sum = ({ taps }: AxisExplanation) => taps.reduce((total, { weight }) => total + weight, 0);
  return { x, y, pixels: x.taps.length * y.taps.length, weightSum: sum(x) * sum(y) };
}

function explainAxis(
  table: AxisTaps,
  axis: Axis,
  dst: number,
  mode: CoordinateMode,
  start = 0,
  length: number = table.srcSize,
): AxisExplanation {
  const taps = mergedTaps(table, dst).map(([index, weight]) => ({ index, weight }));
  const ratio = ratioOf(length, table.dstSize, mode, double);
  const coordinate = start + sourceCoordinate(dst, ratio, mode, double);
  const nearest = Math.floor(coordinate + 0.5);
  const formula = formulaOf(axis, mode, start !== 0);
  return {
    axis,
    dst,
    mode,
    formula,
    worked: `${axis} = ${withNumbers(formula, start, dst, length, table.dstSize)} = ${shown(coordinate)}`,
    coordinate,
    nearest,
    phase: coordinate - nearest,
    taps,
  };
}

/** The mode's formula in the letters of the axis; `s` is where a crop starts in the source. */
function formulaOf(axis: Axis, mode: CoordinateMode, cropped: boolean): string {
  const [, right] = coordinateFormula(mode).split(' = ');
  const named = axis === 'x' ? right : right.replace(/\bi\b/g, 'j');
  return `${axis} = ${cropped ? 's + ' : ''}${named}`;
}

function withNumbers(formula: string, start: number, dst: number, n: number, m: number): string {
  const values: Record<string, string> = {
    s: shown(start),
    i: String(dst),
    j: String(dst),
    n: shown(n),
    m: String(m),
  };
  return formula.replace(/^[xy] = /, '').replace(/\b[sijnm]\b/g, (letter) => values[letter]);
}

function shown(value: number): string {
  return String(Number(value.toFixed(4)));
}

/** The influence map of one output pixel as a picture of the source around it. */
export interface InfluencePicture extends Size {
  /** Where the picture lies in the source. */
  x: number;
  y: number;
  /** Gray, 8 bit: 255 is the largest absolute weight, 0 is none. */
  raster: Raster<Uint8Array>;
  largestWeight: number;
}

/** The most source pixels an influence picture may show. */
const MAX_PIXELS = 4096 * 4096;

/**
 * The influence of the source around output pixel (dstX, dstY), with `margin` pixels on each side
 * where there are any; null where the output is padding. Throws RangeError for a pixel the view does
 * not have, and for a map too large for a picture.
 */
export function influencePicture(
  view: ExplainedView,
  dstX: number,
  dstY: number,
  margin = 1,
): InfluencePicture | null {
  const columns = mergedTaps(view.x, dstX);
  const rows = mergedTaps(view.y, dstY);
  if (columns.length === 0 || rows.length === 0) return null;
  const across = span(columns, margin, view.x.srcSize);
  const down = span(rows, margin, view.y.srcSize);
  if (across.length * down.length > MAX_PIXELS) {
    throw new RangeError(`Expected at most ${MAX_PIXELS} pixels for an influence picture`);
  }
  const largestOf = (taps: [number, number][]) =>
    taps.reduce((most, [, weight]) => Math.max(most, Math.abs(weight)), 0);
  const largestWeight = largestOf(columns) * largestOf(rows);
  const data = new Uint8Array(across.length * down.length);
  for (const [y, wy] of rows) {
    const row = (y - down.start) * across.length;
    for (const [x, wx] of columns) {
      data[row + x - across.start] = Math.round((Math.abs(wx * wy) / largestWeight) * 255);
    }
  }
  const size = { width: across.length, height: down.length };
  const raster = { ...size, channels: 1 as const, data };
  return { x: across.start, y: down.start, ...size, raster, largestWeight };
}

function span(taps: [number, number][], margin: number, n: number) {
  const start = Math.max(0, taps[0][0] - margin);
  const end = Math.min(n, taps[taps.length - 1][0] + 1 + margin);
  return { start, length: end - start };
}
