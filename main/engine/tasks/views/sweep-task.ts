/** How far a view is from the antialiased one, size by size. */
import { setImmediate } from 'node:timers/promises';
import { UserError } from '../../../../shared/base/errors.ts';
import { sweep, type SweepOrder, type SweepPoint } from '../../../../shared/analyze/sweep.ts';
import type { OpenedImage } from '../../images/orders.ts';
import type { TaskContext } from '../../images/task.ts';

/** A point for each size. Throws UserError `cancelled` soon after the signal fires. */
export async function run(
  { image, order }: { image: OpenedImage; order: SweepOrder },
  { images, signal }: TaskContext,
): Promise<SweepPoint[]> {
  const { raster } = await images.raster(image);
  const points: SweepPoint[] = [];
  for (const point of sweep(raster, order)) {
    points.push(point);
    await setImmediate();
    if (signal?.aborted) throw new UserError('cancelled', 'The sweep was cancelled');
  }
  return points;
}
