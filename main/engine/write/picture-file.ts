/** A picture made of an image, as a PNG file that says what it is and by its SHA-256 what it is of. */
import type { IntegerSamples, Raster } from '../../../shared/base/raster.ts';
import { sha256Of } from '../../base/hash.ts';
import { version } from '../../base/package-root.ts';
import { encodePng } from './encode.ts';
import type { Ordered } from './ordered-files.ts';
import { rasterShape } from '../images/images.ts';
import type { OpenedImage, WrittenFile } from '../images/orders.ts';

/** The file of `raster`, made of `image`, for `output`, with `text` beside its origin. */
export async function pictureFile(
  image: OpenedImage,
  raster: Raster<IntegerSamples>,
  text: Record<string, string>,
  output: string,
  signal?: AbortSignal,
): Promise<Ordered<WrittenFile>> {
  const origin = {
    Software: `Scalescope ${version}`,
    Source: `${image.facts.name} sha256 ${image.facts.sha256}`,
  };
  const png = await encodePng(raster, { ...origin, ...text });
  signal?.throwIfAborted();
  const sha256 = sha256Of(png);
  const told = { path: output, sha256, bytes: png.length, raster: rasterShape(raster) };
  return { told, files: [{ path: output, bytes: png }] };
}
