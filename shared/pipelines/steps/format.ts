/**
 * The format of a pipeline: how a file becomes what a model ingests, as plain JSON-safe data
 * (`scalescope/pipeline@1`). Decode rules first, then steps in order; every step takes the pictures
 * of the step before. `user-pipeline.ts` checks the same format where a person wrote it.
 */
import type { Size } from '../../base/raster.ts';
import type { LoaderLibrary } from '../../loaders/by-library.ts';

export const PIPELINE_SCHEMA = 'scalescope/pipeline@1';

export interface Pipeline {
  schema: typeof PIPELINE_SCHEMA;
  /** `library/method`, `model/name`; `+flags` name a variant. */
  id: string;
  title: string;
  library: string;
  /** Releases the steps were verified against or are documented for, for people. */
  versions: string;
  /** Where the steps are written down: file, page or address. */
  source: string;
  /** `exact`, or what is not known or deviates. */
  exactness: string;
  /** The call a user of the library writes. */
  call: string;
  decode: DecodeRules;
  steps: Step[];
  /** Size the pipeline makes (of its first view, where it depends on the source: an example). */
  defaultSize: Size;
  /** Whether the size may be chosen; otherwise the steps fix it. */
  sizeIsFree: boolean;
}

/**
 * How the library that loads the file hands over its pixels.
 * - orientation: rows as stored, or turned by EXIF (asked of the decoder).
 * - alpha: kept, dropped (its colors stay), or composited over white or black.
 * - gray: gray stays one channel, or becomes three equal ones.
 * - palette: entries are expanded to their colors.
 * - depth: samples as stored, or 16 bits cut to their high byte.
 * - frame: of several frames the first is taken, or a person has to choose.
 * - library: whose loader converts CMYK, CIELAB, palettes and 16 bits (shared/loaders); without one they
 *   are converted as the viewer shows them, and 16 bits are cut to their high byte.
 */
export interface DecodeRules {
  library?: LoaderLibrary;
  orientation: 'stored' | 'applied';
  alpha: 'keep' | 'drop' | 'white' | 'black';
  gray: 'keep' | 'rgb';
  palette: 'expand';
  depth: 'keep' | 8;
  frame: 'first' | 'choose';
}

/** How a fraction of a pixel becomes whole; `half-even` as Python's round, `trunc` as its int. */
export type Rounding = 'half-even' | 'floor' | 'ceil' | 'trunc';

/** 8-bit levels: one of gray, or red, green and blue. */
export type Color = [gray: number] | [red: number, green: number, blue: number];

/**
 * The size a resize makes of a picture of w x h.
 * - target: the size that was asked for (pipelines of free size).
 * - exact: width x height, whatever the aspect.
 * - shortest: the shorter side to `side`, the longer to trunc(side * long / short); without
 *   `enlarge` a shorter side below `side` is left.
 * - longest: the longer side to `side`, the other to trunc, plus 1 if odd (Idefics3).
 * - fit: inside width x height by the smaller of both factors; the free side is rounded.
 * - multiple: the longer side up to a multiple of `of`, the other by the aspect, then up too.
 * - smart: both sides to the nearest multiple of `factor`, half to even, then scaled together into
 *   minPixels..maxPixels (Qwen's smart_resize); refuses aspects above maxAspect.
 */
export type SizeRule =
  | { rule: 'target' }
  | { rule: 'exact'; width: number; height: number }
  | { rule: 'shortest'; side: number; enlarge: boolean }
  | { rule: 'longest'; side: number }
  | { rule: 'fit'; width: number; height: number; rounding: Rounding; enlarge: boolean }
  | { rule: 'multiple'; of: number }
  | {
      rule: 'smart';
      factor: number;
      minPixels: number;
      maxPixels: number;
      maxAspect: number;
    };

/** `region: 'aspect'`: only the centered box of the target's aspect is resized (Pillow's `box`). */
export interface ResizeStep {
  op: 'resize';
  sampler: string;
  size: SizeRule;
  region?: 'whole' | 'aspect';
  /** Of a sampler of libvips: it decodes the file row by row while it resizes. */
  ofFile?: true;
}

/**
 * A centered crop, or one whose top left is `at`. The start of a centered one is (length - size) / 2,
 * rounded; where the picture is smaller, it is padded black: half before, rounded toward the longer half by `floor`, the shorter by the others.
 * `target-aspect` is the largest box of the aspect that was asked for.
 */
export interface CropStep {
  op: 'crop';
  size: Size | 'target-aspect';
  rounding: Rounding;
  at?: { x: number; y: number };
}

/**
 * The file is made smaller while it is decoded, by the size that is asked for: by sharp on JPEG and WebP, by Pillow's
 * `draft` on JPEG. Other files are loaded as they are. It comes before every other step.
 */
export interface ShrinkOnLoadStep {
  op: 'shrink-on-load';
  by: 'sharp' | 'pillow-draft';
}

/** Pads to a size, a square of the longer side, or up to multiples; the shorter half before. */
export interface PadStep {
  op: 'pad';
  to: Size | 'square' | { multiple: number };
  at: 'center' | 'start';
  color: Color;
}

/**
 * Resized to fit inside a size and padded to it, the shorter half before. `bestOf` chooses the size
 * that keeps most pixels of the picture and, of equals, wastes least (LLaVA-NeXT). With `multiple`
 * the padding is only what remains of it modulo that number (YOLO's auto).
 */
export interface LetterboxStep {
  op: 'letterbox';
  sampler: string;
  size: Size | { bestOf: Size[] };
  rounding: Rounding;
  enlarge: boolean;
  multiple?: number;
  color: Color;
}

/**
 * Cut into tiles, row by row; those at the right and bottom edge hold what is left. `unit`: squares
 * of floor(shorter side / unit), at least 1.
 */
export interface TilesStep {
  op: 'tiles';
  size: Size | { unit: number };
}

/** The four corners (top left, top right, bottom left, bottom right) and the center. */
export interface FiveCropStep {
  op: 'five-crop';
  size: Size;
  rounding: Rounding;
}

/** Equal crops along the longer side, none where the aspect is below minRatio (Gemma 3). */
export interface PanAndScanStep {
  op: 'pan-and-scan';
  minSide: number;
  maxCrops: number;
  minRatio: number;
}

/** Several ways on from the same picture; their pictures follow each other. */
export interface BranchStep {
  op: 'branch';
  branches: { name: string; steps: Step[] }[];
}

export type Step =
  | ShrinkOnLoadStep
  | ResizeStep
  | CropStep
  | PadStep
  | LetterboxStep
  | TilesStep
  | FiveCropStep
  | PanAndScanStep
  | BranchStep;
