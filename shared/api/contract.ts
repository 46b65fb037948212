/**
 * What crosses between the viewer and its host: types; queries.ts checks what comes in. Which routes there
 * are is declared in shared/api/routes, and documented in docs/reference/openapi.json; the same handler answers
 * in Electron and on loopback (one handler, two hosts).
 *
 * Every request carries the session token (header or cookie, the host's matter). A failure is
 * `{error: ErrorBody}` with status 400, 403, 404, 409, 413, 415, 422, 500 or 503.
 */
import type { Thresholds } from '../verdict/thresholds.ts';
import type { ErrorBody, ErrorCode } from '../base/errors.ts';
import type { DecodePolicy, ImageFacts, RasterShape } from '../image/facts.ts';
import type { ViewEvidence } from '../verdict/judge.ts';
import type { Exposure } from '../pipelines/exposure.ts';
import { MAX_TARGET_PIXELS, MAX_TARGET_SIDE } from '../pipelines/steps/limits.ts';
import type { Frame, PipelineInfo } from '../pipelines/pipeline.ts';
import type { ViewRequest } from '../pipelines/request.ts';
import type { Finding } from '../finding/finding.ts';
import type { Histogram } from '../image/histogram.ts';
import type { LineProfile } from '../image/line-profile.ts';
import { TILE_SIZE } from '../image/tile-size.ts';
import type { MatrixResult } from '../matrix/result.ts';
import type { PixelExplanation } from '../resample/explain-pixel.ts';
import type { Size } from '../base/raster.ts';
import type { SweepPoint } from '../analyze/sweep.ts';
import type { AxisCombs, SpectrumReport } from '../spectrum/spectrum.ts';

/** Headers of a tile response: its size in pixels. */
export const TILE_WIDTH_HEADER = 'x-tile-width';
export const TILE_HEIGHT_HEADER = 'x-tile-height';

export { MAX_TARGET_PIXELS, MAX_TARGET_SIDE, TILE_SIZE };

/** The most pixels one samples request may ask for. */
export const MAX_SAMPLE_PIXELS = 64 * 64;

/** The name of the picture that Scalescope comes with: an attack at two sizes. */
export const SAMPLE_NAME = 'dandelion-attack.png';

export interface SessionImage {
  id: string;
  name: string;
}

/** What holds the processes that decode. */
export interface EngineSandbox {
  kind: 'bubblewrap' | 'seatbelt' | 'none';
  /** A filter of system calls, on Linux. */
  hasFilter: boolean;
  /** Node's permission model, which holds JavaScript. */
  hasPermissions: boolean;
  /** Why there is no more, as a part of a sentence; null where there is all. */
  reason: string | null;
}

export interface Session {
  version: string;
  host: 'electron' | 'loopback';
  /** True where images may be opened by path. */
  openPaths: boolean;
  /** What is in force around the decoders; null where none starts. */
  sandbox: EngineSandbox | null;
  /** What images are judged by; null: the built-in thresholds. */
  thresholds: Thresholds | null;
  /** The images given on the command line, opened or not; `error` says why one could not be. */
  images: (SessionImage | { name: string; error: ErrorBody })[];
}

/** The pictures inside of a file. */
export interface FileContents {
  /** The file is an image too, and what is inside begins after it. */
  isImage: boolean;
  /** The way to each, as `inside` of openImage takes it. */
  inside: string[];
  /** What could not be looked at, as sentences. */
  left: string[];
}

export interface PipelineSummary extends PipelineInfo {
  /** Only where a source size was given: at the pipeline's own size, or the target asked for. */
  exposure?: Exposure | { error: ErrorBody };
  /** Of a pipeline that is not in the catalog: the JSON that it was made from. */
  own?: string;
}

export interface OpenImage {
  id: string;
  facts: ImageFacts;
  policy: DecodePolicy;
  /** The decoded raster: its size has the orientation policy applied. */
  raster: RasterShape;
  /** Levels of the tile pyramid; level 0 is full size, each next is half (rounded up). */
  levels: number;
  decodeMs: number;
}

/**
 * What is shown of a view: the machine view itself; the antialiased view of the same size; or the
 * source with only the pixels that the view reads, or with those rebuilt from the others.
 */
export const SHOWN = ['machine', 'antialiased', 'read', 'rebuilt'] as const;
export type Shown = (typeof SHOWN)[number];

/** A view, and what is shown of it; the machine view where that is left out. */
export interface ShownView extends ViewRequest {
  show?: Shown | undefined;
}

/** Sources of more pixels are not shown as `read` or `rebuilt`: a picture as large would be made. */
export const MAX_LATTICE_PIXELS = 100e6;

export interface MachineView extends ViewEvidence {
  raster: RasterShape;
  /** What the view is called, which one it is (0-based), and how many the pipeline makes. */
  name: string;
  part: number;
  parts: number;
  /** What is to be said of a source that shows nothing, if nothing is found (blankReason); null of every other. */
  blank: string | null;
  levels: number;
  elapsedMs: number;
}

export interface SampleValues extends Size {
  x: number;
  y: number;
  channels: number;
  /** Height*width*channels values, row-major, at the raster's own depth. */
  values: number[];
}

/** What the search recovers: the hidden picture, and the map of where it lies. */
export const FOUND_PICTURES = ['hidden', 'heat'] as const;
export type FoundKind = (typeof FOUND_PICTURES)[number];

/**
 * A picture that the search made, of the best target. `hidden`: at the target's size, 8 bit. `heat`: a
 * gray pixel for each block of cells, 0..255, from 128 on altered.
 */
export interface FoundPicture {
  kind: FoundKind;
  target: Size;
  /** The rectangle of the source that it covers, in source pixels. */
  frame: Frame;
  raster: RasterShape;
  levels: number;
}

export type InspectEvent =
  | { type: 'progress'; stage: string; fraction: number }
  | { type: 'result'; finding: Finding }
  | { type: 'error'; error: ErrorBody };

/** The making of a report; its bytes last. */
export type ReportEvent =
  | { type: 'progress'; stage: string; fraction: number }
  | { type: 'result'; mediaType: string; base64: string }
  | { type: 'error'; error: ErrorBody };

export type {
  AxisCombs,
  Exposure,
  Histogram,
  LineProfile,
  MatrixResult,
  PixelExplanation,
  SpectrumReport,
  SweepPoint,
};

/** `so-far` has the distinct pictures of what is measured; the result has them all. */
export type MatrixEvent =
  | { type: 'progress'; stage: string; fraction: number }
  | { type: 'so-far'; matrix: MatrixResult }
  | { type: 'result'; matrix: MatrixResult }
  | { type: 'error'; error: ErrorBody };

/** Points come in the order of the sizes, some at a time; the result has them all. */
export type SweepEvent =
  | { type: 'progress'; stage: string; fraction: number }
  | { type: 'points'; points: SweepPoint[]; fraction: number }
  | { type: 'result'; points: SweepPoint[] }
  | { type: 'error'; error: ErrorBody };

/** How one output pixel of a view is made: coordinate, formula, taps and weights. */
export interface PixelReport extends PixelExplanation {
  pipeline: string;
  /** Size of the view, and the rectangle of the source that it covers. */
  width: number;
  height: number;
  frame: Frame;
}

/** HTTP status of each error code. */
export function statusOf(code: ErrorCode): 400 | 403 | 404 | 409 | 413 | 415 | 422 | 500 | 503 {
  switch (code) {
    case 'not-found':
    case 'unknown-pipeline':
      return 404;
    case 'unreadable':
      return 403;
    case 'unsupported-format':
      return 415;
    case 'decode-failed':
    case 'damaged':
    case 'ambiguous-frame':
    case 'not-attackable':
      return 422;
    case 'too-large':
      return 413;
    case 'invalid-argument':
      return 400;
    case 'changed':
    case 'cancelled':
      return 409;
    case 'busy':
    case 'engine-crashed':
      return 503;
    case 'write-failed':
    case 'internal':
      return 500;
  }
}
