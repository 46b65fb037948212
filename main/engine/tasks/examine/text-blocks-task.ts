/** The blocks of an image in which there may be text, for what reads it. */
import { readOrder, type TextBlocks, type TextOrder } from '../../../../shared/text/text-orders.ts';
import type { OpenedImage } from '../../images/orders.ts';
import type { TaskContext } from '../../images/task.ts';

/** Null where there is nothing of the kind to read. */
export async function run(
  { image, order }: { image: OpenedImage; order: TextOrder },
  { images }: TaskContext,
): Promise<TextBlocks | null> {
  const { raster } = await images.raster(image);
  return readOrder(raster, order);
}
