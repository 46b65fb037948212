/**
 * How far the machine view is from the antialiased view over a range of sizes (the paper's Figure 4):
 * at the size of an attack the curve has a spike, a size to either side it is nearly gone.
 *
 * Every size is resized exactly as its pipeline does. It is then compared on at most MOST_ROWS rows of
 * the view, one of each of equal stretches, so that a size costs the moments of those rows only; the
 * figures are estimates of those of the whole view (shared/analyze/analyze.ts), and exact up to that height.
 */
import { mixesByAlpha } from '../loaders/alpha.ts';
import { disagreementOf } from '../cells/disagreement.ts';
import { UserError } from '../base/errors.ts';
import { compareToAntialiased } from './antialiased-view.ts';
import { measuredOutputs, pickOutputs } from '../matrix/sampled-outputs.ts';
import { applyPart, samplersOf, type AppliedPart } from '../pipelines/pipeline.ts';
import { pipelineOf, type ViewRequest } from '../pipelines/request.ts';
import type { IntegerSamples, Raster, Size } from '../base/raster.ts';
import { FIRST_LOOK, type Bands } from '../verdict/thresholds.ts';
import { isAnotherPicture } from '../verdict/view-bands.ts';

/** Which sizes: side times 1 across, times `aspect` down. */
export interface SweepOrder {
  pipeline: Pick<ViewRequest, 'pipeline' | 'preset'>;
  sides: readonly number[];
  /** Height over width of every size; 1: squares. */
  aspect: number;
}

export interface SweepPoint extends Size {
  /** Root mean square difference to the antialiased view, in grey levels. */
  rms: number;
  /** Its square over what the image's own detail explains; about 1 or less where nothing is hidden. */
  normalised: number;
  /** The channel of `normalised`. */
  channel: string;
}

/** Rows of a view that are compared, at most. */
export const MOST_ROWS = 96;

/** The most sizes of one sweep. */
export const MOST_SIZES = 2048;

/** The sides from..to, `step` apart. Throws UserError `invalid-argument`. */
export function sweepSides(from: number, to: number, step = 1): number[] {
  const count = Math.floor((to - from) / step) + 1;
  if (!(from >= 1 && step >= 1 && count >= 1 && count <= MOST_SIZES)) {
    throw new UserError(
      'invalid-argument',
      `A sweep goes from one size up to a larger one and has at most ${MOST_SIZES} sizes. ` +
        `${from} to ${to} in steps of ${step} does not fit. Choose another range or step.`,
    );
  }
  return Array.from({ length: count }, (_, i) => from + i * step);
}

/** One point for each side of `order`, as it is made. Throws what applyPart throws. */
export function* sweep(
  source: Raster<IntegerSamples>,
  { pipeline: request, sides, aspect }: SweepOrder,
): Generator<SweepPoint> {
  const pipeline = pipelineOf(request);
  if (!pipeline.sizeIsFree) {
    throw new UserError(
      'invalid-argument',
      `${pipeline.id} fixes its own size, so there is nothing to sweep. Choose a bare sampler.`,
    );
  }
  const byAlpha = samplersOf(pipeline.steps).some(mixesByAlpha);
  for (const side of sides) {
    const size = { width: side, height: Math.max(1, Math.round(side * aspect)) };
    const compared = compareToAntialiased(someRows(applyPart(pipeline, source, size)), byAlpha);
    const { rms, normalised, channel } =
      compared === null
        ? { rms: 0, normalised: 0, channel: 'gray' }
        : disagreementOf(compared.exact, compared.moments, compared.seen);
    yield { ...size, rms, normalised, channel };
  }
}

/** The view cut down to the rows that are compared; its size stays, which the cells are made by. */
function someRows(applied: AppliedPart): AppliedPart {
  const { view, raster } = applied;
  if (view.height <= MOST_ROWS) return applied;
  const rows = measuredOutputs(view.height, MOST_ROWS);
  const line = raster.width * raster.channels;
  const data = raster.data.slice(0, rows.length * line);
  rows.forEach((row, i) => data.set(raster.data.subarray(row * line, (row + 1) * line), i * line));
  return {
    ...applied,
    view: { ...view, y: pickOutputs(view.y, rows, 0) },
    raster: { ...raster, height: rows.length, data },
  };
}

/** The points that stand above both neighbors and are another picture, best first. */
export function spikesOf(points: readonly SweepPoint[], bands: Bands = FIRST_LOOK): SweepPoint[] {
  return points
    .filter(
      ({ normalised }, i) =>
        isAnotherPicture(normalised, bands) &&
        normalised > (points[i - 1]?.normalised ?? 0) &&
        normalised >= (points[i + 1]?.normalised ?? 0),
    )
    .sort((a, b) => b.normalised - a.normalised);
}
