/** Image resources of Photoshop (Adobe's file format specification), as JPEG files hold them in APP13. */
import { hasText, u16be, u32be } from './bytes.ts';

/** The identifier in front of the resources in APP13 of JPEG. */
export const PHOTOSHOP_IN_JPEG = 'Photoshop 3.0\0';

const THUMBNAIL = 1036;
const THUMBNAIL_HEADER_BYTES = 28;
const MOST_RESOURCES = 1000;

/** Where the JPEG of the thumbnail resource lies in `bytes`, which begin with a resource; null without one. */
export function photoshopThumbnail(bytes: Uint8Array): { offset: number; bytes: number } | null {
  let at = 0;
  for (let count = 0; count < MOST_RESOURCES && hasText(bytes, at, '8BIM'); count++) {
    const nameBytes = bytes[at + 6] + 1;
    const sizeAt = at + 6 + nameBytes + (nameBytes % 2);
    const size = u32be(bytes, sizeAt);
    const data = sizeAt + 4;
    if (!(data + size <= bytes.length)) return null;
    if (u16be(bytes, at + 4) === THUMBNAIL && size > THUMBNAIL_HEADER_BYTES) {
      const offset = data + THUMBNAIL_HEADER_BYTES;
      return { offset, bytes: size - THUMBNAIL_HEADER_BYTES };
    }
    at = data + size + (size % 2);
  }
  return null;
}
