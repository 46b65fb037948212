/**
 * What each view of a cleaned picture still receives of what was hidden, measured over its cells with
 * the untouched pixels of the source as the reference (sanitize/cell-test.ts).
 *
 *   hidden share   over the cells that departed before, with R the mean of each cell's untouched
 *                  pixels in the source:
 *                  max(0, sum (after - R)(before - R) / sum (before - R)²)
 *                  The part of the machine's departure that is still there: 1 all of it, 0 none
 *   departing      share of a view's cells that lie in a window that fails the cell test, 0..1
 *   unmeasured     cells without any untouched pixel: nothing says what they should show
 */
import { viewsOf, type PipelineView } from '../pipelines/pipeline.ts';
import type { IntegerSamples, Raster } from '../base/raster.ts';
import { shapeOf } from '../resample/resize.ts';
import { departingCells, sampleCells, seenBy, type CellSamples } from './cell-test.ts';
import { readPixelsOf, type ReadPixels } from './read-pixels.ts';
import { attackableViews, type SanitizeTarget } from './sanitize.ts';

/** Up to this hidden share a view counts as clean. */
export const MOST_HIDDEN_SHARE = 0.02;

/** A view with a larger share of unmeasured cells is not measured: a picture may hide among them. */
export const MOST_UNMEASURED_SHARE = 0.25;

/** One view before and after. Numbers are null where no cell can be measured. */
export interface CertifiedView {
  pipeline: string;
  width: number;
  height: number;
  name: string;
  /** Outputs that show some of the picture (padding does not), and those that cannot be measured. */
  cells: number;
  unmeasured: number;
  /**
   * Why there is no hidden share: more than a quarter of the cells have no untouched pixel, or the
   * cleaned picture, made smaller, has no such view. Null where it is measured.
   */
  notMeasured: null | 'all-read' | 'no-such-view';
  /** Root mean square distance to the untouched pixels, in grey levels. */
  rmsBefore: number | null;
  rmsAfter: number | null;
  departingBefore: number | null;
  departingAfter: number | null;
  /** Null where nothing was hidden, or it is not measured. */
  hiddenShare: number | null;
}

/** The views of `targets` on `source` before and on `cleaned` after, but for those that hide nothing. */
export function certifyViews(
  source: Raster<IntegerSamples>,
  cleaned: Raster<IntegerSamples>,
  targets: readonly SanitizeTarget[],
): CertifiedView[] {
  const read = readPixelsOf(attackableViews(source, targets), source);
  return targets.flatMap((target) => {
    const { pipeline, size } = target;
    const isAttackable = new Set(attackableViews(source, [target]).map(placeOf));
    const after = viewsOf(pipeline, shapeOf(cleaned), size);
    return viewsOf(pipeline, shapeOf(source), size).flatMap((view, i) =>
      isAttackable.has(placeOf(view))
        ? [certifyView(pipeline.id, source, cleaned, view, after.at(i) ?? null, read)]
        : [],
    );
  });
}

/** How many views `targets` have on `source`, those that hide nothing among them. */
export function countViews(
  source: Raster<IntegerSamples>,
  targets: readonly SanitizeTarget[],
): number {
  return targets.reduce(
    (count, { pipeline, size }) => count + viewsOf(pipeline, shapeOf(source), size).length,
    0,
  );
}

function placeOf({ name, frame }: PipelineView): string {
  return `${name} ${frame.x} ${frame.y} ${frame.width} ${frame.height}`;
}

function certifyView(
  pipeline: string,
  source: Raster<IntegerSamples>,
  cleaned: Raster<IntegerSamples>,
  view: PipelineView,
  viewAfter: PipelineView | null,
  read: ReadPixels,
): CertifiedView {
  const cells = sampleCells(view, source, read);
  const { name, width, height } = view;
  const place = { pipeline, width, height, name };
  const isThere = viewAfter !== null && isCounterpart(view, viewAfter);
  const after = isThere
    ? seenBy(viewAfter, cleaned)
    : new Float64Array(cells.seen.length).fill(NaN);
  const departing = departingCells(cells);
  const { known, unknown, ...sums } = compareCells(cells, after, departing);
  const count = (known + unknown) / cells.channels;
  const unmeasured = unknown / cells.channels;
  const isAllRead = unmeasured > MOST_UNMEASURED_SHARE * count;
  const notMeasured = isThere ? (isAllRead ? 'all-read' : null) : 'no-such-view';
  const ofKnown = <T>(value: T) => (known === 0 ? null : value);
  return {
    ...place,
    cells: count,
    unmeasured,
    notMeasured,
    rmsBefore: ofKnown(Math.sqrt(sums.squaresBefore / known)),
    rmsAfter: ofKnown(Math.sqrt(sums.squaresAfter / known)),
    departingBefore: ofKnown(shareOf(departing)),
    departingAfter: ofKnown(shareOf(departingCells({ ...cells, seen: after }))),
    hiddenShare:
      notMeasured === null && sums.hidden > 0 ? Math.max(0, sums.kept / sums.hidden) : null,
  };
}

/** A picture that was shrunk may be cut into other tiles, or make views of other sizes. */
function isCounterpart(before: PipelineView, after: PipelineView): boolean {
  const isSame = (key: 'x' | 'y') => {
    const side = key === 'x' ? 'width' : 'height';
    const [from, to] = [before, after].map(({ frame, [key]: { srcSize } }) => ({
      start: frame[key] / srcSize,
      share: frame[side] / srcSize,
    }));
    const pixels = 2 / Math.min(before[key].srcSize, after[key].srcSize);
    return Math.abs(from.start - to.start) <= pixels && Math.abs(from.share - to.share) <= pixels;
  };
  const isSameSize = before.width === after.width && before.height === after.height;
  return isSameSize && isSame('x') && isSame('y');
}

/** Sums over all samples of a view, and of the known ones. */
function compareCells({ seen, expected }: CellSamples, after: Float64Array, departing: Uint8Array) {
  const sums = { hidden: 0, kept: 0, squaresBefore: 0, squaresAfter: 0, known: 0, unknown: 0 };
  for (let i = 0; i < seen.length; i++) {
    if (Number.isNaN(seen[i])) continue;
    const was = seen[i] - expected[i];
    const is = after[i] - expected[i];
    if (Number.isNaN(was) || Number.isNaN(is)) {
      sums.unknown++;
      continue;
    }
    sums.known++;
    sums.squaresBefore += was * was;
    sums.squaresAfter += is * is;
    if (departing[i] === 0) continue;
    sums.hidden += was * was;
    sums.kept += was * is;
  }
  return sums;
}

function shareOf(marks: Uint8Array): number {
  return marks.reduce((sum, mark) => sum + mark, 0) / marks.length;
}

/** What a view is called in sentences. */
export function placeText({ pipeline, width, height, name }: CertifiedView): string {
  return `${pipeline} at ${width}x${height}${name === 'whole' ? '' : ` (${name})`}`;
}

/** Why a view is not measured, as a sentence; null where it is. */
export function notMeasuredReason(view: CertifiedView): string | null {
  if (view.notMeasured === null) return null;
  const at = placeText(view);
  return view.notMeasured === 'no-such-view'
    ? `${at}: the cleaned picture has no such view, so the remainder cannot be measured.`
    : `${at}: the remainder cannot be measured in ${unmeasuredText(view)}.`;
}

/** In how many cells, and why. */
export function unmeasuredText({ unmeasured, cells }: CertifiedView): string {
  return `${percent(unmeasured / cells)} of its cells, where every pixel is read`;
}

/** `share` as a percentage, with a digit more below ten. */
export function percent(share: number): string {
  const value = share * 100;
  return `${value.toFixed(value !== 0 && value < 9.95 ? 1 : 0)} %`;
}
