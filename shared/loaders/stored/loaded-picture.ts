/** What a loader hands to a program, and how arrays of pixels are turned. */
import type { Size } from '../../base/raster.ts';

/** What a loader is asked for. `as-is` keeps the library's own mode and depth. */
export type LoaderMode = 'rgb' | 'gray' | 'gray-alpha' | 'rgba' | 'as-is';

export interface LoadedPicture extends Size {
  channels: 1 | 2 | 3 | 4;
  /** height*width*channels, row-major. */
  data: Uint8Array | Uint16Array | Float32Array;
  /** Set where the four channels are inks. */
  isCmyk?: true;
}

/** `picture` turned upright by EXIF `orientation` 1..8; the same object for 1. */
export function turned<T extends LoadedPicture>(picture: T, orientation: number): T {
  if (orientation < 2 || orientation > 8) return picture;
  const { width, height, channels, data } = picture;
  const isSwapped = orientation >= 5;
  const [toWidth, toHeight] = isSwapped ? [height, width] : [width, height];
  const out = data.slice();
  for (let y = 0, to = 0; y < toHeight; y++) {
    for (let x = 0; x < toWidth; x++) {
      const [fromX, fromY] = sourceOf(orientation, x, y, width, height);
      let from = (fromY * width + fromX) * channels;
      for (let c = 0; c < channels; c++) out[to++] = data[from++];
    }
  }
  return { ...picture, width: toWidth, height: toHeight, data: out };
}

/** The stored pixel that stands at x, y of the upright picture; the stored one is width by height. */
function sourceOf(
  orientation: number,
  x: number,
  y: number,
  width: number,
  height: number,
): [x: number, y: number] {
  const [right, bottom] = [width - 1, height - 1];
  switch (orientation) {
    case 2:
      return [right - x, y];
    case 3:
      return [right - x, bottom - y];
    case 4:
      return [x, bottom - y];
    case 5:
      return [y, x];
    case 6:
      return [y, bottom - x];
    case 7:
      return [right - y, bottom - x];
    default:
      return [right - y, x];
  }
}
