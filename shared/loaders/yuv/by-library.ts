/**
 * AVIF as Pillow 12.3 and OpenCV 5.0 hand it out, both through libavif 1.4.2 and not always alike; HEIC as
 * libheif does.
 */
import { roundHalfEven } from '../../base/raster.ts';
import { UserError } from '../../base/errors.ts';
import type { StoredColor, StoredPicture } from '../stored/stored-picture.ts';
import { libavifColors, type AvifColors } from './libavif.ts';
import { libheifColors } from './libheif.ts';
import type { Property } from '../heif/properties.ts';
import { transformed } from '../heif/transforms.ts';
import type { YuvPlanes } from './planes.ts';

const COLORS: Record<AvifColors['channels'], StoredColor> = { 1: 'gray', 3: 'rgb', 4: 'rgba' };

/**
 * What `Image.open` of Pillow 12.3 gives: 8 bits, always. Gray is mode `L` with the range widened to 0..255;
 * gray with alpha is `RGBA`. `orientation` is that of the boxes `irot` and `imir`; Pillow tells it as EXIF
 * and leaves the pixels. Throws UserError `unsupported-format` where libavif refuses.
 */
export function avifOfPillow(planes: YuvPlanes, orientation: number): StoredPicture {
  return stored(libavifColors(planes, 'eight'), 8, orientation);
}

/**
 * What `imread` of OpenCV 5.0 reads before it drops alpha or makes gray: with `unchanged` (IMREAD_UNCHANGED)
 * 10 and 12 bits stay 0..1023 and 0..4095 in 16-bit samples, else they become 8. Gray is the plane of luma
 * as it is, also where its range is limited. `orientation` is that of the EXIF item: OpenCV does not know
 * the boxes `irot` and `imir`. Throws UserError `unsupported-format` on gray with alpha, which imread
 * refuses, and where libavif refuses.
 */
export function avifOfOpenCV(
  planes: YuvPlanes,
  orientation: number,
  unchanged: boolean,
): StoredPicture {
  const bits = unchanged && planes.depth > 8 ? 16 : 8;
  if (planes.u !== null) {
    return stored(libavifColors(planes, bits === 8 ? 'eight' : 'stored'), bits, orientation);
  }
  if (planes.alpha !== null) {
    throw new UserError('unsupported-format', 'OpenCV does not read AVIF of gray with alpha');
  }
  const { width, height, y, depth } = planes;
  const unit = 1 << (depth - 8);
  const data =
    bits === 16 || depth === 8
      ? y
      : Uint8Array.from(y, (code) => Math.min(255, roundHalfEven(code / unit)));
  return stored({ width, height, channels: 1, data }, bits, orientation);
}

/**
 * What `heif-convert` of libheif 1.15 writes: turned and cropped as the `properties` of the item say, 8 bits,
 * or 16 bits whose upper ones are those of the file and whose lower ones are 0. heif-convert writes gray as
 * RGB of three equal samples. Throws UserError `decode-failed` where a crop is impossible.
 */
export function heicOfLibheif(planes: YuvPlanes, properties: readonly Property[]): StoredPicture {
  const { channels, ...pixels } = libheifColors(planes);
  const { width, height, data } = transformed({ ...pixels, channels }, properties);
  const shift = 16 - planes.depth;
  const wide = data instanceof Uint16Array ? data.map((code) => code << shift) : data;
  const bits = planes.depth > 8 ? 16 : 8;
  return { ...stored({ width, height, channels, data: wide }, bits, 1), format: 'heic' };
}

function stored({ width, height, channels, data }: AvifColors, bits: number, orientation: number) {
  const color = COLORS[channels];
  const picture: StoredPicture = {
    width,
    height,
    format: 'avif',
    color,
    bits,
    data,
    palette: null,
    colorKey: null,
    orientation,
    damage: null,
  };
  return picture;
}
