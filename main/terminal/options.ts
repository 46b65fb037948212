/** Options that several commands have, and what they ask for: how to decode, limits, thresholds, views. */
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { toErrorBody } from '../../shared/base/errors.ts';
import {
  DEFAULT_DECODE_LIMITS,
  type DecodeLimits,
  type DecodePolicy,
} from '../../shared/image/facts.ts';
import type { Classifier } from '../../shared/pipelines/classifier.ts';
import type { Pipeline } from '../../shared/pipelines/steps/format.ts';
import { allPipelines, findPipeline } from '../../shared/pipelines/pipeline.ts';
import type { ViewRequest } from '../../shared/pipelines/request.ts';
import { parsePipeline as parsePreset } from '../../shared/pipelines/user-pipeline.ts';
import type { Thresholds } from '../../shared/verdict/thresholds.ts';
import { parseThresholds as parseThresholdsFile } from '../../shared/verdict/thresholds-file.ts';
import type { Size } from '../../shared/base/raster.ts';
import type { ImageSource } from '../engine/images/orders.ts';
import { fsPath, givenPath, shownName } from '../base/byte-path.ts';
import { findClassifier } from '../engine/labels/find-classifier.ts';
import { readRegularFileSync } from '../base/regular-file.ts';
import { parseNumber, parsePositive } from './values.ts';

/** Far more than any pipeline has, or a file of thresholds. */
const MAX_PRESET_BYTES = 4 * 1024 ** 2;

/** How images are decoded that are looked at through no pipeline. */
const STORED = { orientation: 'stored', frame: 'choose' } as const;

/** What options that several commands have say of themselves. */
export const SIZE_HELP =
  "the target size (default: the pipeline's own; presets of models fix theirs)";
export const LABELS_HELP =
  'also show how a model labels both scales: nsfwjs/inception-v3, nsfwjs/mobilenet-v2 or a ' +
  'classifier.json; repeatable';
export const PART_HELP =
  'which of several views (tiles, crops), counted from 1 (default: the first)';

/** The decode options that every command with images has. */
export interface DecodeOptions {
  frame?: number;
  /** The id of a second picture in the file; of the commands that have `--item`. */
  item?: string;
  orientation?: DecodePolicy['orientation'];
  maxPixels: number;
  maxBytes: number;
  /** In megabytes, and in seconds. */
  maxMemory?: number;
  maxSeconds?: number;
  /** What findings are judged by; of the commands that have `--thresholds`. */
  thresholds?: Thresholds;
}

/** Adds the options of DecodeOptions to `command`. */
export function withDecodeOptions(command: Command): Command {
  const decoding = command
    .option(
      '--frame <n>',
      'which frame of an animated or multi-page file, counted from 1',
      parsePositive,
    )
    .addOption(
      new Option(
        '--orientation <policy>',
        'pixels as stored in the file, or turned by its EXIF orientation (default: as the ' +
          "pipeline's library loads the file)",
      ).choices(['stored', 'applied']),
    );
  return withSizeLimits(decoding);
}

/** Adds `--item` to `command`. */
export function withItem(command: Command): Command {
  return command.option(
    '--item <id>',
    'a second picture in the file, as inspect lists it (thumbnail-1), in place of the main one',
  );
}

/** Adds the limits that apply before an image is decoded to `command`. */
export function withSizeLimits(command: Command): Command {
  return command
    .option(
      '--max-pixels <n>',
      'refuse larger images',
      parsePositive,
      DEFAULT_DECODE_LIMITS.maxPixels,
    )
    .option('--max-bytes <n>', 'refuse larger files', parsePositive, DEFAULT_DECODE_LIMITS.maxBytes)
    .option(
      '--max-memory <MB>',
      `the most memory for one image (default: ${DEFAULT_DECODE_LIMITS.maxMemoryBytes! / 1e6})`,
      parsePositive,
    )
    .option(
      '--max-seconds <s>',
      'the most time for one image; small images have less by their size ' +
        `(default: ${DEFAULT_DECODE_LIMITS.timeoutMs / 1000})`,
      parseNumber,
    );
}

/** The limits that these options give. */
export function limitsFrom(
  options: Partial<Pick<DecodeOptions, 'maxPixels' | 'maxBytes' | 'maxMemory' | 'maxSeconds'>>,
): DecodeLimits {
  const { maxPixels, maxBytes, maxMemory, maxSeconds } = options;
  return {
    ...DEFAULT_DECODE_LIMITS,
    ...(maxPixels !== undefined && { maxPixels }),
    ...(maxBytes !== undefined && { maxBytes }),
    ...(maxMemory !== undefined && { maxMemoryBytes: maxMemory * 1e6 }),
    ...(maxSeconds !== undefined && { timeoutMs: Math.min(maxSeconds * 1000, MOST_TIMER_MS) }),
  };
}

/** The longest time that a timer takes. */
const MOST_TIMER_MS = 2 ** 31 - 1;

/**
 * The pipeline that `--pipeline` names: an id of the catalog, or the path of a preset in JSON.
 * Throws InvalidArgumentError with the reason.
 */
export function parsePipeline(text: string): Pipeline {
  try {
    return text.toLowerCase().endsWith('.json') ? readPreset(text) : findPipeline(text);
  } catch (error) {
    throw new InvalidArgumentError(toErrorBody(error).message);
  }
}

/** The classifier that `--labels` names. Throws InvalidArgumentError with the reason. */
export function parseClassifier(text: string): Classifier {
  try {
    return findClassifier(text);
  } catch (error) {
    throw new InvalidArgumentError(toErrorBody(error).message);
  }
}

function readPreset(path: string): Pipeline {
  const kind = { what: 'a pipeline', maxBytes: MAX_PRESET_BYTES };
  return parsePreset(readRegularFileSync(path, path, kind).toString('utf8'), path);
}

/** Adds `--thresholds` to `command`. */
export function withThresholds(command: Command): Command {
  return command.option(
    '--thresholds <file>',
    'use the thresholds in this file, written by calibrate, instead of the built-in ones',
    parseThresholds,
  );
}

/** The thresholds in the file that `--thresholds` names. Throws InvalidArgumentError with the reason. */
export function parseThresholds(path: string): Thresholds {
  try {
    const kind = { what: 'a file of thresholds', maxBytes: MAX_PRESET_BYTES };
    return parseThresholdsFile(readRegularFileSync(path, path, kind).toString('utf8'), path);
  } catch (error) {
    throw new InvalidArgumentError(toErrorBody(error).message);
  }
}

/** Whether a file begins as TIFF does; false where it cannot be read, which is told when it is opened. */
function isTiff(path: string): boolean {
  let file: number | null = null;
  try {
    file = openSync(fsPath(path), constants.O_RDONLY | constants.O_NONBLOCK);
    const head = Buffer.alloc(4);
    readSync(file, head, 0, 4, 0);
    return /^(II[*+]\0|MM\0[*+])/.test(head.toString('latin1'));
  } catch {
    return false;
  } finally {
    if (file !== null) closeSync(file);
  }
}

/** The image at `path` and how to decode it for `pipeline`; without one, as it is stored. */
export function imageSource(
  path: string,
  options: DecodeOptions,
  pipeline?: Pipeline,
): ImageSource {
  const {
    orientation: usual,
    frame,
    library,
  } = { library: undefined, ...(pipeline?.decode ?? STORED) };
  // Pillow turns TIFF by its own tag, whatever it does to other formats.
  const orientation = library === 'pillow' && isTiff(givenPath(path)) ? 'applied' : usual;
  return {
    path: givenPath(path),
    name: shownName(givenPath(path)),
    policy: {
      orientation: options.orientation ?? orientation,
      frame: options.frame === undefined ? (frame === 'first' ? 0 : null) : options.frame - 1,
      ...(options.item !== undefined && { item: options.item }),
    },
    limits: limitsFrom(options),
    ...(options.thresholds && { thresholds: options.thresholds }),
  };
}

/** The view that `--pipeline`, `--size` and `--part` (from 1) ask for. */
export function viewRequest(pipeline: Pipeline, size?: Size, part?: number): ViewRequest {
  const { id, sizeIsFree, defaultSize } = pipeline;
  const chosen = size ?? (sizeIsFree ? defaultSize : undefined);
  return {
    pipeline: id,
    ...(chosen && { width: chosen.width, height: chosen.height }),
    ...(part !== undefined && { part: part - 1 }),
    ...(!isKnown(pipeline) && { preset: pipeline }),
  };
}

function isKnown(pipeline: Pipeline): boolean {
  return allPipelines().includes(pipeline);
}
