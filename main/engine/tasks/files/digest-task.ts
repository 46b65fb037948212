/** SHA-256 of the samples of an image. */
import { hashSamples } from '../../decode/decode.ts';
import type { OpenedImage } from '../../images/orders.ts';
import type { TaskContext } from '../../images/task.ts';

/** In hexadecimal, of the samples row-major, interleaved, little-endian. */
export async function run(
  { image }: { image: OpenedImage },
  { images }: TaskContext,
): Promise<string> {
  return hashSamples((await images.raster(image)).raster);
}
