/**
 * The format of a pipeline: how a file becomes what a model ingests, as plain JSON-safe data
 * (`scalescope/pipeline@1`). Decode rules first, then steps in order; every step takes the pictures
 * of the step before. `user-pipeline.ts` checks the same format where a person wrote it.
 */
import type { Size } from '../../base/raster.ts';
import type { LoaderLibrary } from '../../loaders/by-library.ts';
import type { Rounding, SizeRule } from './size-rules.ts';

export type { Rounding, SizeRule } from './size-rules.ts';

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

/** 8-bit levels: one of gray, or red, green and blue. */
export type Color = [gray: number] | [red: number, green: number, blue: number];

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
 * The file is made smaller while it is decoded, by the size that is asked for, or by what `size` makes of it: by sharp
 * on JPEG and WebP, by Pillow's `draft` on JPEG. Other files are loaded as they are. It comes before every other step.
 */
export interface ShrinkOnLoadStep {
  op: 'shrink-on-load';
  by: 'sharp' | 'pillow-draft';
  size?: SizeRule;
}

/** Pads to a size, a square of the longer side, or up to multiples; the shorter half before. */
export interface PadStep {
  op: 'pad';
  to: Size | 'square' | { multiple: number };
  at: 'center' | 'start';
  color: Color;
}

/**
 * Resized to fit inside a size and padded to it: the shorter half before, or by `at` all of it after (`start`), or
 * the half rounded half to even (`round`, Pillow's ImageOps.pad). `least` is the least side. `bestOf` chooses the size
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
  at?: 'center' | 'round' | 'start';
  least?: number;
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

/**
 * A grid of tiles that is chosen by the picture, and one more view of the whole beside them. Tiles are squares of
 * `tile`, row by row; by `slices` they have the size that keeps the aspect.
 *
 * - aspect: the grid of `least` to `most` tiles whose aspect is nearest; of equals the larger, while it has less
 *   than twice the picture's pixels. The picture is stretched to it (InternVL). Pictures of at most `above` a side
 *   have no tiles.
 * - canvas: of all grids of at most `most` tiles the one that enlarges least or, if all shrink, shrinks least; of
 *   equals the smallest. The picture keeps its aspect, grows to at most one tile, and is padded at its right and
 *   bottom (Llama 3.2). `single`: factors are compared in single precision (Llama 4).
 * - cover: as many tiles as cover the picture as it is; above `most` the nearest aspect. It is enlarged to fit and
 *   padded at its right and bottom (Phi-4). Refused where a side would be below `leastSide`.
 * - columns: as many columns as `most` tiles allow along the longer side, padded above and below (Phi-3.5).
 * - slices: pixels over tile² slices, or one fewer or more, as the aspect has it in logarithms, both sides of a
 *   slice near multiples of `multiple`; none for a picture of one tile (MiniCPM-V).
 */
export interface GridStep {
  op: 'grid';
  sampler: string;
  tile: number;
  choose: GridChoice;
  /** Of the padding; default: black. */
  color?: Color;
  /** The view of the whole: made by `steps` of the picture, or of what was padded to the grid (`canvas`). */
  beside?: {
    name: string;
    at: 'first' | 'last';
    of: 'picture' | 'canvas';
    /** Whether it is there too where there is one tile only. */
    always: boolean;
    steps: Step[];
  };
}

export type GridChoice =
  | { by: 'aspect'; least: number; most: number; above?: number }
  | { by: 'canvas'; most: number; single?: true }
  | { by: 'cover'; most: number; leastSide: number }
  | { by: 'columns'; most: number }
  | { by: 'slices'; most: number; multiple: number };

/**
 * The picture leaves one program and is loaded by the next: samples become 8 bits, are written as PNG (which changes
 * nothing) or JPEG (alpha is dropped), and the next loader applies its own rules.
 */
export interface HandOverStep {
  op: 'hand-over';
  /** Who receives it, for people. */
  to: string;
  as: 'png' | JpegEncoding;
  decode: DecodeRules;
}

/** libjpeg's tables at this quality, and how chroma is halved. */
export interface JpegEncoding {
  jpeg: number;
  chroma: '4:4:4' | '4:2:0';
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
  | GridStep
  | HandOverStep
  | BranchStep;

/** `steps` and those inside of them: of branches, and of views beside tiles. */
export function allSteps(steps: readonly Step[]): Step[] {
  return steps.flatMap((step) => [step, ...allSteps(stepsInside(step))]);
}

function stepsInside(step: Step): Step[] {
  if (step.op === 'branch') return step.branches.flatMap((branch) => branch.steps);
  return step.op === 'grid' ? (step.beside?.steps ?? []) : [];
}
