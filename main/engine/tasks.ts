/** The tasks of an engine, each from its input to its output. */
import { findingOf } from '../../shared/analyze.ts';
import { setImmediate } from 'node:timers/promises';
import {
  MAX_SAMPLE_PIXELS,
  type FoundPicture,
  type MachineView,
  type SampleValues,
} from '../../shared/contract.ts';
import { UserError } from '../../shared/errors.ts';
import { exposureTable, type ExposureTable } from '../../shared/exposure-table.ts';
import type { Finding, Region } from '../../shared/finding.ts';
import { histogramOf, type Histogram } from '../../shared/histogram.ts';
import type { MatrixResult } from '../../shared/matrix/result.ts';
import {
  compareWithPublished,
  type ComparatorEvidence,
} from '../../shared/detect/published/comparators.ts';
import { sweep, type SweepPoint } from '../../shared/sweep.ts';
import { allPipelines } from '../../shared/pipelines/pipeline.ts';
import type { Raster } from '../../shared/raster.ts';
import { classify } from '../labels/classify.ts';
import { labelViews, type LabelViews } from '../labels/label-views.ts';
import { engineVersion, version } from '../package-root.ts';
import { hashSamples } from './decode.ts';
import { craftFiles } from './craft-files.ts';
import { drawPicture } from './draw-task.ts';
import { examineSource } from './examine-task.ts';
import { rasterShape, type Images } from './images.ts';
import { matrixOf } from './matrix-task.ts';
import { sanitizeFile } from './sanitize-file.ts';
import type { Task, TaskOf, TaskOutput } from './protocol.ts';
import type { OpenedImage, Progress, Survey, Tile, WrittenFile } from './service.ts';
import { surveyOf } from './survey-task.ts';
import { combsOf, spectrumPictureOf, spectrumReportOf } from './spectrum-task.ts';
import { writePicture } from './write-picture.ts';

/**
 * Runs `task` on the images of this engine; long tasks heed `signal`. Throws UserError for what the
 * person can act on.
 */
export function runTask(
  images: Images,
  task: Task,
  progress: Progress,
  signal?: AbortSignal,
): Promise<TaskOutput> {
  switch (task.kind) {
    case 'open':
      return open(images, task);
    case 'view':
      return view(images, task);
    case 'tile':
      return tile(images, task);
    case 'samples':
      return samples(images, task);
    case 'inspect':
      return inspect(images, task, progress, signal);
    case 'examine':
      return examineSource(images, task, signal).then(({ finding }) => finding);
    case 'survey':
      return survey(images, task, signal);
    case 'found':
      return found(images, task);
    case 'matrix':
      return matrix(images, task, progress, signal);
    case 'spectrum':
      return spectrumReportOf(images, task);
    case 'spectrum-picture':
      return spectrumPictureOf(images, task);
    case 'combs':
      return combsOf(images, task);
    case 'sweep':
      return sweepPoints(images, task, signal);
    case 'comparators':
      return comparators(images, task);
    case 'draw':
      return drawPicture(images, task, signal);
    case 'digest':
      return images.raster(task.image).then(({ raster }) => hashSamples(raster));
    case 'histogram':
      return histogram(images, task);
    case 'exposure':
      return exposure(task);
    case 'resize':
      return resize(images, task, signal);
    case 'writeFound':
      return writeFound(images, task, signal);
    case 'sanitize':
      return sanitizeFile(task.source, task.order, images, progress, signal);
    case 'craft':
      return craftFiles(task.order, (source) => images.open(source), version, progress, signal);
    case 'label-views':
      return viewsToLabel(images, task);
    case 'classify':
      return classify(task.classifier, task.pictures);
  }
}

async function open(images: Images, { source }: TaskOf<'open'>): Promise<OpenedImage> {
  const started = performance.now();
  const { facts, raster, pyramid } = await images.open(source);
  const decodeMs = performance.now() - started;
  return { source, facts, raster: rasterShape(raster), levels: pyramid.levels, decodeMs };
}

async function view(images: Images, task: TaskOf<'view'>): Promise<MachineView> {
  const started = performance.now();
  const { machine, evidence, pyramid, ...place } = await images.view(task.image, task.view);
  const elapsedMs = performance.now() - started;
  const raster = rasterShape(machine);
  return { ...evidence, ...place, raster, levels: pyramid.levels, elapsedMs };
}

async function tile(images: Images, task: TaskOf<'tile'>): Promise<Tile> {
  const { pyramid } = await images.pixels(task.image, task.of);
  const { level, col, row } = task.tile;
  try {
    return pyramid.tile(level, col, row);
  } catch (error) {
    if (error instanceof RangeError) throw new UserError('invalid-argument', error.message);
    throw error;
  }
}

async function samples(images: Images, task: TaskOf<'samples'>): Promise<SampleValues> {
  const { raster } = await images.pixels(task.image, task.view);
  return cutSamples(raster, task.region);
}

/** The values of `region` at their own depth. Throws UserError `invalid-argument`. */
function cutSamples(raster: Raster, { x, y, width, height }: Region): SampleValues {
  const inside = Math.min(x, y) >= 0 && x + width <= raster.width && y + height <= raster.height;
  if (!inside || !(width > 0 && height > 0) || width * height > MAX_SAMPLE_PIXELS) {
    throw new UserError(
      'invalid-argument',
      `Expected a region of at most ${MAX_SAMPLE_PIXELS} pixels inside ` +
        `${raster.width}x${raster.height} but received ${width}x${height} at ${x},${y}`,
    );
  }
  const { channels, data } = raster;
  const values: number[] = [];
  for (let row = y; row < y + height; row++) {
    const from = (row * raster.width + x) * channels;
    for (let i = from; i < from + width * channels; i++) values.push(data[i]);
  }
  return { x, y, width, height, channels, values };
}

async function inspect(
  images: Images,
  { image, view }: TaskOf<'inspect'>,
  progress: Progress,
  signal?: AbortSignal,
): Promise<Finding> {
  const started = performance.now();
  /** Says what comes next, and stops where nobody waits for it any more. */
  const heed = async (stage: string, fraction: number): Promise<void> => {
    progress(stage, fraction);
    await setImmediate();
    if (signal?.aborted) throw new UserError('cancelled', 'The inspection was cancelled');
  };
  await heed('decode', 0);
  const { facts, raster } = await images.raster(image);
  const searched = await images.search(image, ({ stage, fraction }) =>
    heed(stage, 0.1 + 0.8 * fraction),
  );
  await heed('verdict', 0.9);
  const viewed = view === null ? null : (await images.view(image, view)).evidence;
  const examined = { facts, source: rasterShape(raster), searched, viewed };
  const elapsedMs = performance.now() - started;
  return findingOf(examined, engineVersion, elapsedMs, image.source.thresholds);
}

async function survey(
  images: Images,
  { source, view }: TaskOf<'survey'>,
  signal?: AbortSignal,
): Promise<Survey> {
  const { finding, image } = await examineSource(images, { source, view }, signal);
  return surveyOf(image, finding, view);
}

async function found(images: Images, { image, picture }: TaskOf<'found'>): Promise<FoundPicture> {
  const { raster, pyramid } = await images.found(image, picture);
  const [{ width, height, crop }] = (await images.search(image)).targets;
  return {
    kind: picture,
    target: { width, height },
    frame: crop,
    raster: rasterShape(raster),
    levels: pyramid.levels,
  };
}

async function matrix(
  images: Images,
  { image, order }: TaskOf<'matrix'>,
  progress: Progress,
  signal?: AbortSignal,
): Promise<MatrixResult> {
  const { raster } = await images.raster(image);
  return matrixOf(raster, order, progress, signal);
}

async function viewsToLabel(
  images: Images,
  { image, view }: TaskOf<'label-views'>,
): Promise<LabelViews> {
  const { raster } = await images.raster(image);
  return labelViews(raster, view);
}

async function sweepPoints(
  images: Images,
  { image, order }: TaskOf<'sweep'>,
  signal?: AbortSignal,
): Promise<SweepPoint[]> {
  const { raster } = await images.raster(image);
  const points: SweepPoint[] = [];
  for (const point of sweep(raster, order)) {
    points.push(point);
    await setImmediate();
    if (signal?.aborted) throw new UserError('cancelled', 'The sweep was cancelled');
  }
  return points;
}

async function comparators(
  images: Images,
  { image, target, sampler }: TaskOf<'comparators'>,
): Promise<ComparatorEvidence[]> {
  const { raster } = await images.raster(image);
  return compareWithPublished(raster, target, sampler);
}

async function histogram(images: Images, { image, view }: TaskOf<'histogram'>): Promise<Histogram> {
  return histogramOf((await images.pixels(image, view)).raster);
}

async function exposure({ source, target }: TaskOf<'exposure'>): Promise<ExposureTable> {
  return exposureTable(allPipelines(), source, target ?? undefined, version);
}

async function resize(
  images: Images,
  task: TaskOf<'resize'>,
  signal?: AbortSignal,
): Promise<WrittenFile> {
  const { image, view, output } = task;
  const { machine, name, parts } = await images.plainView(image, view);
  const part = parts === 1 ? '' : ` ${name}`;
  const text = { Pipeline: `${view.pipeline} ${machine.width}x${machine.height}${part}` };
  return writePicture(image, machine, text, output, signal);
}

async function writeFound(
  images: Images,
  { image, picture, output }: TaskOf<'writeFound'>,
  signal?: AbortSignal,
): Promise<WrittenFile> {
  const { raster } = await images.found(image, picture);
  const { target, frame } = await found(images, { kind: 'found', image, picture });
  const at = `at target size ${target.width}x${target.height}`;
  const text = {
    Description:
      picture === 'hidden'
        ? `Picture recovered from the pixels that a machine reads ${at}`
        : `Where it was written, ${at}: a pixel for each block of cells, from 128 on altered`,
    Covers: `${frame.width}x${frame.height} source pixels from ${frame.x},${frame.y}`,
  };
  return writePicture(image, raster, text, output, signal);
}
