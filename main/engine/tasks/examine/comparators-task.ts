/** What the published detectors say, told the target size and the resizer. */
import {
  compareWithPublished,
  type ComparatorEvidence,
} from '../../../../shared/detect/published/comparators.ts';
import type { Size } from '../../../../shared/base/raster.ts';
import type { OpenedImage } from '../../images/orders.ts';
import type { TaskContext } from '../../images/task.ts';

/** The evidence of each. */
export async function run(
  { image, target, sampler }: { image: OpenedImage; target: Size; sampler: string },
  { images }: TaskContext,
): Promise<ComparatorEvidence[]> {
  const { raster } = await images.raster(image);
  return compareWithPublished(raster, target, sampler);
}
