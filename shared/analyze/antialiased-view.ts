/** The antialiased view that a machine view is held against: the same place, the same size. */
import {
  hasTransparency,
  mixesByAlpha,
  overBlack,
  overCheckerboard,
  overWhite,
} from '../loaders/alpha.ts';
import type { ToldTables } from '../departure/channel-view.ts';
import { cellMoments, type Moments } from '../cells/moments.ts';
import { completeWindow } from '../pipelines/steps/padding.ts';
import { applyPart, samplersOf, type AppliedPart } from '../pipelines/pipeline.ts';
import { pipelineOf, sizeOf, type ViewRequest } from '../pipelines/request.ts';
import { croppedTaps, windowOf, type Window } from '../pipelines/steps/windows.ts';
import { quantize, type IntegerSamples, type Raster } from '../base/raster.ts';
import { areaTapsAround } from '../resample/taps/area.ts';
import { hasEmptyOutput, type AxisTaps } from '../resample/taps/taps.ts';

/** A view and its antialiased reference, over the outputs that are made of source samples alone. */
export interface AntialiasedComparison {
  /** The rectangle of the view that is compared: all of it, less its padding. */
  inside: Window;
  /** The machine's own samples there. */
  exact: Raster;
  /** The source as it is compared: over black where the sampler mixes by alpha. */
  seen: Raster;
  /** Mean and variance of `seen` over the cell of each output. */
  moments: Moments;
  /** The view's own tables there. */
  tables: ToldTables;
}

/** What views of one source share: means and variances of its cells. */
export interface AntialiasedMemo {
  moments: { data: Raster['data']; columns: AxisTaps; rows: AxisTaps; moments: Moments }[];
}

/** A memo that knows nothing; of use for views of one source alone. */
export function newAntialiasedMemo(): AntialiasedMemo {
  return { moments: [] };
}

function momentsOf(
  seen: Raster,
  columns: AxisTaps,
  rows: AxisTaps,
  memo?: AntialiasedMemo,
): Moments {
  const known = memo?.moments.find(
    (one) => one.data === seen.data && isSame(one.columns, columns) && isSame(one.rows, rows),
  );
  if (known !== undefined) return known.moments;
  const moments = cellMoments(seen, columns, rows);
  memo?.moments.push({ data: seen.data, columns, rows, moments });
  return moments;
}

/** Whether both tables read the same samples with the same weights. */
export function isSame(a: AxisTaps, b: AxisTaps): boolean {
  return (
    a.srcSize === b.srcSize &&
    a.dstSize === b.dstSize &&
    a.indices.length === b.indices.length &&
    a.offsets.every((offset, i) => offset === b.offsets[i]) &&
    a.indices.every((index, i) => index === b.indices[i]) &&
    a.weights.every((weight, i) => weight === b.weights[i])
  );
}

/** What view `applied` is compared with; null where it is padding only. */
export function compareToAntialiased(
  { view, raster, source }: AppliedPart,
  byAlpha: boolean,
  memo?: AntialiasedMemo,
): AntialiasedComparison | null {
  const { x, y, frame } = view;
  const inside = completeWindow(x, y);
  const tapsX = croppedTaps(x, inside.left, inside.width);
  const tapsY = croppedTaps(y, inside.top, inside.height);
  if (hasEmptyOutput(tapsX) || hasEmptyOutput(tapsY)) return null;
  const cut = windowOf(raster, inside, [0]);
  const mixed = byAlpha && source.channels === 4 && cut.channels === 4;
  const seen = mixed ? overBlack(source) : source;
  const ratioX = frame.width / view.width;
  const ratioY = frame.height / view.height;
  const [columns, rows] = [areaTapsAround(tapsX, ratioX), areaTapsAround(tapsY, ratioY)];
  const moments = momentsOf(seen, columns, rows, memo);
  const tables = { x: tapsX, y: tapsY, ratioX, ratioY };
  return { inside, exact: mixed ? overBlack(cut) : cut, seen, moments, tables };
}

/**
 * The same over white, over black where it is not yet, and over the checkerboard of viewers, for what
 * appears only when alpha is mixed in; none of a picture without alpha. `viewOf`: what the machine makes
 * of another raster of that shape, for a checkerboard is resized with the picture.
 */
export function compositesOf(
  { raster, source }: AppliedPart,
  byAlpha: boolean,
  { inside, tables }: AntialiasedComparison,
  viewOf: (source: Raster) => Raster,
): Omit<AntialiasedComparison, 'inside' | 'tables'>[] {
  const cut = windowOf(raster, inside, [0]);
  if (cut.channels !== 4 || !hasTransparency(source)) return [];
  const { x, y, ratioX, ratioY } = tables;
  const [columns, rows] = [areaTapsAround(x, ratioX), areaTapsAround(y, ratioY)];
  const composite = (seen: Raster, exact: Raster) => {
    return { exact, seen, moments: cellMoments(seen, columns, rows) };
  };
  const board = overCheckerboard(source);
  return [
    ...(byAlpha ? [overWhite] : [overBlack, overWhite]).map((over) =>
      composite(over(source), over(cut)),
    ),
    composite(board, windowOf(viewOf(board), inside, [0])),
  ];
}

/**
 * The antialiased view of `source` at `request`: every output is the mean of the source over its own
 * cell. Padding and alpha are the machine's own. In the source's sample type; throws as analyzeView.
 */
export function antialiasedView(
  source: Raster<IntegerSamples>,
  request: ViewRequest,
): Raster<IntegerSamples> {
  const pipeline = pipelineOf(request);
  const applied = applyPart(pipeline, source, sizeOf(request), request.part ?? 0);
  const compared = compareToAntialiased(applied, samplersOf(pipeline.steps).some(mixesByAlpha));
  const { width, height, channels, data } = applied.raster;
  const out = Float64Array.from(data);
  if (compared !== null) {
    const { inside, moments } = compared;
    const codes = applied.source.data instanceof Uint16Array ? 65535 / 255 : 1;
    const colors = Math.min(3, channels);
    for (let row = 0; row < inside.height; row++) {
      for (let column = 0; column < inside.width; column++) {
        const to = ((inside.top + row) * width + inside.left + column) * channels;
        const from = (row * moments.width + column) * moments.channels;
        for (let c = 0; c < colors; c++) out[to + c] = moments.mean[from + c] * codes;
      }
    }
  }
  const depth = applied.source.data instanceof Uint16Array ? 'uint16' : 'uint8';
  return quantize({ width, height, channels, data: out }, depth);
}
