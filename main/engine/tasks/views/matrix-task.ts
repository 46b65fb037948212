/**
 * Who sees what, inside an engine: pictures are planned one pipeline after the other, and measured
 * meanwhile by as many threads as there are cores.
 */
import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { UserError } from '../../../../shared/base/errors.ts';
import {
  MATRIX_SCHEMA,
  type MatrixResult,
  type Thumbnail,
} from '../../../../shared/matrix/result.ts';
import type { SmallPicture } from '../../../../shared/matrix/thumbnail.ts';
import {
  byPlanes,
  matrixRequests,
  pictureRows,
  planMatrix,
  whoSeesWhat,
  type MatrixRequest,
  type MeasuredPicture,
  type PictureRows,
} from '../../../../shared/matrix/who-sees-what.ts';
import { allPipelines } from '../../../../shared/pipelines/pipeline.ts';
import type { IntegerSamples, Raster } from '../../../../shared/base/raster.ts';
import { MatrixThreads } from './matrix-threads.ts';
import type { MatrixOrder, OpenedImage, Progress } from '../../images/orders.ts';
import type { TaskContext } from '../../images/task.ts';

/** Source pixels from which threads save more than they take to start: of samplers alone, and of presets too. */
const WORTH_THREADS = { samplers: 8e6, presets: 2e6 };

const MOST_THREADS = 8;

/** Share of the progress that planning is. */
const PLANNING = 0.2;

/** Share from which on only the grouping of what was measured is left. */
const GROUPING_FROM = 0.98;

/** The matrix of an opened image. */
export async function run(
  { image, order }: { image: OpenedImage; order: MatrixOrder },
  { images, progress, signal }: TaskContext,
): Promise<MatrixResult> {
  const { raster } = await images.raster(image);
  return matrixOf(raster, order, progress, signal);
}

/**
 * The matrix of `raster`. Throws UserError `cancelled` soon after `signal` fires. `threads`: how
 * many measure; default: what is worth it.
 */
export async function matrixOf(
  raster: Raster<IntegerSamples>,
  { sizes, presets }: MatrixOrder,
  progress: Progress,
  signal: AbortSignal | undefined,
  threads = threadsFor(raster, presets),
): Promise<MatrixResult> {
  const started = performance.now();
  const pipelines = allPipelines().filter(({ sizeIsFree }) => sizeIsFree || presets);
  const requests = matrixRequests(pipelines, sizes);
  const compare = threads > 1 ? inThreads : inTurn;
  const resultOf = ({ rows, refused, views }: PictureRows): MatrixResult => ({
    schema: MATRIX_SCHEMA,
    rows: rows.map(({ picture, ...row }) => ({ ...row, thumbnail: encoded(picture.thumbnail()) })),
    ...{ refused, views },
    elapsedMs: performance.now() - started,
  });
  let next = 0;
  const tell: Tell = (stage, fraction, measured) => {
    if (measured.length === 0 || performance.now() < next) {
      progress(stage, fraction);
      return;
    }
    progress(stage, fraction, resultOf(pictureRows(measured, requests, [])));
    next = performance.now() + SO_FAR_MS;
  };
  return resultOf(await compare(raster, requests, tell, signal, threads));
}

/** Tells how far it is, and what is measured so far. */
type Tell = (stage: string, fraction: number, measured: readonly MeasuredPicture[]) => void;

/** Time between what is told so far and the next of it. */
const SO_FAR_MS = 700;

function encoded({ width, height, rgba }: SmallPicture): Thumbnail {
  return { width, height, rgba: Buffer.from(rgba).toString('base64') };
}

function threadsFor({ width, height }: Raster, presets: boolean): number {
  const least = presets ? WORTH_THREADS.presets : WORTH_THREADS.samplers;
  return width * height < least ? 1 : Math.min(MOST_THREADS, availableParallelism());
}

async function inTurn(
  raster: Raster<IntegerSamples>,
  requests: readonly MatrixRequest[],
  tell: Tell,
  signal: AbortSignal | undefined,
): Promise<PictureRows> {
  const run = whoSeesWhat(raster, requests);
  let step = run.next();
  for (; step.done !== true; step = run.next()) {
    const { pipeline, done, total, measured } = step.value;
    tell(pipeline, done / total, measured);
    await listen(signal);
  }
  return step.value;
}

async function inThreads(
  raster: Raster<IntegerSamples>,
  requests: readonly MatrixRequest[],
  told: Tell,
  signal: AbortSignal | undefined,
  count: number,
): Promise<PictureRows> {
  let planned = 0;
  let done = 0;
  let known = 0;
  let stage = '';
  let share = 0;
  const soFar: MeasuredPicture[] = [];
  const tell = () => {
    const measured = known === 0 ? 0 : done / known;
    // More to measure becomes known on the way; what was told is never taken back.
    share = Math.max(share, planned * (PLANNING + (1 - PLANNING) * measured) * GROUPING_FROM);
    told(stage, share, soFar);
  };
  const threads = new MatrixThreads(count);
  const aborted = Promise.withResolvers<never>();
  aborted.promise.catch(() => undefined);
  const abort = () => aborted.reject(cancelled());
  signal?.addEventListener('abort', abort);
  try {
    const batches: Promise<MeasuredPicture[]>[] = [];
    const planning = planMatrix(raster, requests);
    let step = planning.next();
    for (; step.done !== true; step = planning.next()) {
      const { pictures, pipeline, done: requestsDone, total } = step.value;
      known += pictures.length;
      for (const [planes, of] of byPlanes(pictures)) {
        const orders = of.map(({ order }) => order);
        const batch = threads
          .measure(planes, orders, (place, measurement) => {
            soFar.push({ ...of[place], ...measurement });
            done++;
            tell();
          })
          .then((all) => of.map((picture, i) => ({ ...picture, ...all[i] })));
        batch.catch(() => undefined); // awaited below, with the others
        batches.push(batch);
      }
      stage = pipeline;
      planned = (requestsDone + 1) / total;
      tell();
      await listen(signal);
    }
    const measured = await Promise.race([Promise.all(batches), aborted.promise]);
    return pictureRows(measured.flat(), requests, step.value);
  } finally {
    signal?.removeEventListener('abort', abort);
    await threads.close();
  }
}

/** Lets messages in, and throws when one of them was to cancel. */
async function listen(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  if (signal?.aborted) throw cancelled();
}

function cancelled(): UserError {
  return new UserError('cancelled', 'The comparison was cancelled');
}
