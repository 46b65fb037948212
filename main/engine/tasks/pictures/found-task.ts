/** A picture that the search recovers. */
import type { FoundKind, FoundPicture } from '../../../../shared/api/contract.ts';
import { rasterShape } from '../../images/images.ts';
import type { OpenedImage } from '../../images/orders.ts';
import type { TaskContext } from '../../images/task.ts';

/** What is told of the picture. Throws UserError `not-found` where the search found nothing. */
export async function run(
  { image, picture }: { image: OpenedImage; picture: FoundKind },
  { images }: Pick<TaskContext, 'images'>,
): Promise<FoundPicture> {
  const { raster, pyramid } = await images.found(image, picture);
  const [{ width, height, crop }] = (await images.search(image)).targets;
  return {
    kind: picture,
    target: { width, height },
    frame: crop,
    raster: rasterShape(raster),
    levels: pyramid.levels,
  };
}
