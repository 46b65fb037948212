/** How one output pixel of a view is made, for people and the API. */
import type { PixelReport } from './contract.ts';
import { explainView } from '../pipelines/explain-view.ts';
import type { ViewRequest } from '../pipelines/request.ts';
import type { SourceShape } from '../resample/taps/plan.ts';

/** Output pixel (x, y) of `view`. Throws what explainView does. */
export function pixelReport(
  view: ViewRequest,
  source: SourceShape,
  x: number,
  y: number,
): PixelReport {
  const { view: made, pixel } = explainView(view, source, x, y);
  const { width, height, frame } = made;
  return { pipeline: view.pipeline, width, height, frame, ...pixel };
}
