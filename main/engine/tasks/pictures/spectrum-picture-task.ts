/** The spectrum as a picture, from black at its lowDb to white at its highDb. */
import { grayOf, type SpectrumOptions } from '../../../../shared/spectrum/spectrum.ts';
import { spectrumOf } from '../../images/kept-spectra.ts';
import type { GrayPicture, OpenedImage } from '../../images/orders.ts';
import type { TaskContext } from '../../images/task.ts';

/** Its pixels, a byte each. */
export async function run(
  { image, options }: { image: OpenedImage; options: SpectrumOptions },
  { images }: TaskContext,
): Promise<GrayPicture> {
  const { spectrum } = await spectrumOf(images, image, options);
  return { width: spectrum.width, height: spectrum.height, data: grayOf(spectrum) };
}
