/** Turning, mirroring and cropping that a HEIF file asks for, and what they are in EXIF. */
import type { Size } from '../../base/raster.ts';
import { damagedBoxes } from './boxes.ts';
import type { CleanAperture, Property } from './properties.ts';

export interface Pixels<T extends Uint8Array | Uint16Array> extends Size {
  channels: number;
  /** height*width*channels, row-major. */
  data: T;
}

/**
 * `pixels` turned, mirrored and cropped in the order of `properties`, as libheif does it. Throws UserError
 * `decode-failed` where a crop lies outside of the picture.
 */
export function transformed<T extends Uint8Array | Uint16Array>(
  pixels: Pixels<T>,
  properties: readonly Property[],
): Pixels<T> {
  let result = pixels;
  for (const property of properties) {
    if (property.kind === 'rotation' && property.quarters > 0) {
      result = turned(result, property.quarters);
    } else if (property.kind === 'mirror') result = mirrored(result, property.swaps);
    else if (property.kind === 'aperture') result = cropped(result, property.aperture);
  }
  return result;
}

/** The size after all of `properties`; throws as `transformed` does. */
export function transformedSize(size: Size, properties: readonly Property[]): Size {
  let { width, height } = size;
  for (const property of properties) {
    if (property.kind === 'rotation' && property.quarters % 2 === 1) {
      [width, height] = [height, width];
    } else if (property.kind === 'aperture') {
      ({ width, height } = cropOf({ width, height }, property.aperture));
    }
  }
  return { width, height };
}

/** EXIF orientations by quarter turns (anticlockwise), then no mirror, rows swapped, columns swapped. */
const ORIENTATIONS = [
  [1, 4, 2],
  [8, 5, 7],
  [3, 2, 4],
  [6, 7, 5],
];

/**
 * The EXIF orientation that says what `irot` and then `imir` among `properties` say; as Pillow tells it of
 * AVIF, whatever their order.
 */
export function orientationOf(properties: readonly Property[]): number {
  let [quarters, mirror] = [0, 0];
  for (const property of properties) {
    if (property.kind === 'rotation') quarters = property.quarters;
    else if (property.kind === 'mirror') mirror = property.swaps === 'rows' ? 1 : 2;
  }
  return ORIENTATIONS[quarters][mirror];
}

/** Copies with each pixel of the result taken from `at(x, y)` of the source. */
function gathered<T extends Uint8Array | Uint16Array>(
  { data, channels }: Pixels<T>,
  size: Size,
  at: (x: number, y: number) => number,
): Pixels<T> {
  const out = new (data.constructor as new (length: number) => T)(
    size.width * size.height * channels,
  );
  for (let y = 0, to = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      const from = at(x, y) * channels;
      for (let c = 0; c < channels; c++) out[to++] = data[from + c];
    }
  }
  return { ...size, channels, data: out };
}

function turned<T extends Uint8Array | Uint16Array>(
  pixels: Pixels<T>,
  quarters: number,
): Pixels<T> {
  const { width: w, height: h } = pixels;
  if (quarters === 2) return gathered(pixels, pixels, (x, y) => (h - 1 - y) * w + (w - 1 - x));
  const size = { width: h, height: w };
  if (quarters === 1) return gathered(pixels, size, (x, y) => x * w + (w - 1 - y));
  return gathered(pixels, size, (x, y) => (h - 1 - x) * w + y);
}

function mirrored<T extends Uint8Array | Uint16Array>(
  pixels: Pixels<T>,
  swaps: 'rows' | 'columns',
): Pixels<T> {
  const { width: w, height: h } = pixels;
  const size = { width: w, height: h };
  if (swaps === 'rows') return gathered(pixels, size, (x, y) => (h - 1 - y) * w + x);
  return gathered(pixels, size, (x, y) => y * w + (w - 1 - x));
}

function cropped<T extends Uint8Array | Uint16Array>(
  pixels: Pixels<T>,
  aperture: CleanAperture,
): Pixels<T> {
  const { left, top, width, height } = cropOf(pixels, aperture);
  return gathered(pixels, { width, height }, (x, y) => (top + y) * pixels.width + left + x);
}

function cropOf(size: Size, aperture: CleanAperture): Size & { left: number; top: number } {
  const across = span(size.width, aperture.width, aperture.horizontalOffset);
  const down = span(size.height, aperture.height, aperture.verticalOffset);
  if (across === null || down === null) {
    throw damagedBoxes('the part to show (clap) lies outside of the picture');
  }
  return { left: across.from, width: across.count, top: down.from, height: down.count };
}

type Fraction = [number, number];

/** The samples that are left of `whole`, around its middle moved by `offset`. */
function span(whole: number, size: Fraction, offset: Fraction) {
  const length = size[0] / size[1];
  const middle = offset[0] / offset[1] + (whole - 1) / 2;
  const from = Math.max(0, Math.floor(middle - (length - 1) / 2));
  const to = Math.min(whole - 1, Math.round(middle + (length - 1) / 2));
  if (!Number.isFinite(from + to) || from > to) return null;
  return { from, count: to - from + 1 };
}
