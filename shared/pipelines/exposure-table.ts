/** The exposure of many pipelines at one source size, the most exposed first. */
import { toErrorBody, UserError, type ErrorBody } from '../base/errors.ts';
import {
  EXPOSURE_SCHEMA,
  EXPOSURE_VERDICTS,
  exposureOf,
  severityOf,
  type Exposure,
  type ExposureVerdict,
  type HalfWeights,
  type Severity,
} from './exposure.ts';
import type { Pipeline } from './steps/format.ts';
import { viewsOf } from './pipeline.ts';
import type { Size } from '../base/raster.ts';
import type { SourceShape } from '../resample/taps/plan.ts';

/** The exposure of a pipeline: of its most exposed view, where it makes several. */
export interface ViewExposure extends Exposure {
  /** Size of that view, what it is called, and of how many views. */
  width: number;
  height: number;
  view: string;
  views: number;
}

export interface ExposureRow {
  pipeline: string;
  title: string;
  /** Null where the pipeline cannot take the source: `error` says why. */
  exposure: ViewExposure | null;
  error: ErrorBody | null;
}

export interface ExposureTable {
  schema: typeof EXPOSURE_SCHEMA;
  version: string;
  source: Size;
  /** The size asked for; null: each pipeline's own. */
  target: Size | null;
  rows: ExposureRow[];
}

/** An RGB file of 8 bits: tap tables do not depend on more than its size. */
export function sourceOf({ width, height }: Size): SourceShape {
  return { width, height, channels: 3, dtype: 'uint8' };
}

const LATE = ' is so large that there was no time for this pipeline';

/** The exposure of `pipeline`; `counted` as exposureOf takes it. Throws UserError `invalid-argument` as viewsOf does. */
export function exposureOfPipeline(
  pipeline: Pipeline,
  source: Size,
  target?: Size,
  counted: HalfWeights[] = [],
): ViewExposure {
  const views = viewsOf(pipeline, sourceOf(source), target);
  const severities = views.map(severityOf);
  const worst = severities.reduce((most, one) => (compareSeverity(one, most) < 0 ? one : most));
  // Only of the worst it is counted how many pixels are to change.
  const exposures = views
    .filter((_, i) => compareSeverity(severities[i], worst) === 0)
    .map((view) => ({
      ...exposureOf(view, counted),
      width: view.width,
      height: view.height,
      view: view.name,
      views: views.length,
    }));
  return exposures.reduce((most, one) => (compareExposure(one, most) < 0 ? one : most));
}

/**
 * The table of `pipelines`. A target size holds for those whose size is free; the others keep
 * theirs. What a pipeline cannot take is a row with an error, and so is what was not reached before
 * `isLate` says that there is no more time: tables of very large sources take their time.
 */
export function exposureTable(
  pipelines: readonly Pipeline[],
  source: Size,
  target: Size | undefined,
  version: string,
  isLate: () => boolean = () => false,
): ExposureTable {
  // Many models are fed alike.
  const known = new Map<string, ViewExposure>();
  const counted: HalfWeights[] = [];
  const rows = pipelines.map((pipeline): ExposureRow => {
    const { id, title, sizeIsFree } = pipeline;
    try {
      if (isLate()) throw new UserError('too-large', `${source.width}x${source.height}${LATE}`);
      const key = JSON.stringify([pipeline.steps, sizeIsFree || pipeline.defaultSize]);
      const exposure =
        known.get(key) ??
        exposureOfPipeline(pipeline, source, sizeIsFree ? target : undefined, counted);
      known.set(key, exposure);
      return { pipeline: id, title, exposure, error: null };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { pipeline: id, title, exposure: null, error: toErrorBody(error) };
    }
  });
  rows.sort((a, b) => {
    if (a.exposure === null || b.exposure === null) {
      return Number(a.exposure === null) - Number(b.exposure === null);
    }
    return compareExposure(a.exposure, b.exposure);
  });
  return { schema: EXPOSURE_SCHEMA, version, source, target: target ?? null, rows };
}

/** The most exposed first: by verdict, then by concentration, then by the least share to change. */
function compareExposure(a: Exposure, b: Exposure): number {
  return compareSeverity(a, b) || a.leastShare - b.leastShare;
}

function compareSeverity(a: Severity, b: Severity): number {
  return rank(b.verdict) - rank(a.verdict) || b.weightConcentration - a.weightConcentration;
}

function rank(verdict: ExposureVerdict): number {
  return EXPOSURE_VERDICTS.indexOf(verdict);
}

/** The rows whose verdict is `limit` or worse: what a gate refuses. */
export function rowsAtLeast(table: ExposureTable, limit: ExposureVerdict): ExposureRow[] {
  return table.rows.filter(
    ({ exposure }) => exposure !== null && rank(exposure.verdict) >= rank(limit),
  );
}
