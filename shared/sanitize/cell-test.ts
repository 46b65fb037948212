/**
 * The cell test: where a machine view is not a fair sample of what a person sees. Each output is held
 * against the untouched pixels of its cell, which no attacker on this view writes:
 *
 *   departure  (view - mean of the cell's untouched pixels)²
 *   detail     variance of the untouched pixels of a cell and of those beside it, and 16
 *              (cells/cell-sums.ts, as of a view that is told)
 *
 * A fair sample departs as far as the detail, in the mean over a window of cells (cells/cell-windows.ts).
 */
import {
  cellDetail,
  cellLevels,
  INVISIBLE_VARIANCE,
  newCellSums,
  type CellSums,
} from '../cells/cell-sums.ts';
import { windowRatios, windowsOf } from '../cells/cell-windows.ts';
import type { PipelineView } from '../pipelines/pipeline.ts';
import { type Raster, greyLevelsPerCode } from '../base/raster.ts';
import { applyPlan } from '../resample/passes/apply.ts';
import { areaTapsAround } from '../resample/taps/area.ts';
import { hasEmptyOutput, type AxisTaps } from '../resample/taps/taps.ts';
import { HEAVY, highestNeeded, type ReadPixels } from './read-pixels.ts';

/** How far above its detail the whole view may be; windows by their allowance more. */
const MOST = 1.5;

/** What one view shows in each cell, and what its untouched pixels say it should; in grey levels. */
export interface CellSamples {
  width: number;
  height: number;
  channels: number;
  /** The view, height*width*channels; NaN where it is padding. */
  seen: Float64Array;
  /** Mean and variance of the untouched pixels; NaN where a cell has none. */
  expected: Float64Array;
  detail: Float64Array;
}

/** What the tables of `view` make of `raster`, in double precision and its own channels. */
export function seenBy(view: PipelineView, raster: Raster): Float64Array {
  const pass = (axis: 'x' | 'y', taps: AxisTaps) =>
    ({ type: 'axis', axis, taps, arithmetic: { kind: 'sum-f64' } }) as const;
  const { width, height } = view;
  const plan = {
    source: { width: raster.width, height: raster.height },
    target: { width, height },
    output: 'float64' as const,
    passes: [pass('y', view.y), pass('x', view.x)],
  };
  const seen = applyPlan(raster, plan).data as Float64Array;
  const scale = greyLevelsPerCode(raster);
  if (scale !== 1) for (let i = 0; i < seen.length; i++) seen[i] *= scale;
  if (hasEmptyOutput(view.x) || hasEmptyOutput(view.y)) blankPadding(seen, view, raster.channels);
  return seen;
}

function blankPadding(seen: Float64Array, { x, y }: PipelineView, channels: number): void {
  const isEmpty = ({ offsets }: AxisTaps, dst: number) => offsets[dst] === offsets[dst + 1];
  for (let j = 0; j < y.dstSize; j++) {
    for (let i = 0; i < x.dstSize; i++) {
      if (!isEmpty(x, i) && !isEmpty(y, j)) continue;
      const at = (j * x.dstSize + i) * channels;
      seen.fill(NaN, at, at + channels);
    }
  }
}

/** The cells of `view` over `raster`, where `read` says how much each pixel counts. */
export function sampleCells(view: PipelineView, raster: Raster, read: ReadPixels): CellSamples {
  const { width, height } = view;
  const { channels } = raster;
  const seen = seenBy(view, raster);
  const expected = new Float64Array(seen.length);
  const detail = new Float64Array(seen.length);
  const scale = greyLevelsPerCode(raster);
  untouchedSums(view, raster, read).forEach((sums, c) => {
    const levels = cellLevels(sums, scale);
    const details = cellDetail(sums, width, height, scale);
    for (let cell = 0, at = c; cell < levels.length; cell++, at += channels) {
      expected[at] = levels[cell];
      detail[at] = Number.isNaN(levels[cell]) ? NaN : details[cell];
    }
  });
  return { width, height, channels, seen, expected, detail };
}

/**
 * Of every channel and cell, over its pixels of the lowest levels that are enough; none where none are.
 * Pixels that lie in two cells count in both: where nearly everything is read, few are left.
 */
function untouchedSums(view: PipelineView, raster: Raster, read: ReadPixels): CellSums[] {
  const { width, height } = view;
  const { channels, data } = raster;
  const columns = boxesOf(view.x, view.frame.width / width);
  const rows = boxesOf(view.y, view.frame.height / height);
  const all = Array.from({ length: channels }, () => newCellSums(width * height));
  const perLevel = new Int32Array(HEAVY + 1);
  for (let j = 0; j < height; j++) {
    for (let i = 0; i < width; i++) {
      const cell = j * width + i;
      perLevel.fill(0);
      forEachPixel(read.width, columns, rows, i, j, (pixel) => perLevel[read.level[pixel]]++);
      const most = highestNeeded(perLevel, HEAVY);
      if (most < 0) continue;
      forEachPixel(read.width, columns, rows, i, j, (pixel) => {
        if (read.level[pixel] > most) return;
        for (let c = 0; c < channels; c++) {
          const value = data[pixel * channels + c];
          const sums = all[c];
          sums.count[cell]++;
          sums.sum[cell] += value;
          sums.square[cell] += value * value;
        }
      });
    }
  }
  return all;
}

/** Whole source samples under each cell: from, to for every output. */
function boxesOf(taps: AxisTaps, ratio: number): Int32Array {
  const { offsets, indices } = hasEmptyOutput(taps) ? taps : areaTapsAround(taps, ratio);
  const boxes = new Int32Array(taps.dstSize * 2);
  for (let dst = 0; dst < taps.dstSize; dst++) {
    if (offsets[dst] === offsets[dst + 1]) continue;
    boxes[2 * dst] = indices[offsets[dst]];
    boxes[2 * dst + 1] = indices[offsets[dst + 1] - 1] + 1;
  }
  return boxes;
}

function forEachPixel(
  width: number,
  columns: Int32Array,
  rows: Int32Array,
  i: number,
  j: number,
  visit: (pixel: number) => void,
): void {
  for (let y = rows[2 * j]; y < rows[2 * j + 1]; y++) {
    const to = y * width + columns[2 * i + 1];
    for (let pixel = y * width + columns[2 * i]; pixel < to; pixel++) visit(pixel);
  }
}

/** 1 for every cell and channel that lies in a departing window: height*width*channels. */
export function departingCells(cells: CellSamples): Uint8Array {
  const { width, height, channels, seen, expected, detail } = cells;
  const departing = new Uint8Array(seen.length);
  const departure = new Float64Array(width * height);
  const allowed = new Float64Array(width * height);
  for (let c = 0; c < channels; c++) {
    for (let cell = 0; cell < departure.length; cell++) {
      const at = cell * channels + c;
      const difference = seen[at] - expected[at];
      const isKnown = !Number.isNaN(difference);
      departure[cell] = isKnown ? difference * difference : 0;
      allowed[cell] = isKnown ? detail[at] + INVISIBLE_VARIANCE : 0;
    }
    const windows = windowsOf(width, height);
    const ratios = windowRatios(departure, allowed, width, height, windows);
    for (const [n, window] of windows.entries()) {
      if (!(ratios[n] > MOST)) continue;
      for (let row = window.y; row < window.y + window.height; row++) {
        for (let column = window.x; column < window.x + window.width; column++) {
          departing[(row * width + column) * channels + c] = 1;
        }
      }
    }
  }
  return departing;
}
