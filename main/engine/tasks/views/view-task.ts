/** Makes a machine view, with what is said of it. */
import type { MachineView } from '../../../../shared/api/contract.ts';
import type { ViewRequest } from '../../../../shared/pipelines/request.ts';
import { blankReason } from '../../../../shared/verdict/blank.ts';
import { rasterShape } from '../../images/images.ts';
import type { OpenedImage } from '../../images/orders.ts';
import type { TaskContext } from '../../images/task.ts';

/** What the view shows; its pixels are kept for tiles and samples. */
export async function run(
  { image, view }: { image: OpenedImage; view: ViewRequest },
  { images }: TaskContext,
): Promise<MachineView> {
  const started = performance.now();
  const { machine, evidence, pyramid, ...place } = await images.view(image, view);
  const elapsedMs = performance.now() - started;
  const raster = rasterShape(machine);
  const blank = blankReason((await images.raster(image)).raster);
  return { ...evidence, ...place, blank, raster, levels: pyramid.levels, elapsedMs };
}
