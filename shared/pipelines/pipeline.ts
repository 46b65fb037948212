/**
 * Pipelines: every sampler by itself and the presets of models, and what they make of a source:
 * views, each with its tap tables, and their samples.
 */
import { UserError } from '../base/errors.ts';
import type { Raster, Size } from '../base/raster.ts';
import { shrunkenOnLoad } from '../loaders/shrunken.ts';
import { findSampler, unknownPipeline } from '../resample/catalog.ts';
import type { SourceShape } from '../resample/taps/plan.ts';
import { shapeOf } from '../resample/resize.ts';
import type { SamplingGrid } from '../resample/explain-pixel.ts';
import type { AxisTaps } from '../resample/taps/taps.ts';
import { applyDecodeRules } from './steps/decode-rules.ts';
import { chainOfId, LINK } from './steps/chain.ts';
import { allSteps, type Pipeline, type Step } from './steps/format.ts';
import { seenThrough } from './steps/hand-over.ts';
import { layOut, type Part } from './steps/layout.ts';
import {
  frameOf,
  gridOf,
  isAntialiased,
  newMemo,
  rasterOf,
  tapsOf,
  type Frame,
  type Load,
  type Memo,
} from './steps/picture.ts';
import { PRESETS } from './presets/presets.ts';
import { samplerPipelines } from './presets/sampler-presets.ts';

export type { DecodeRules, Pipeline, Step } from './steps/format.ts';
export type { Frame } from './steps/picture.ts';

export const DEFAULT_PIPELINE = 'tensorflow/bilinear';

/** One picture that a model ingests, described by its tables. */
export interface PipelineView extends Size {
  name: string;
  /** Tables from the source, all steps composed; an output of padding has no taps. */
  x: AxisTaps;
  y: AxisTaps;
  /** The source rectangle the view covers; beyond the image where it is padded. */
  frame: Frame;
  /** True when every source pixel of the frame counts. */
  antialias: boolean;
  /** Where its only resize samples the source; null where there are several. */
  grid: SamplingGrid | null;
}

/** What a picker shows of a pipeline. */
export interface PipelineInfo extends Omit<Pipeline, 'schema' | 'decode' | 'steps'> {
  antialias: boolean;
  /** Whether the library's own loader turns the image by its EXIF orientation. */
  orientation: 'stored' | 'applied';
}

const ALL: readonly Pipeline[] = [...samplerPipelines, ...PRESETS];
const byId = new Map(ALL.map((pipeline) => [pipeline.id, pipeline]));

/** Every pipeline: bare samplers in the catalog's order, then the presets of models. */
export function allPipelines(): Pipeline[] {
  return [...ALL];
}

/**
 * The pipeline of that id, or the chain that it names by its links (chain.ts). Throws UserError `unknown-pipeline`
 * that suggests an id that is near, and `invalid-argument` for links that do not go together.
 */
export function findPipeline(id: string): Pipeline {
  const pipeline = byId.get(id);
  if (pipeline !== undefined) return pipeline;
  if (typeof id === 'string' && id.includes(LINK)) return chainOfId(id, findPipeline);
  throw unknownPipeline(id, [...byId.keys()]);
}

/** What a picker shows of `pipeline`. */
export function infoOf({ schema: _, decode, steps, ...info }: Pipeline): PipelineInfo {
  return { ...info, antialias: stepsAntialias(steps), orientation: decode.orientation };
}

/** The samplers that `steps` may use, those inside of branches and grids included. */
export function samplersOf(steps: readonly Step[]): string[] {
  return allSteps(steps).flatMap((step) => ('sampler' in step ? [step.sampler] : []));
}

function stepsAntialias(steps: readonly Step[]): boolean {
  return samplersOf(steps).every((id) => findSampler(id).antialias);
}

/**
 * The views `pipeline` makes of a source: one, or several for tiles and crops. Throws UserError
 * `invalid-argument` for a size that is given to a pipeline which fixes its own, is not whole or
 * below 1, and for sources the pipeline cannot take.
 */
export function viewsOf(pipeline: Pipeline, source: SourceShape, size?: Size): PipelineView[] {
  const memo = newMemo();
  return partsOf(pipeline, source, size).map((part) => viewOf(part, memo));
}

/** Every view with its samples, in the sample type the last step returns. */
export function applyPipeline(
  pipeline: Pipeline,
  raster: Raster,
  size?: Size,
): { view: PipelineView; raster: Raster }[] {
  const memo = newMemo(loadOf(pipeline, raster));
  const source = applyDecodeRules(pipeline.decode, raster);
  return partsOf(pipeline, shapeOf(raster), size).map((part) => ({
    view: viewOf(part, memo),
    raster: rasterOf(part.picture, source, memo),
  }));
}

/** One view of several, and how many there are; only what it needs is computed. */
export interface AppliedPart {
  view: PipelineView;
  raster: Raster;
  /** The source after the decode rules, in the channels that all loaders of a chain leave. */
  source: Raster;
  parts: number;
}

/** View `part` (0-based). Throws what viewsOf does, and `invalid-argument` for a part there is not. */
export function applyPart(pipeline: Pipeline, raster: Raster, size?: Size, part = 0): AppliedPart {
  const memo = newMemo(loadOf(pipeline, raster));
  const source = applyDecodeRules(pipeline.decode, raster);
  const parts = partsOf(pipeline, shapeOf(raster), size);
  const chosen = choosePart(pipeline, parts, part);
  const isChain = pipeline.steps.some(({ op }) => op === 'hand-over');
  return {
    view: viewOf(chosen, memo),
    raster: rasterOf(chosen.picture, source, memo),
    source: isChain ? seenThrough(pipeline, raster) : source,
    parts: parts.length,
  };
}

/** What the loader of `pipeline` makes of the file of `raster` while it decodes. */
function loadOf({ decode }: Pipeline, raster: Raster): Load {
  return (size, shrink) => {
    const loaded = shrunkenOnLoad(raster, size, shrink, decode.library);
    return loaded === null ? null : applyDecodeRules(decode, loaded);
  };
}

/** The description of view `part` (0-based) alone. */
export function viewAt(
  pipeline: Pipeline,
  source: SourceShape,
  size?: Size,
  part = 0,
): PipelineView {
  return viewOf(choosePart(pipeline, partsOf(pipeline, source, size), part), newMemo());
}

function choosePart(pipeline: Pipeline, parts: readonly Part[], part: number): Part {
  const chosen = parts[part];
  if (chosen !== undefined) return chosen;
  const views = parts.length === 1 ? 'one view' : `${parts.length} views`;
  throw new UserError(
    'invalid-argument',
    `${pipeline.id} makes ${views} of this image, so there is no part ${part + 1}.`,
  );
}

function partsOf(pipeline: Pipeline, source: SourceShape, size?: Size): Part[] {
  return layOut(pipeline, source, targetOf(pipeline, size));
}

/** The target size. Throws UserError `invalid-argument`. */
function targetOf(pipeline: Pipeline, size: Size | undefined): Size {
  if (size === undefined) return pipeline.defaultSize;
  if (!pipeline.sizeIsFree) {
    throw new UserError(
      'invalid-argument',
      `${pipeline.id} fixes its own size. Leave the size out. A bare sampler such as ` +
        `${DEFAULT_PIPELINE} takes any size.`,
    );
  }
  for (const side of [size.width, size.height]) {
    if (!Number.isInteger(side) || side < 1) {
      throw new UserError(
        'invalid-argument',
        `A target size needs whole numbers of at least 1, not ${size.width}x${size.height}`,
      );
    }
  }
  return size;
}

function viewOf({ name, picture }: Part, memo: Memo): PipelineView {
  const { width, height } = picture.shape;
  const { x, y } = tapsOf(picture, memo);
  const frame = frameOf(picture);
  return {
    name,
    width,
    height,
    x,
    y,
    frame,
    antialias: isAntialiased(picture),
    grid: gridOf(picture),
  };
}
