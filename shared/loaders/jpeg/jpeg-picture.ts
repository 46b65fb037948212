/**
 * The picture of a JPEG file as libjpeg-turbo hands it out, whole or shrunken by its DCT: what is shrunken is
 * not filtered after decoding, the high frequencies of each block are left out (jdmaster.c, jdcolor.c).
 */
import type { Size } from '../../base/raster.ts';
import type { JpegCoefficients, JpegComponent } from './coefficients.ts';
import { inverseDct, type BlockSide, type DctMethod } from './inverse-dct.ts';
import { damaged } from './segments.ts';
import { upsampled, type SamplePlane } from './upsample.ts';

/** How much smaller each side is made while decoding. */
export type JpegShrink = 1 | 2 | 4 | 8;

export interface JpegOrder {
  shrink: JpegShrink;
  dct: DctMethod;
  /** Luma alone where the file has one. */
  wantsLuma: boolean;
}

export interface JpegPicture extends Size {
  color: 'gray' | 'rgb' | 'cmyk';
  /** height*width*channels, row-major. Inks are as the file has them: inverted by Adobe. */
  data: Uint8Array;
}

/** The size of the picture of `size` that libjpeg makes. */
export function shrunkenSize({ width, height }: Size, shrink: JpegShrink): Size {
  return { width: Math.ceil(width / shrink), height: Math.ceil(height / shrink) };
}

/** The picture of `coefficients`. Throws UserError `decode-failed` for sampling factors that do not divide. */
export function jpegPicture(coefficients: JpegCoefficients, order: JpegOrder): JpegPicture {
  const size = shrunkenSize(coefficients, order.shrink);
  const { components } = coefficients;
  const transform = transformOf(coefficients);
  const hasLuma = components.length === 3 && transform === 'ycc';
  const isLuma = components.length === 1 || (order.wantsLuma && hasLuma);
  const planes = components
    .slice(0, isLuma ? 1 : components.length)
    .map((part) => planeOf(coefficients, part, order, size));
  const color = isLuma ? 'gray' : components.length === 3 ? 'rgb' : 'cmyk';
  if (components.length === 2) throw damaged('it has two components');
  const data = isLuma ? packed(planes, size) : colored(planes, transform, size);
  return { ...size, color, data };
}

/** The samples of a component at the size of the picture. */
function planeOf(
  { mostH, mostV, width, height }: JpegCoefficients,
  part: JpegComponent,
  { shrink, dct }: JpegOrder,
  size: Size,
): SamplePlane {
  const least = (8 / shrink) as BlockSide;
  let side = least;
  // A component of fewer samples is shrunken less, so that it needs no enlarging.
  while (
    side < 8 &&
    (mostH * least) % (part.h * side * 2) === 0 &&
    (mostV * least) % (part.v * side * 2) === 0
  ) {
    side = (side * 2) as BlockSide;
  }
  const across = (mostH * least) / (part.h * side);
  const down = (mostV * least) / (part.v * side);
  if (!Number.isInteger(across) || !Number.isInteger(down))
    throw damaged('its sampling factors do not divide each other');
  const stride = part.wide * side;
  const plane: SamplePlane = {
    width: Math.ceil((width * part.h * side) / (mostH * 8)),
    height: Math.ceil((height * part.v * side) / (mostV * 8)),
    stride,
    data: new Uint8ClampedArray(stride * part.high * side),
  };
  const transform = inverseDct(side, dct, part.table);
  for (let row = 0, at = 0; row < part.high; row++) {
    for (let column = 0; column < part.wide; column++, at += 64) {
      transform(part.blocks, at, plane.data, row * side * stride + column * side, stride);
    }
  }
  // libjpeg does not look at the rows beside where a block is one sample.
  return upsampled(plane, across, down, least > 1, size.width, size.height);
}

type Transform = 'none' | 'ycc';

/** What the components are, as libjpeg guesses it from markers and ids. */
function transformOf({ components, hasJfif, adobe }: JpegCoefficients): Transform {
  if (components.length < 3) return 'none';
  if (components.length === 4) return adobe === null || adobe === 0 ? 'none' : 'ycc';
  if (hasJfif) return 'ycc';
  if (adobe !== null) return adobe === 0 ? 'none' : 'ycc';
  return components.map(({ id }) => String.fromCharCode(id)).join('') === 'RGB' ? 'none' : 'ycc';
}

function packed(planes: readonly SamplePlane[], { width, height }: Size): Uint8Array {
  const channels = planes.length;
  const out = new Uint8Array(width * height * channels);
  planes.forEach(({ data, stride }, c) => {
    for (let y = 0, to = c; y < height; y++) {
      for (let x = 0; x < width; x++, to += channels) out[to] = data[y * stride + x];
    }
  });
  return out;
}

/** Chroma to what it adds to luma, 16 bits of fraction, as libjpeg's tables have it. */
const HALF = 1 << 15;
const tableOf = (of: (chroma: number) => number): Int32Array =>
  Int32Array.from({ length: 256 }, (_, i) => of(i - 128));
const RED_OF_CR = tableOf((chroma) => (91881 * chroma + HALF) >> 16);
const BLUE_OF_CB = tableOf((chroma) => (116130 * chroma + HALF) >> 16);
const GREEN_OF_CR = tableOf((chroma) => -46802 * chroma);
const GREEN_OF_CB = tableOf((chroma) => -22554 * chroma + HALF);

function colored(planes: readonly SamplePlane[], transform: Transform, size: Size): Uint8Array {
  const out = packed(planes, size);
  if (transform === 'none') return out;
  const channels = planes.length;
  const clamped = new Uint8ClampedArray(out.buffer);
  // YCCK holds what inks leave of white.
  const flip = channels === 4 ? 255 : 0;
  for (let i = 0; i < out.length; i += channels) {
    const [y, cb, cr] = [out[i], out[i + 1], out[i + 2]];
    clamped[i] = y + RED_OF_CR[cr];
    clamped[i + 1] = y + ((GREEN_OF_CB[cb] + GREEN_OF_CR[cr]) >> 16);
    clamped[i + 2] = y + BLUE_OF_CB[cb];
    if (flip === 0) continue;
    for (let c = 0; c < 3; c++) out[i + c] = flip - out[i + c];
  }
  return out;
}
