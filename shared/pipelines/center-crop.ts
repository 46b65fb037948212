/** A sampler that gets only a centered crop of the source, as loaders that crop first have it. */
import type { Size } from '../raster.ts';
import type { Pipeline } from './format.ts';
import { findPipeline } from './pipeline.ts';
import type { ViewRequest } from './request.ts';

/**
 * The view of `pipeline` (a bare sampler) at `target` of the centered `crop` of a source; of the whole
 * source where the crop is as large. Throws UserError `unknown-pipeline`.
 */
export function centerCropView(
  pipeline: string,
  target: Size,
  crop: Size,
  source: Size,
): ViewRequest {
  const { width, height } = target;
  if (crop.width === source.width && crop.height === source.height) {
    return { pipeline, width, height };
  }
  const sampler = findPipeline(pipeline);
  const size = { width: crop.width, height: crop.height };
  const preset: Pipeline = {
    ...sampler,
    steps: [{ op: 'crop', size, rounding: 'floor' }, ...sampler.steps],
  };
  return { pipeline, width, height, preset };
}
