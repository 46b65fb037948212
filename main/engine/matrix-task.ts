/** Who sees what, inside an engine: one pipeline after the other, and an ear for its host between. */
import { setImmediate } from 'node:timers/promises';
import { UserError } from '../../shared/errors.ts';
import { MATRIX_SCHEMA, type MatrixResult } from '../../shared/matrix/result.ts';
import { thumbnailOf } from '../../shared/matrix/thumbnail.ts';
import { matrixRequests, whoSeesWhat } from '../../shared/matrix/who-sees-what.ts';
import { allPipelines } from '../../shared/pipelines/pipeline.ts';
import type { IntegerSamples, Raster } from '../../shared/raster.ts';
import type { MatrixOrder, Progress } from './service.ts';

/** The matrix of `raster`. Throws UserError `cancelled` soon after `signal` fires. */
export async function matrixOf(
  raster: Raster<IntegerSamples>,
  { sizes, presets }: MatrixOrder,
  progress: Progress,
  signal: AbortSignal | undefined,
): Promise<MatrixResult> {
  const started = performance.now();
  const pipelines = allPipelines().filter(({ sizeIsFree }) => sizeIsFree || presets);
  const run = whoSeesWhat(raster, matrixRequests(pipelines, sizes));
  let step = run.next();
  while (step.done !== true) {
    progress(step.value.pipeline, step.value.done / step.value.total);
    await setImmediate();
    if (signal?.aborted) throw new UserError('cancelled', 'The comparison was cancelled');
    step = run.next();
  }
  const { rows, refused, views } = step.value;
  return {
    schema: MATRIX_SCHEMA,
    rows: rows.map(({ picture, ...row }) => {
      const { width, height, rgba } = thumbnailOf(picture);
      const base64 = Buffer.from(rgba).toString('base64');
      return { ...row, thumbnail: { width, height, rgba: base64 } };
    }),
    refused,
    views,
    elapsedMs: performance.now() - started,
  };
}
