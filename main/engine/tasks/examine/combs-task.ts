/** How strongly each target size stands out along both axes. */
import {
  axisCombs,
  type AxisCombs,
  type SpectrumChannel,
} from '../../../../shared/spectrum/spectrum.ts';
import type { OpenedImage } from '../../images/orders.ts';
import type { TaskContext } from '../../images/task.ts';

/** The combs of both axes. */
export async function run(
  { image, channel }: { image: OpenedImage; channel: SpectrumChannel },
  { images }: TaskContext,
): Promise<AxisCombs> {
  const { raster } = await images.raster(image);
  return axisCombs(raster, channel);
}
