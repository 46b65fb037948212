/** Decodes a file and keeps its raster. */
import { timeBudgetMs } from '../../../../shared/image/cost.ts';
import { rasterShape } from '../../images/images.ts';
import type { ImageSource, OpenedImage } from '../../images/orders.ts';
import type { TaskContext } from '../../images/task.ts';

/** The opened image; throws what reading and decoding do. */
export async function run(
  { source }: { source: ImageSource },
  { images, budget }: TaskContext,
): Promise<OpenedImage> {
  const started = performance.now();
  const { facts, raster, pyramid } = await images.open(source, (cost) =>
    budget?.(performance.now() - started + timeBudgetMs(cost, source.limits.timeoutMs)),
  );
  const decodeMs = performance.now() - started;
  return { source, facts, raster: rasterShape(raster), levels: pyramid.levels, decodeMs };
}
