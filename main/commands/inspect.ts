/** `scalescope inspect`: one image, one view, as text or as a finding in JSON. */
import { join, parse } from 'node:path';
import { errorFinding } from '../../shared/analyze.ts';
import { toErrorBody, UserError } from '../../shared/errors.ts';
import type { PixelReport } from '../../shared/contract.ts';
import type { Finding } from '../../shared/finding.ts';
import type { MatrixResult } from '../../shared/matrix/result.ts';
import type { Pipeline } from '../../shared/pipelines/format.ts';
import { pixelReport } from '../../shared/pixel-report.ts';
import { printableJson } from '../../shared/printable.ts';
import type { Size } from '../../shared/raster.ts';
import type { Engines } from '../engine/service.ts';
import { makeFolder } from '../file-failure.ts';
import { version } from '../package-root.ts';
import { findingText } from './finding-text.ts';
import { progressLine, type CommandIo } from './io.ts';
import { matrixText } from './matrix-text.ts';
import { imageSource, viewRequest, withInput, type DecodeOptions } from './options.ts';
import { pixelText } from './pixel-text.ts';

export interface InspectOptions extends DecodeOptions {
  pipeline: Pipeline;
  /** Several only with `matrix`; the first is the one that is examined. */
  size: Size[];
  part?: number;
  json?: true;
  out?: string;
  /** Also who sees what, of every bare sampler and, with `presets`, of the presets of models. */
  matrix?: true;
  presets?: true;
  /** Also how this output pixel is made. */
  pixel?: { x: number; y: number };
}

/** The finding, and what was asked for beside it. */
interface Inspection {
  finding: Finding;
  matrix?: MatrixResult;
  pixel?: PixelReport;
}

/** Prints the finding on `image`; returns the exit code. */
export async function inspect(
  image: string,
  options: InspectOptions,
  engines: Engines,
  io: CommandIo,
): Promise<number> {
  const view = examinedView(options);
  const startedAt = performance.now();
  return withInput(image, io, async (path, name) => {
    const progress = progressLine(io);
    try {
      const source = { ...imageSource(path, options, options.pipeline), name };
      const opened = await engines.open(source, io.signal);
      const finding = await engines.inspect(opened, view, progress.show, io.signal);
      const inspection: Inspection = { finding };
      if (options.pixel !== undefined) {
        const { x, y } = options.pixel;
        inspection.pixel = pixelReport(view, opened.raster, x, y);
      }
      if (options.matrix) {
        const sizes = options.size.length > 0 ? options.size : [DEFAULT_SIZE];
        const order = { sizes, presets: options.presets === true };
        inspection.matrix = await engines.matrix(opened, order, progress.show, io.signal);
      }
      if (options.out !== undefined) {
        await makeFolder(options.out);
        const stem = `${parse(name).name}.${view.pipeline.replaceAll('/', '-')}`;
        const { width, height } = finding.view ?? opened.raster;
        const part = view.part === undefined ? '' : `.part${view.part + 1}`;
        const file = `${stem}.${width}x${height}${part}.png`;
        await engines.resize(opened, view, join(options.out, file), io.signal);
      }
      progress.clear();
      io.stdout.write(options.json ? inspectionJson(inspection) : inspectionText(inspection));
      return 0;
    } catch (error) {
      progress.clear();
      if (!options.json || io.signal?.aborted || !(error instanceof UserError)) throw error;
      const elapsedMs = performance.now() - startedAt;
      io.stdout.write(jsonLine(errorFinding(name, toErrorBody(error), { version, elapsedMs })));
      throw error;
    }
  });
}

/** The size of a matrix where none is given. */
const DEFAULT_SIZE: Size = { width: 299, height: 299 };

function examinedView({ pipeline, size, part, matrix, presets }: InspectOptions) {
  if (matrix) return viewRequest(pipeline, pipeline.sizeIsFree ? size[0] : undefined, part);
  if (presets) throw new UserError('invalid-argument', '--presets needs --matrix.');
  if (size.length > 1) {
    throw new UserError(
      'invalid-argument',
      `One view has one size, and --size was given ${size.length} times; add --matrix to compare.`,
    );
  }
  return viewRequest(pipeline, size[0], part);
}

function inspectionText({ finding, matrix, pixel }: Inspection): string {
  const texts = [findingText(finding)];
  if (pixel !== undefined) texts.push(pixelText(pixel));
  if (matrix !== undefined) texts.push(matrixText(matrix));
  return texts.join('\n');
}

function inspectionJson({ finding, ...more }: Inspection): string {
  return `${printableJson({ ...finding, ...more }, 2)}\n`;
}

function jsonLine(finding: Finding): string {
  return `${printableJson(finding, 2)}\n`;
}
