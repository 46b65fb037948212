/** A picture made of an image, as a PNG that says what it is and by its SHA-256 what it is of. */
import type { IntegerSamples, Raster } from '../../../shared/base/raster.ts';
import { sha256Of } from '../../base/hash.ts';
import { version } from '../../base/package-root.ts';
import { writePng } from './encode.ts';
import { rasterShape } from '../images/images.ts';
import type { OpenedImage, WrittenFile } from '../images/orders.ts';

/** Writes `raster`, made of `image`, to `output`, with `text` beside its origin. */
export async function writePicture(
  image: OpenedImage,
  raster: Raster<IntegerSamples>,
  text: Record<string, string>,
  output: string,
  signal?: AbortSignal,
): Promise<WrittenFile> {
  const origin = {
    Software: `Scalescope ${version}`,
    Source: `${image.facts.name} sha256 ${image.facts.sha256}`,
  };
  const png = await writePng(output, raster, { ...origin, ...text }, signal);
  return { path: output, sha256: sha256Of(png), bytes: png.length, raster: rasterShape(raster) };
}
