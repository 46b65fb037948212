/** `scalescope sanitize`: a cleaned copy of an image or of a folder, and its certificate. */
import { stat } from 'node:fs/promises';
import type { Certificate } from '../../../shared/sanitize/certificate.ts';
import { UserError } from '../../../shared/base/errors.ts';
import type { Pipeline } from '../../../shared/pipelines/steps/format.ts';
import { DEFAULT_PIPELINE, findPipeline } from '../../../shared/pipelines/pipeline.ts';
import type { ViewRequest } from '../../../shared/pipelines/request.ts';
import { printableJson } from '../../../shared/base/printable.ts';
import type { Size } from '../../../shared/base/raster.ts';
import type { SanitizeMethod } from '../../../shared/sanitize/sanitize.ts';
import { fsPath, givenPath } from '../../base/byte-path.ts';
import type { ImageSource, SanitizeOrder } from '../../engine/images/orders.ts';
import type { Engines } from '../../engine/pool/engines.ts';
import { certificateText } from './certificate-text.ts';
import { progressLine, type CommandIo } from '../../terminal/io.ts';
import { refuseNoPng, refuseOverwrite, withInput } from '../../terminal/files.ts';
import { imageSource, viewRequest, type DecodeOptions } from '../../terminal/options.ts';
import { sanitizeFolder, type FolderOptions } from './sanitize-folder.ts';

export interface SanitizeOptions extends DecodeOptions, FolderOptions {
  pipeline: Pipeline[];
  size: Size[];
  found?: true;
  method: SanitizeMethod['kind'];
  allRead?: true;
  seed?: number;
  radius?: number;
  sigma?: number;
  /** False: without who sees what. */
  matrix: boolean;
}

/** What --help says after the options. */
export const SANITIZE_EPILOGUE = `
Re-encoding as JPEG, or a single 2× step, does not sanitize: docs/measurements/sanitize.md has the figures.

Examples:
  scalescope sanitize upload.png -o clean.png --certificate clean.json
  scalescope sanitize upload.png -o clean.png --pipeline opencv/linear --size 224x224
  scalescope sanitize uploads -o cleaned --pipeline opencv/linear --size 224x224 --certificate`;

/** Exit code of the gate. */
const REFUSED = 1;

/** Cleans `input`, a file, `-` or a folder; returns the exit code. */
export async function sanitize(
  input: string,
  options: SanitizeOptions,
  engines: Engines,
  io: CommandIo,
): Promise<number> {
  const views = viewsOf(options);
  const method = methodOf(options);
  const pipeline = options.pipeline[0] ?? findPipeline(DEFAULT_PIPELINE);
  const folder = givenPath(input); // `input` itself may be written out, where it is no text
  const found = input === '-' ? null : await stat(fsPath(folder)).catch(() => null);
  const order: Omit<SanitizeOrder, 'output' | 'certificate'> = {
    views,
    method,
    matrix: options.matrix,
  };
  if (found?.isDirectory()) {
    const sourceOf = (path: string) => imageSource(path, options, pipeline);
    return sanitizeFolder(folder, options, order, sourceOf, engines, io);
  }
  return withInput(input, options, io, async (path, name) => {
    const source = { ...imageSource(path, options, pipeline), name };
    const certificate = await sanitizeOne(source, options, order, engines, io);
    io.stdout.write(
      options.json
        ? `${printableJson(certificate, 2)}\n`
        : certificateText(certificate, options.output),
    );
    return options.failOn === 'remains' && certificate.verdict !== 'clean' ? REFUSED : 0;
  });
}

async function sanitizeOne(
  source: ImageSource,
  { output, certificate }: SanitizeOptions,
  order: Omit<SanitizeOrder, 'output' | 'certificate'>,
  engines: Engines,
  io: CommandIo,
): Promise<Certificate> {
  refuseNoPng(output, 'Other formats would change the cleaned pixels.');
  if (certificate === true) {
    throw new UserError(
      'invalid-argument',
      '--certificate needs a file name when one image is cleaned.',
    );
  }
  await refuseOverwrite(output, [source.path]);
  if (certificate !== undefined) await refuseOverwrite(certificate, [source.path, output]);
  const progress = progressLine(io);
  try {
    return await engines.sanitize(
      source,
      { ...order, output, certificate: certificate ?? null },
      progress.show,
      io.signal,
    );
  } finally {
    progress.clear();
  }
}

/** Every pipeline at every size, or null for what is found. */
function viewsOf({ pipeline, size, found }: SanitizeOptions): ViewRequest[] | null {
  if (found && (pipeline.length > 0 || size.length > 0)) {
    throw new UserError(
      'invalid-argument',
      '--found finds sizes and pipelines itself. Leave --pipeline and --size out.',
    );
  }
  if (pipeline.length === 0 && size.length === 0) return null;
  const chosen = pipeline.length === 0 ? [findPipeline(DEFAULT_PIPELINE)] : pipeline;
  return chosen.flatMap((one) =>
    one.sizeIsFree && size.length > 0
      ? size.map((each) => viewRequest(one, each))
      : [viewRequest(one)],
  );
}

/** The method with the numbers that belong to it. */
function methodOf({ method, allRead, seed, radius, sigma }: SanitizeOptions): SanitizeMethod {
  const refuse = (flag: string, given: unknown, owners: string) => {
    if (given === undefined) return;
    throw new UserError('invalid-argument', `${flag} belongs to ${owners}, not to ${method}.`);
  };
  const isSelective = method === 'selective-median' || method === 'selective-random';
  if (!isSelective) refuse('--all-read', allRead, 'selective-median and selective-random');
  if (method !== 'selective-random') refuse('--seed', seed, 'selective-random');
  if (method !== 'median') refuse('--radius', radius, 'median');
  if (method !== 'gaussian') refuse('--sigma', sigma, 'gaussian');
  const scope = allRead ? 'all' : 'departing';
  switch (method) {
    case 'selective-median':
      return { kind: method, scope };
    case 'selective-random':
      return { kind: method, scope, seed: seed ?? 1 };
    case 'median':
      return { kind: method, ...(radius !== undefined && { radius }) };
    case 'gaussian':
      return { kind: method, ...(sigma !== undefined && { sigma }) };
    default:
      return { kind: method };
  }
}
