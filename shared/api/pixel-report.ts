/** How one output pixel of a view is made, for people and the API. */
import { shrinkable } from '../base/file-of.ts';
import type { PixelReport } from './contract.ts';
import { explainView } from '../pipelines/explain-view.ts';
import type { ViewRequest } from '../pipelines/request.ts';
import type { SourceShape } from '../resample/taps/plan.ts';

/** The shape of an opened image, as pipelines lay it out. */
export function shapeOfImage({
  raster,
  facts,
}: {
  raster: SourceShape;
  facts: { format: string };
}): SourceShape {
  return { ...raster, ...shrinkable(facts.format) };
}

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
