/** Whether the thumbnail that a file carries shows its main picture. */
import type { ThumbnailFacts } from '../../../shared/image/forensics/forensics.ts';
import { sampledPicture } from '../../../shared/image/forensics/sampled-picture.ts';
import { thumbnailLikeness } from '../../../shared/image/forensics/thumbnail-likeness.ts';
import { decode, type Decoded } from '../decode/decode.ts';
import type { PictureSource } from './decode-picture.ts';

/** Larger ones are no thumbnails. */
const MOST_PIXELS = 1e6;

/**
 * Compares the first thumbnail of a file with its main picture, as it was decoded; null where there is none
 * that can be read, or what was decoded is a second picture itself.
 */
export async function thumbnailFacts(
  bytes: Buffer,
  { facts, raster: main }: Decoded,
  { policy }: Pick<PictureSource, 'policy'>,
): Promise<ThumbnailFacts | null> {
  const thumbnail = facts.items?.find(({ kind }) => kind === 'thumbnail');
  if (thumbnail === undefined || facts.item !== undefined) return null;
  const { id: item, width, height, offset } = thumbnail;
  try {
    const part = bytes.subarray(offset, offset + thumbnail.bytes);
    const limits = { maxPixels: MOST_PIXELS };
    const { raster } = await decode(part, item, { orientation: 'stored', frame: 0 }, limits);
    const picture = sampledPicture(main);
    const orientation = policy.orientation === 'applied' ? 1 : facts.orientation;
    const likeness = thumbnailLikeness(sampledPicture(raster), picture, orientation);
    return { item, width, height, ...likeness };
  } catch {
    return null; // it cannot be read: opening it says why
  }
}
