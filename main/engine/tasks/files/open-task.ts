/** Decodes a file and keeps its raster. */
import { timeBudgetMs } from '../../../../shared/image/cost.ts';
import { refuseMemory } from '../../decode/formats/declared-cost.ts';
import { rasterShape } from '../../images/images.ts';
import type { ImageSource, OpenedImage } from '../../images/orders.ts';
import type { TaskContext } from '../../images/task.ts';

/** The opened image; throws what reading and decoding do. */
export async function run(
  { source }: { source: ImageSource },
  { images, budget }: TaskContext,
): Promise<OpenedImage> {
  const started = performance.now();
  const { name, limits, isForSearch } = source;
  const { facts, raster, pyramid } = await images.open(source, (cost) => {
    budget?.(performance.now() - started + timeBudgetMs(cost, limits.timeoutMs));
    if (isForSearch) refuseMemory(name, 'search', cost.searchBytes, limits);
  });
  const decodeMs = performance.now() - started;
  return { source, facts, raster: rasterShape(raster), levels: pyramid.levels, decodeMs };
}
