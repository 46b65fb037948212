/** Makes a PNG file of what the search recovers. */
import type { FoundKind } from '../../../../shared/api/contract.ts';
import type { OpenedImage, WrittenFile } from '../../images/orders.ts';
import type { Ordered } from '../../write/ordered-files.ts';
import { pictureFile } from '../../write/picture-file.ts';
import { run as tellFound } from './found-task.ts';
import type { TaskContext } from '../../images/task.ts';

/** The file, which the host writes. Throws UserError `not-found` where the search found nothing. */
export async function run(
  { image, picture, output }: { image: OpenedImage; picture: FoundKind; output: string },
  { images, signal }: TaskContext,
): Promise<Ordered<WrittenFile>> {
  const { raster } = await images.found(image, picture);
  const { target, frame } = await tellFound({ image, picture }, { images });
  const at = `at target size ${target.width}x${target.height}`;
  const text = {
    Description:
      picture === 'hidden'
        ? `Picture recovered from the pixels that a machine reads ${at}`
        : `Where it was written, ${at}: a pixel for each block of cells, from 128 on altered`,
    Covers: `${frame.width}x${frame.height} source pixels from ${frame.x},${frame.y}`,
  };
  return pictureFile(image, raster, text, output, signal);
}
