/**
 * Where ONNX Resize samples: the attribute coordinate_transformation_mode, in single precision as onnxruntime
 * computes it from the target's size. tf_crop_and_resize is left out: it takes a region.
 *
 * Source: onnxruntime 1.32, core/providers/cpu/tensor/upsamplebase.h.
 */
import type { Sampler } from '../../taps/sampler.ts';
import { single } from '../../taps/coordinates.ts';

export type OnnxCoordinates =
  | 'half_pixel'
  | 'half_pixel_symmetric'
  | 'pytorch_half_pixel'
  | 'align_corners'
  | 'asymmetric'
  | 'tf_half_pixel_for_nn';

/** The source coordinate of output `dst` on an axis from n to m samples; an axis that stays is left as it is. */
export function onnxCoordinate(mode: OnnxCoordinates, n: number, m: number, dst: number): number {
  if (n === m) return dst;
  const scale = single(m / n);
  switch (mode) {
    case 'asymmetric':
      return single(dst / scale);
    case 'align_corners':
      return m === 1 ? 0 : single(single(dst * (n - 1)) / (m - 1));
    case 'tf_half_pixel_for_nn':
      return single((dst + 0.5) / scale);
    case 'half_pixel_symmetric': {
      const adjustment = single(m / single(scale * n));
      const offset = single(single(n / 2) * single(1 - adjustment));
      return single(offset + (dst + 0.5) / scale - 0.5);
    }
    case 'pytorch_half_pixel':
      return m > 1 ? single(single((dst + 0.5) / scale) - 0.5) : 0;
    case 'half_pixel':
      return single(single((dst + 0.5) / scale) - 0.5);
  }
}

/** Where the outputs of a sampler of that mode are, as the catalogue tells it. */
export function placesOf(mode: OnnxCoordinates): Pick<Sampler, 'coordinates'> {
  return mode === 'align_corners' || mode === 'asymmetric' ? { coordinates: mode } : {};
}
