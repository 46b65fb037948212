/** The pictures that are shown beside a machine view, out of the same tables. */
import { MAX_LATTICE_PIXELS, type Shown } from '../../../shared/api/contract.ts';
import type { ViewRequest } from '../../../shared/pipelines/request.ts';
import { UserError } from '../../../shared/base/errors.ts';
import { antialiasedView } from '../../../shared/analyze/antialiased-view.ts';
import { viewAt } from '../../../shared/pipelines/pipeline.ts';
import { pipelineOf, sizeOf } from '../../../shared/pipelines/request.ts';
import type { IntegerSamples, Raster } from '../../../shared/base/raster.ts';
import { readPixels, withoutReadPixels } from '../../../shared/resample/lattice-picture.ts';
import { shapeOf } from '../../../shared/resample/resize.ts';

export type DerivedPicture = Exclude<Shown, 'machine'>;

/** Picture `show` of `view` on `source`. Throws UserError, `too-large` beyond MAX_LATTICE_PIXELS. */
export function drawDerivedPicture(
  source: Raster<IntegerSamples>,
  view: ViewRequest,
  show: DerivedPicture,
): Raster<IntegerSamples> {
  if (show === 'antialiased') return antialiasedView(source, view);
  const pixels = source.width * source.height;
  if (pixels > MAX_LATTICE_PIXELS) {
    throw new UserError(
      'too-large',
      `The sampled pixels can be shown alone for images of up to ` +
        `${MAX_LATTICE_PIXELS / 1e6} megapixels; this one has ${Math.ceil(pixels / 1e6)}.`,
    );
  }
  const { x, y } = viewAt(pipelineOf(view), shapeOf(source), sizeOf(view), view.part);
  return show === 'read' ? readPixels(source, x, y) : withoutReadPixels(source, x, y);
}
