/**
 * What a library's loader does with the channels and the depth of a decoded raster. Orientation and
 * frame are the decoder's matter.
 *
 *   depth 8   the high byte of 16 bits, as libpng's strip-16, OpenCV and Pillow's RGB do
 *   alpha     dropped as Pillow's convert("RGB") does, or composited: round(c * a + b * (1 - a))
 */
import type { Raster, Samples } from '../../base/raster.ts';
import { asLoadedBy } from '../../loaders/by-library.ts';
import { highBytes, threeEqual } from '../../loaders/stored/samples.ts';
import type { SourceShape } from '../../resample/taps/plan.ts';
import type { DecodeRules } from './format.ts';

/** The shape that `rules` make of `shape`. */
export function decodedShape(rules: DecodeRules, shape: SourceShape): SourceShape {
  const opaque = shape.channels === 4 && rules.alpha !== 'keep' ? 3 : shape.channels;
  return {
    width: shape.width,
    height: shape.height,
    channels: opaque === 1 && rules.gray === 'rgb' ? 3 : opaque,
    dtype: shape.dtype === 'uint16' && rules.depth === 8 ? 'uint8' : shape.dtype,
  };
}

/** `raster` with `rules` applied; the same object where they change nothing. */
export function applyDecodeRules(rules: DecodeRules, raster: Raster): Raster {
  const { library } = rules;
  const loaded = library ? asLoadedBy(library, raster, rules.depth === 'keep') : raster;
  let out = rules.depth === 8 ? highByte(loaded) : loaded;
  if (out.channels === 4 && rules.alpha !== 'keep') out = withoutAlpha(out, rules.alpha);
  if (out.channels === 1 && rules.gray === 'rgb') {
    out = { ...out, channels: 3, data: threeEqual(out.data) };
  }
  return out;
}

function highByte(raster: Raster): Raster {
  const { data } = raster;
  return data instanceof Uint16Array ? { ...raster, data: highBytes(data) } : raster;
}

/** `raster` (4 channels) without alpha: dropped, or composited over white or black. */
export function withoutAlpha(raster: Raster, alpha: 'drop' | 'white' | 'black'): Raster {
  const { width, height, data } = raster;
  const out = emptyLike(data, width * height * 3);
  const most = data instanceof Uint16Array ? 65535 : 255;
  const behind = alpha === 'white' ? most : 0;
  const isInteger = data instanceof Uint8Array || data instanceof Uint16Array;
  for (let from = 0, to = 0; to < out.length; from += 4, to += 3) {
    const share = alpha === 'drop' ? 1 : data[from + 3] / most;
    for (let c = 0; c < 3; c++) {
      const value = data[from + c] * share + behind * (1 - share);
      out[to + c] = isInteger ? Math.round(value) : value;
    }
  }
  return { width, height, channels: 3, data: out };
}

function emptyLike(data: Samples, length: number): Samples {
  return new (data.constructor as new (length: number) => Samples)(length);
}
