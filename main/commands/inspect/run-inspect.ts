/** `scalescope inspect`: one image, searched at every size, as text or as a finding in JSON. */
import { errorFinding } from '../../../shared/analyze/analyze.ts';
import { toErrorBody, UserError } from '../../../shared/base/errors.ts';
import type { PixelReport } from '../../../shared/api/contract.ts';
import type { Finding } from '../../../shared/finding/finding.ts';
import type { MatrixResult } from '../../../shared/matrix/result.ts';
import type { Classifier } from '../../../shared/pipelines/classifier.ts';
import type { Pipeline } from '../../../shared/pipelines/steps/format.ts';
import { DEFAULT_PIPELINE, findPipeline } from '../../../shared/pipelines/pipeline.ts';
import type { ViewRequest } from '../../../shared/pipelines/request.ts';
import { pixelReport, shapeOfImage } from '../../../shared/api/pixel-report.ts';
import { printableJson, printableLines } from '../../../shared/base/printable.ts';
import type { Size } from '../../../shared/base/raster.ts';
import { comparedSizes } from '../../../shared/matrix/compared-sizes.ts';
import type { MatrixOrder } from '../../engine/images/orders.ts';
import { toldFinding } from '../../engine/images/told-finding.ts';
import type { Engines } from '../../engine/pool/engines.ts';
import { makeFolder } from '../../base/file-failure.ts';
import { identityOf } from '../../engine/pool/hash-inside.ts';
import { labelImage } from '../../engine/pool/label-image.ts';
import { INSPECT_TEXT, readImageText } from '../../engine/text/read-image-text.ts';
import { withText } from '../../../shared/finding/with-text.ts';
import { engineVersion } from '../../base/package-root.ts';
import { chooseInside } from './choose-inside.ts';
import { findingText } from './finding-text.ts';
import { writeFiles } from './inspect-files.ts';
import { comparatorsText, type ComparatorReport } from './comparators-text.ts';
import { worstOf } from '../../../shared/verdict/judge.ts';
import { progressLine, type CommandIo } from '../../terminal/io.ts';
import { judgedText, judgedView, type JudgedView } from './judged-views.ts';
import { matrixText } from './matrix-text.ts';
import { withInput } from '../../terminal/files.ts';
import { imageSource, viewRequest, type DecodeOptions } from '../../terminal/options.ts';
import { textSettings, type TextOptions } from '../../terminal/text-options.ts';
import { pixelText } from './pixel-text.ts';
import { sweepReport, sweepText, type SweepReport } from './sweep-text.ts';

export interface InspectOptions extends DecodeOptions, TextOptions {
  /** With `size` or `part`: a view that is judged beside the search. */
  pipeline?: Pipeline;
  /** Several only with `matrix`; the view of each is judged. */
  size: Size[];
  part?: number;
  /** Which picture of a file that holds several. */
  inside?: string;
  json?: true;
  out?: string;
  /** Also who sees what, of every bare sampler and, with `presets`, of the presets of models. */
  matrix?: true;
  presets?: true;
  /** Also how this output pixel is made. */
  pixel?: { x: number; y: number };
  /** Also what these say of the image at both scales. */
  labels: Classifier[];
  /** Also the disagreement at each of these sides. */
  sweep?: number[];
  /** Also what the published detectors would have said. */
  comparators?: true;
}

/** The finding, and what was asked for beside it. */
interface Inspection {
  finding: Finding;
  /** Where several sizes were given: what the view of each is judged to be. */
  judged?: JudgedView[];
  matrix?: MatrixResult;
  /** What `matrix` compares. */
  compared?: MatrixOrder;
  pixel?: PixelReport;
  sweep?: SweepReport;
  comparators?: ComparatorReport;
  /** What was written, where something was to be. */
  files?: string[];
}

/** Prints the finding on `image`; returns the exit code. */
export async function inspect(
  image: string,
  options: InspectOptions,
  engines: Engines,
  io: CommandIo,
): Promise<number> {
  const views = examinedViews(options);
  const [view] = views;
  const reading = textSettings(options, INSPECT_TEXT);
  const startedAt = performance.now();
  return withInput(image, options, io, async (path, name) => {
    const progress = progressLine(io);
    try {
      const given = { ...imageSource(path, options, options.pipeline), name };
      const source = await chooseInside(given, options, engines, io);
      if (source === null) return 0;
      const opened = await engines.open({ ...source, isForSearch: true }, io.signal);
      const inspected: Finding[] = [];
      for (const each of views) {
        const told = await engines.inspect(opened, each, progress.show, io.signal);
        inspected.push(toldFinding(told, source.name));
      }
      const found = worstOf(inspected);
      const labels = await labelImage(opened, options.labels, engines, io.signal);
      const labeled = labels.length > 0 ? { ...found, labels } : found;
      const told = { progress: progress.show, signal: io.signal };
      const finding =
        reading === null
          ? labeled
          : withText(labeled, await readImageText(opened, found, engines, reading, told));
      const inspection: Inspection = { finding };
      if (inspected.length > 1) inspection.judged = inspected.flatMap(judgedView);
      if (options.pixel !== undefined) {
        const { x, y } = options.pixel;
        inspection.pixel = pixelReport(view ?? viewRequest(DEFAULT), shapeOfImage(opened), x, y);
      }
      if (options.matrix) {
        const sizes = options.size.length > 0 ? options.size : comparedSizes();
        const order = { sizes, presets: options.presets === true };
        inspection.matrix = await engines.matrix(opened, order, progress.show, io.signal);
        inspection.compared = order;
      }
      if (options.sweep !== undefined) {
        const { width, height } = options.size[0] ?? { width: 1, height: 1 };
        const { pipeline, preset } = viewRequest(options.pipeline ?? DEFAULT);
        const order = { pipeline: { pipeline, preset }, aspect: height / width };
        progress.show('sweep', 0);
        const points = await engines.sweep(opened, { ...order, sides: options.sweep }, io.signal);
        inspection.sweep = sweepReport(pipeline, points);
      }
      if (options.comparators) {
        const told = toldTo(options, finding, opened.raster);
        progress.show('comparators', 0);
        const { target, sampler } = told;
        const evidence = await engines.comparators(opened, target, sampler, io.signal);
        inspection.comparators = { ...told, evidence };
      }
      if (options.out !== undefined) {
        await makeFolder(options.out);
        const { signal } = io;
        const written = {
          opened,
          finding,
          view: views[inspected.indexOf(found)] ?? null,
          engines,
          signal,
        };
        inspection.files = await writeFiles(source.name, options.out, written);
      }
      progress.clear();
      io.stdout.write(options.json ? inspectionJson(inspection) : inspectionText(inspection));
      return 0;
    } catch (error) {
      progress.clear();
      if (!options.json || io.signal?.aborted || !(error instanceof UserError)) throw error;
      const elapsedMs = performance.now() - startedAt;
      const run = { version: engineVersion, elapsedMs };
      const { limits } = imageSource(path, options);
      const identity = await identityOf(path, engines, limits, io.signal);
      io.stdout.write(jsonLine({ ...errorFinding(name, toErrorBody(error), run), ...identity }));
      throw error;
    }
  });
}

/** The pipeline and the size of what is asked for without them. */
const DEFAULT = findPipeline(DEFAULT_PIPELINE);
const DEFAULT_SIZE: Size = { width: 299, height: 299 };

/**
 * The size and resizer that the published detectors are told: what was asked for, else the best target
 * (as the whole frame has it, where a pipeline crops), else the default.
 */
function toldTo({ pipeline, size }: InspectOptions, finding: Finding, source: Size) {
  const [target] = finding.targets;
  if (pipeline === undefined && size.length === 0 && target !== undefined) {
    const { width, height, crop, samplers } = target;
    return {
      target: {
        width: Math.round((width * source.width) / crop.width),
        height: Math.round((height * source.height) / crop.height),
      },
      sampler: samplers[0] ?? DEFAULT.id,
    };
  }
  const { id, sizeIsFree } = pipeline ?? DEFAULT;
  if (!sizeIsFree) {
    throw new UserError(
      'invalid-argument',
      `The published detectors need a size and a bare sampler, but ${id} fixes its own size. Choose a bare sampler.`,
    );
  }
  return { target: size[0] ?? DEFAULT_SIZE, sampler: id };
}

/** The views that were asked for, of which only a comparison has several; null: the search alone. */
function examinedViews(options: InspectOptions): [ViewRequest | null, ...ViewRequest[]] {
  const { pipeline, size, part, matrix, presets } = options;
  if (presets && !matrix) throw new UserError('invalid-argument', '--presets needs --matrix.');
  if (!matrix && size.length > 1) {
    throw new UserError(
      'invalid-argument',
      `One view has one size, but --size was given ${size.length} times. Add --matrix to compare sizes.`,
    );
  }
  if (pipeline === undefined && size.length === 0 && part === undefined) return [null];
  const chosen = pipeline ?? DEFAULT;
  if (matrix && !chosen.sizeIsFree) return [viewRequest(chosen, undefined, part)];
  const [first, ...others] = size;
  return [viewRequest(chosen, first, part), ...others.map((one) => viewRequest(chosen, one, part))];
}

function inspectionText(inspection: Inspection): string {
  const { finding, judged, matrix, compared, pixel, sweep, comparators, files } = inspection;
  const texts = [findingText(finding)];
  if (judged !== undefined) texts.push(judgedText(judged));
  if (pixel !== undefined) texts.push(pixelText(pixel));
  if (matrix !== undefined && compared !== undefined) texts.push(matrixText(matrix, compared));
  if (sweep !== undefined) texts.push(sweepText(sweep));
  if (comparators !== undefined) texts.push(comparatorsText(comparators));
  if (files !== undefined) texts.push(printableLines(filesLines(files)));
  return texts.join('\n');
}

function filesLines(files: readonly string[]): string[] {
  return files.length === 0
    ? [
        'No hidden picture was recovered, so none was written. Give --size to write the view of a size.',
      ]
    : files.map((file) => `Wrote ${file}`);
}

function inspectionJson({ finding, ...more }: Inspection): string {
  return `${printableJson({ ...finding, ...more }, 2)}\n`;
}

function jsonLine(finding: Finding): string {
  return `${printableJson(finding, 2)}\n`;
}
