/** What is asked for: a pipeline, a size where it may be chosen, and which of several views. */
import { invalid } from '../base/invalid.ts';
import type { Size } from '../base/raster.ts';
import type { Pipeline } from './steps/format.ts';
import { findPipeline } from './pipeline.ts';

export interface ViewRequest {
  /** Id of the pipeline. */
  pipeline: string;
  /** The target size; left out for pipelines that fix their own. */
  width?: number | undefined;
  height?: number | undefined;
  /** Which of several views (tiles, crops), 0-based; default: the first. */
  part?: number | undefined;
  /** A pipeline that is not in the catalog (a person's own file); its id is `pipeline`. */
  preset?: Pipeline | undefined;
}

/** The pipeline that `view` names. Throws UserError `unknown-pipeline`, `invalid-argument` for none. */
export function pipelineOf({
  pipeline,
  preset,
}: Pick<ViewRequest, 'pipeline' | 'preset'>): Pipeline {
  if (typeof pipeline === 'string') return preset ?? findPipeline(pipeline);
  throw invalid('the id of a pipeline', 'pipeline', pipeline);
}

/** The size that `view` asks for, or undefined. */
export function sizeOf({ width, height }: Pick<ViewRequest, 'width' | 'height'>): Size | undefined {
  return width === undefined || height === undefined ? undefined : { width, height };
}
