/** How often each value occurs in the source (`view` null) or in what is shown of a view. */
import type { ShownView } from '../../../../shared/api/contract.ts';
import { histogramOf, type Histogram } from '../../../../shared/image/histogram.ts';
import type { OpenedImage } from '../../images/orders.ts';
import type { TaskContext } from '../../images/task.ts';

/** The histogram. */
export async function run(
  { image, view }: { image: OpenedImage; view: ShownView | null },
  { images }: TaskContext,
): Promise<Histogram> {
  return histogramOf((await images.pixels(image, view)).raster);
}
