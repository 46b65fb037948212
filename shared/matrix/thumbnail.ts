/** A picture small enough for a list: averaged, never sampled, or it could hide something itself. */
import type { Size } from '../base/raster.ts';
import { areaTaps } from '../resample/taps/area.ts';
import type { LevelPicture } from './difference-map.ts';
import { viewOfPlane } from './plane-view.ts';
import { THUMBNAIL_SIDE } from './result.ts';

/** RGBA, 8 bit, row-major. */
export interface SmallPicture extends Size {
  rgba: Uint8Array;
}

/** `picture` with sides of at most THUMBNAIL_SIDE. */
export function thumbnailOf(picture: LevelPicture): SmallPicture {
  const factor = Math.min(1, THUMBNAIL_SIDE / Math.max(picture.width, picture.height));
  const width = Math.max(1, Math.round(picture.width * factor));
  const height = Math.max(1, Math.round(picture.height * factor));
  const { channels } = picture;
  const plane = { raster: picture, colors: channels, scale: 1 };
  const small = viewOfPlane(
    plane,
    areaTaps(picture.width, width),
    areaTaps(picture.height, height),
  );
  const rgba = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) {
      rgba[i * 4 + c] = Math.round(small[i * channels + (channels === 1 ? 0 : c)]);
    }
    rgba[i * 4 + 3] = 255;
  }
  return { width, height, rgba };
}
