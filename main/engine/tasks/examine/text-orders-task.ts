/** What to read of an image, in order. */
import { shapeOf } from '../../../../shared/resample/resize.ts';
import { textOrders, type Examined, type TextOrder } from '../../../../shared/text/text-orders.ts';
import type { OpenedImage } from '../../images/orders.ts';
import type { TaskContext } from '../../images/task.ts';

export async function run(
  { image, examined }: { image: OpenedImage; examined: Examined },
  { images }: TaskContext,
): Promise<TextOrder[]> {
  const { raster } = await images.raster(image);
  return textOrders(shapeOf(raster), examined);
}
