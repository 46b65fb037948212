/** Samples converted where they stand. */
import { roundHalfEven, type Dtype, type Raster } from '../../base/raster.ts';
import {
  pillowPremultiply,
  pillowUnpremultiply,
  vipsPremultiply,
  vipsUnpremultiply,
} from '../arithmetic/alpha-arithmetic.ts';
import type { Buffer } from '../arithmetic/combiner.ts';
import { goNarrow, goWiden } from '../arithmetic/go-arithmetic.ts';
import { javaPremultiply, javaUnpremultiply } from '../arithmetic/java-arithmetic.ts';
import { skiaUnpremultiply } from '../arithmetic/platform/skia-bytes.ts';
import { swscaleToBytes, swscaleToYuv } from '../arithmetic/platform/swscale-arithmetic.ts';
import { rangeOfBytes, type Range } from '../simd/bytes.ts';
import {
  magickNarrow,
  magickUnweigh,
  magickWeigh,
  magickWiden,
} from '../arithmetic/magick-arithmetic.ts';
import { firUnpremultiply } from '../arithmetic/rust-arithmetic.ts';
import type { PointPass } from '../taps/plan.ts';

/** The samples of `data` converted; `source` is the raster the plan began with. */
export function convert(
  data: Buffer,
  operation: PointPass['operation'],
  output: Dtype,
  source: Raster,
): Buffer {
  const { channels } = source;
  switch (operation) {
    case 'to-f32':
      return Float32Array.from(data);
    case 'to-f64':
      return Float64Array.from(data);
    case 'pillow-premultiply':
      return pillowPremultiply(data, channels);
    case 'pillow-unpremultiply':
      return pillowUnpremultiply(data, channels);
    case 'vips-premultiply':
      return vipsPremultiply(data, channels);
    case 'vips-unpremultiply':
      return vipsUnpremultiply(data, channels);
    case 'skia-unpremultiply':
      return skiaUnpremultiply(data, channels);
    case 'swscale-to-yuv':
      return swscaleToYuv(data, channels);
    case 'swscale-round':
      return swscaleToBytes(data, channels, true);
    case 'swscale-cut':
      return swscaleToBytes(data, channels, false);
    case 'round-clamp':
      return toIntegers(data, output, roundHalfEven);
    case 'round-up-clamp':
      return toIntegers(data, output, (value) => Math.floor(value + 0.5));
    case 'truncate-clamp':
      return toIntegers(data, output, Math.trunc);
    case 'stb-round':
      return toIntegers(data, output, (value) => Math.trunc(Math.fround(value + 0.5)));
    case 'tflite-int8':
      return toIntegers(data, output, roundOfInt8);
    case 'go-widen':
      return goWiden(data, channels);
    case 'go-truncate':
      return goNarrow(data, channels, false);
    case 'go-round':
      return goNarrow(data, channels, true);
    case 'fir-unpremultiply':
      return firUnpremultiply(data, channels);
    case 'magick-widen':
      return magickWiden(data);
    case 'magick-narrow':
      return magickNarrow(data, channels);
    case 'magick-weigh':
      return magickWeigh(data, channels);
    case 'magick-unweigh':
      return magickUnweigh(data, channels);
    case 'java-premultiply':
      return javaPremultiply(data, channels);
    case 'java-unpremultiply':
      return javaUnpremultiply(data, channels);
    case 'clamp-source': {
      const range = rangeOf(data);
      const { least, most } = rangeOf(source.data, range);
      if (range.least >= least && range.most <= most) return data;
      const out = data.slice();
      for (let i = 0; i < out.length; i++) {
        if (out[i] < least) out[i] = least;
        else if (out[i] > most) out[i] = most;
      }
      return out;
    }
  }
}

/** Of a sum times 2^20: half away from 128, which is 0 in int8. */
function roundOfInt8(sum: number): number {
  const one = 2 ** 20;
  const signed = sum - 128 * one;
  return Math.trunc((signed + (signed > 0 ? one / 2 : -one / 2)) / one) + 128;
}

function toIntegers(data: Buffer, output: Dtype, whole: (value: number) => number): Buffer {
  const max = output === 'uint16' ? 65535 : 255;
  const out = max === 255 ? new Uint8Array(data.length) : new Uint16Array(data.length);
  for (let i = 0; i < data.length; i++) out[i] = Math.min(max, Math.max(0, whole(data[i])));
  return out;
}

/** The range of `data`, or what is known of it once it holds all of `enough`. */
function rangeOf(data: Buffer, enough: Range = { least: -Infinity, most: Infinity }): Range {
  const range = data instanceof Uint8Array ? rangeOfBytes(data, enough) : null;
  if (range !== null) return range;
  let least = Infinity;
  let most = -Infinity;
  for (let i = 0; i < data.length; i++) {
    const value = data[i];
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return { least, most };
}
