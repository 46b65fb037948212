/** Decodes a file and keeps its raster. */
import { rasterShape } from '../../images/images.ts';
import type { ImageSource, OpenedImage } from '../../images/orders.ts';
import type { TaskContext } from '../../images/task.ts';

/** The opened image; throws what reading and decoding do. */
export async function run(
  { source }: { source: ImageSource },
  { images }: TaskContext,
): Promise<OpenedImage> {
  const started = performance.now();
  const { facts, raster, pyramid } = await images.open(source);
  const decodeMs = performance.now() - started;
  return { source, facts, raster: rasterShape(raster), levels: pyramid.levels, decodeMs };
}
