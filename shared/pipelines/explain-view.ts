/** Explains an output pixel of a pipeline's view. */
import { UserError } from '../base/errors.ts';
import { explainPixel, type PixelExplanation } from '../resample/explain-pixel.ts';
import type { SourceShape } from '../resample/taps/plan.ts';
import { viewAt, type PipelineView } from './pipeline.ts';
import { pipelineOf, sizeOf, type ViewRequest } from './request.ts';

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
      `The view is ${view.width}x${view.height}, so there is no pixel ${x},${y} (counting starts at 0).`,
    );
  }
  return { view, pixel: explainPixel(view, x, y) };
}
