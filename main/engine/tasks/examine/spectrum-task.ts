/** What the spectrum of an image says; `view` adds the peaks that a payload for it would make. */
import type { ViewRequest } from '../../../../shared/pipelines/request.ts';
import { shapeOf } from '../../../../shared/resample/resize.ts';
import {
  reportSpectrum,
  type SpectrumOptions,
  type SpectrumReport,
} from '../../../../shared/spectrum/spectrum.ts';
import { spectrumOf } from '../../images/kept-spectra.ts';
import type { OpenedImage } from '../../images/orders.ts';
import type { TaskContext } from '../../images/task.ts';

/** The report. */
export async function run(
  input: { image: OpenedImage; options: SpectrumOptions; view: ViewRequest | null },
  { images }: TaskContext,
): Promise<SpectrumReport> {
  const { image, options, view } = input;
  const { raster } = await images.raster(image);
  return reportSpectrum(await spectrumOf(images, image, options), shapeOf(raster), view);
}
