/** A sampler that gets only a part of the source, as loaders that crop first have it. */
import type { Size } from '../base/raster.ts';
import type { CropStep, Pipeline } from './steps/format.ts';
import { findPipeline, type Frame } from './pipeline.ts';
import type { ViewRequest } from './request.ts';
import { cropStart } from './steps/windows.ts';

/**
 * The view of `pipeline` (a bare sampler) at `target` of the part `crop` of a source; of the whole
 * source where the crop is as large. Throws UserError `unknown-pipeline`.
 */
export function cropView(pipeline: string, target: Size, crop: Frame, source: Size): ViewRequest {
  const { width, height } = target;
  if (crop.width === source.width && crop.height === source.height) {
    return { pipeline, width, height };
  }
  const sampler = findPipeline(pipeline);
  const preset: Pipeline = { ...sampler, steps: [cropStep(crop, source), ...sampler.steps] };
  return { pipeline, width, height, preset };
}

/** The step that leaves `crop` of a source; it says where only if that is not the center. */
export function cropStep({ x, y, width, height }: Frame, source: Size): CropStep {
  const step: CropStep = { op: 'crop', size: { width, height }, rounding: 'floor' };
  return isCentered({ x, y, width, height }, source) ? step : { ...step, at: { x, y } };
}

/** Whether a centered crop of its size is `crop`. */
export function isCentered({ x, y, width, height }: Frame, source: Size): boolean {
  return (
    x === cropStart(source.width, width, 'floor') && y === cropStart(source.height, height, 'floor')
  );
}
