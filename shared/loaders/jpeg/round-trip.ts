/**
 * What is left of a picture that libjpeg writes and reads again: its coefficients are quantized as libjpeg-turbo does
 * it with its exact integer transform, and decoded as the loaders here decode a file. Entropy coding loses nothing and
 * is left out. Equal to Pillow 12.3's save and load; encoders of other projects (Rust's image, mozjpeg, browsers other
 * than Chromium) have other tables or transforms.
 *
 * Source: libjpeg-turbo, jccolor.c, jcsample.c, jcprepct.c, jcparam.c, jfdctint.c.
 */
import type { Channels, Raster } from '../../base/raster.ts';
import type { JpegComponent, JpegCoefficients } from './coefficients.ts';
import { forwardBlock } from './forward-dct.ts';
import { jpegPicture } from './jpeg-picture.ts';

/** ITU-T T.81, annex K: row-major. */
const LUMA = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
  14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113,
  92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];
const CHROMA = [
  [17, 18, 24, 47],
  [18, 21, 26, 66],
  [24, 26, 56, 99],
  [47, 66, 99, 99],
];
const CHROMA_TABLE = Array.from({ length: 64 }, (_, i) => CHROMA[i >> 3]?.[i & 7] ?? 99);

/** Samples of 8 bits, row-major. */
interface Plane {
  width: number;
  height: number;
  data: Uint8Array;
}

/**
 * `raster` (gray or RGB, 8 bits) after it was written as JPEG of `quality` (1 to 100) and read again, chroma halved
 * along both axes by 4:2:0.
 */
export function jpegRoundTrip(
  raster: Raster<Uint8Array>,
  quality: number,
  chroma: '4:4:4' | '4:2:0',
): Raster<Uint8Array> {
  const { width, height, channels } = raster;
  const isGray = channels === 1;
  const halved = !isGray && chroma === '4:2:0';
  const most = halved ? 2 : 1;
  const planes = isGray ? [raster as Plane] : lumaAndChroma(raster);
  const components = planes.map((plane, i) => {
    const factor = i === 0 ? most : 1;
    const table = quantizers(i === 0 ? LUMA : CHROMA_TABLE, quality);
    return componentOf(i > 0 && halved ? halfOf(plane) : plane, i, factor, table, {
      across: Math.ceil(width / (8 * most)),
      down: Math.ceil(height / (8 * most)),
    });
  });
  const coefficients: JpegCoefficients = {
    width,
    height,
    components,
    mostH: most,
    mostV: most,
    hasJfif: true,
    adobe: null,
  };
  const { data } = jpegPicture(coefficients, { shrink: 1, dct: 'slow', wantsLuma: false });
  return { width, height, channels: (isGray ? 1 : 3) as Channels, data };
}

/** The factors of `base` at `quality`, as jpeg_quality_scaling has them. */
function quantizers(base: readonly number[], quality: number): Uint16Array {
  const percent = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
  return Uint16Array.from(base, (value) =>
    Math.min(255, Math.max(1, Math.floor((value * percent + 50) / 100))),
  );
}

const HALF = 1 << 15;
const MIDDLE = (128 << 16) + HALF - 1;

function lumaAndChroma({ width, height, data }: Raster<Uint8Array>): Plane[] {
  const planes = [0, 1, 2].map(() => new Uint8Array(width * height));
  const [luma, blue, red] = planes;
  for (let i = 0, from = 0; i < luma.length; i++, from += 3) {
    const [r, g, b] = [data[from], data[from + 1], data[from + 2]];
    luma[i] = (19595 * r + 38470 * g + 7471 * b + HALF) >> 16;
    blue[i] = (-11059 * r - 21709 * g + 32768 * b + MIDDLE) >> 16;
    red[i] = (32768 * r - 27439 * g - 5329 * b + MIDDLE) >> 16;
  }
  return planes.map((plane) => ({ width, height, data: plane }));
}

/**
 * The mean of 2x2 samples, rounded down and up by turns, to whole blocks across: columns are repeated before they are
 * halved, rows after.
 */
function halfOf({ width, height, data }: Plane): Plane {
  const [across, down] = [Math.ceil(width / 16) * 8, Math.ceil(height / 2)];
  const out = new Uint8Array(across * down);
  for (let y = 0, to = 0; y < down; y++) {
    const above = 2 * y * width;
    const below = Math.min(2 * y + 1, height - 1) * width;
    for (let x = 0; x < across; x++, to++) {
      const left = Math.min(2 * x, width - 1);
      const right = Math.min(2 * x + 1, width - 1);
      const sum =
        data[above + left] + data[above + right] + data[below + left] + data[below + right];
      out[to] = (sum + 1 + (x & 1)) >> 2;
    }
  }
  return { width: across, height: down, data: out };
}

function componentOf(
  plane: Plane,
  index: number,
  factor: number,
  table: Uint16Array,
  units: { across: number; down: number },
): JpegComponent {
  const wide = units.across * factor;
  const high = units.down * factor;
  const stride = wide * 8;
  const padded = repeatedEdges(plane, stride, high * 8);
  const blocks = new Int16Array(wide * high * 64);
  for (let row = 0, at = 0; row < high; row++) {
    for (let column = 0; column < wide; column++, at += 64) {
      forwardBlock(padded, row * 8 * stride + column * 8, stride, table, blocks, at);
    }
  }
  return { id: index + 1, h: factor, v: factor, wide, high, blocks, table };
}

/** `plane` up to `width` by `height`, its last column and row repeated. */
function repeatedEdges(plane: Plane, width: number, height: number): Uint8Array {
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const from = Math.min(y, plane.height - 1) * plane.width;
    const to = y * width;
    out.set(plane.data.subarray(from, from + plane.width), to);
    out.fill(plane.data[from + plane.width - 1], to + plane.width, to + width);
  }
  return out;
}
