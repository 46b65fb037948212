/** Whether bytes begin with a picture: its container, its size and where it ends. */
import { hasText, u16be, u32be } from './bytes.ts';
import { walkGif } from './gif.ts';
import { isFrameHeader, SOS, walkJpeg } from './jpeg.ts';
import { pngEnd, PNG_SIGNATURE } from './png.ts';
import { webpEnd, webpSize } from './webp.ts';
import type { Size } from '../../base/raster.ts';

export interface IdentifiedPicture extends Size {
  format: 'png' | 'jpeg' | 'gif' | 'webp';
  /** Bytes up to its end; all that there are where it is cut short. */
  bytes: number;
}

/** The picture that `bytes` begin with (PNG, JPEG, GIF or WebP); null where they begin with none. */
export function identifyPicture(bytes: Uint8Array): IdentifiedPicture | null {
  const found = identify(bytes);
  return found !== null && found.width > 0 && found.height > 0 ? found : null;
}

function identify(bytes: Uint8Array): IdentifiedPicture | null {
  if (hasText(bytes, 0, PNG_SIGNATURE)) {
    if (!hasText(bytes, 12, 'IHDR') || bytes.length < 33) return null;
    const [width, height] = [u32be(bytes, 16), u32be(bytes, 20)];
    return { format: 'png', width, height, bytes: pngEnd(bytes) ?? bytes.length };
  }
  if (hasText(bytes, 0, '\xff\xd8\xff')) {
    const size = jpegSize(bytes);
    return size && { format: 'jpeg', ...size, bytes: walkJpeg(bytes).end ?? bytes.length };
  }
  const gif = walkGif(bytes);
  if (gif !== null) {
    if (gif.frames === 0) return null;
    const { width, height, end } = gif;
    return { format: 'gif', width, height, bytes: end ?? bytes.length };
  }
  const size = webpSize(bytes);
  return size && { format: 'webp', ...size, bytes: webpEnd(bytes) ?? bytes.length };
}

const MOST_HEADER_SEGMENTS = 1000;

/** The size by the frame header that stands before the first scan; null where there is none. */
function jpegSize(bytes: Uint8Array): Size | null {
  let size: Size | null = null;
  let at = 2;
  for (let count = 0; count < MOST_HEADER_SEGMENTS && bytes[at] === 0xff; count++) {
    const marker = bytes[at + 1];
    if (marker === SOS) return size;
    const length = u16be(bytes, at + 2);
    if (!(marker >= 0xc0 && length >= 2)) return null;
    if (isFrameHeader(marker) && length >= 8) {
      size = { width: u16be(bytes, at + 7), height: u16be(bytes, at + 5) };
    }
    at += 2 + length;
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at++; // fill bytes
  }
  return null;
}
