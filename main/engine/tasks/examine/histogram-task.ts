/** How often each value occurs in the source (`view` null) or in what is shown of a view, or in a region. */
import type { ShownView } from '../../../../shared/api/contract.ts';
import {
  histogramOf,
  type CountedRegion,
  type Histogram,
} from '../../../../shared/image/histogram.ts';
import type { OpenedImage } from '../../images/orders.ts';
import type { TaskContext } from '../../images/task.ts';

/** The histogram. */
export async function run(
  {
    image,
    view,
    region,
  }: { image: OpenedImage; view: ShownView | null; region: CountedRegion | null },
  { images }: TaskContext,
): Promise<Histogram> {
  return histogramOf((await images.pixels(image, view)).raster, region ?? undefined);
}
