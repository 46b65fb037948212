/** Explains an output pixel of a pipeline's view: its sampler knows the formula of the coordinate. */
import { UserError } from '../errors.ts';
import { findSampler } from '../resample/catalog.ts';
import type { CoordinateMode } from '../resample/coordinates.ts';
import { explainPixel, type PixelExplanation } from '../resample/explain.ts';
import type { SourceShape } from '../resample/plan.ts';
import type { Pipeline, Step } from './format.ts';
import { viewAt, type PipelineView } from './pipeline.ts';
import { pipelineOf, sizeOf, type ViewRequest } from './request.ts';

/** The coordinate mode of a pipeline: that of its resize, half_pixel where it has several. */
export function coordinatesOf({ steps }: Pipeline): CoordinateMode {
  const [mode, ...others] = modesOf(steps);
  return mode === undefined || others.some((other) => other !== mode) ? 'half_pixel' : mode;
}

function modesOf(steps: readonly Step[]): CoordinateMode[] {
  return steps.flatMap((step) => {
    if (step.op === 'branch') return step.branches.flatMap((branch) => modesOf(branch.steps));
    return 'sampler' in step ? [findSampler(step.sampler).coordinates ?? 'half_pixel'] : [];
  });
}

/**
 * How output pixel (x, y) of the view that `request` names is made of a source of that shape. Throws
 * UserError `unknown-pipeline`, or `invalid-argument` for a view or a pixel that there is not.
 */
export function explainView(
  request: ViewRequest,
  source: SourceShape,
  x: number,
  y: number,
): { view: PipelineView; pixel: PixelExplanation } {
  const pipeline = pipelineOf(request);
  const view = viewAt(pipeline, source, sizeOf(request), request.part);
  if (x >= view.width || y >= view.height) {
    throw new UserError(
      'invalid-argument',
      `The view is ${view.width}x${view.height}, so it has no pixel ${x},${y} (counted from 0).`,
    );
  }
  return { view, pixel: explainPixel(view, x, y, coordinatesOf(pipeline)) };
}
