/**
 * TFLite's ResizeBilinear and ResizeNearestNeighbor (LiteRT).
 *
 *   nearest            as TensorFlow's, in single precision
 *   bilinear           the built-in kernel: four weights, each the product of a row's and a column's; 8 bits
 *                      rounded half up. At the borders the fraction is not clamped: its two taps are one sample
 *   bilinear+int8      the built-in kernel on int8: positions and weights in 1024ths; half away from zero
 *   +xnnpack           what the interpreter uses where it can (the default): columns, then rows, linear in
 *                      single precision; 8 bits with 11-bit weights, int8 the same
 *   +legacy            neither half_pixel_centers nor align_corners
 *
 * 8-bit tensors have to keep their scale: TFLite resizes quantized numbers as they are. Exact on x86-64; on
 * ARM the built-in kernel fuses products and sums.
 * Source: tensorflow, lite/kernels/internal/{reference,optimized}/resize_bilinear.h,
 * reference/resize_nearest_neighbor.h; XNNPACK, src/indirection.c; measured on ai-edge-litert 2.3.
 */
import { roundHalfEven } from '../../../base/raster.ts';
import { ratioOf, single, sourceCoordinate, type CoordinateMode } from '../../taps/coordinates.ts';
import type { Plan } from '../../taps/plan.ts';
import type { Sampler } from '../../taps/sampler.ts';
import { axisPasses, copyPlan, toSingle } from '../../taps/separable.ts';
import { singleTaps, tapsFrom, type AxisTaps } from '../../taps/taps.ts';

const INT8_BITS = 10;
const XNNPACK_BITS = 11;

function nearestTaps(n: number, m: number, mode: CoordinateMode): AxisTaps {
  const ratio = ratioOf(n, m, mode, single);
  return singleTaps(n, m, (dst) => {
    const place = single((mode === 'half_pixel' ? dst + 0.5 : dst) * ratio);
    const index = mode === 'align_corners' ? Math.floor(place + 0.5) : Math.floor(place);
    return Math.min(index, n - 1);
  });
}

function builtinTaps(n: number, m: number, mode: CoordinateMode): AxisTaps {
  const ratio = ratioOf(n, m, mode, single);
  return tapsFrom(n, m, (dst) => {
    const x = sourceCoordinate(dst, ratio, mode, single);
    const low = Math.max(Math.floor(x), 0);
    const high = Math.min(Math.ceil(x), n - 1);
    const fraction = single(x - low);
    return [
      [low, single(1 - fraction)],
      [high, fraction],
    ];
  });
}

/** Whole numbers of 1024ths, divided as C divides. */
function int8Taps(n: number, m: number, mode: CoordinateMode): AxisTaps {
  const one = 2 ** INT8_BITS;
  const corners = mode === 'align_corners' && m > 1 ? 1 : 0;
  const outputs = m - corners;
  const scale = Math.trunc((one * (n - corners) + Math.trunc(outputs / 2)) / outputs);
  const offset = mode === 'half_pixel' ? Math.trunc(scale / 2) - one / 2 : 0;
  return tapsFrom(n, m, (dst) => {
    const place = dst * scale + offset;
    const low = Math.max(Math.trunc(place / one), 0);
    const high = Math.min(Math.trunc((place + one - 1) / one), n - 1);
    const fraction = (place - one * low) / one;
    return [
      [low, 1 - fraction],
      [high, fraction],
    ];
  });
}

/** `bits` rounds the fraction, half to even. */
function xnnpackTaps(n: number, m: number, mode: CoordinateMode, bits: number | null): AxisTaps {
  const ratio = ratioOf(n, m, mode, single);
  const offset = mode === 'half_pixel' ? single(single(0.5 * ratio) - 0.5) : 0;
  return tapsFrom(n, m, (dst) => {
    const place = Math.min(Math.max(single(single(dst * ratio) + offset), 0), n - 1);
    const low = Math.trunc(place);
    const fraction = single(place - low);
    const weight = bits === null ? fraction : roundHalfEven(fraction * 2 ** bits) / 2 ** bits;
    return [
      [low, bits === null ? single(1 - weight) : 1 - weight],
      [Math.min(low + 1, n - 1), weight],
    ];
  });
}

function builtinPlan(mode: CoordinateMode): Sampler['plan'] {
  return (source, target): Plan => {
    const bytes = source.dtype === 'uint8';
    return {
      source,
      target,
      output: bytes ? 'uint8' : 'float32',
      passes: [
        ...toSingle(source),
        {
          type: 'grid',
          tapsX: builtinTaps(source.width, target.width, mode),
          tapsY: builtinTaps(source.height, target.height, mode),
          arithmetic: { kind: 'product-f32' },
        },
        ...(bytes ? [{ type: 'point', operation: 'round-up-clamp' } as const] : []),
      ],
    };
  };
}

function int8Plan(mode: CoordinateMode): Sampler['plan'] {
  return (source, target): Plan => {
    if (source.dtype !== 'uint8') {
      throw new RangeError(`Expected uint8 samples for TFLite's int8 kernel, not ${source.dtype}`);
    }
    const tapsOf = (n: number, m: number): AxisTaps => int8Taps(n, m, mode);
    return {
      source,
      target,
      output: 'uint8',
      passes: [
        ...axisPasses(source, target, ['x', 'y'], tapsOf, { kind: 'fixed-exact', bits: INT8_BITS }),
        { type: 'point', operation: 'tflite-int8' },
      ],
    };
  };
}

function xnnpackPlan(mode: CoordinateMode): Sampler['plan'] {
  return (source, target): Plan => {
    if (source.dtype !== 'uint8') {
      const tapsOf = (n: number, m: number): AxisTaps => xnnpackTaps(n, m, mode, null);
      const passes = axisPasses(source, target, ['x', 'y'], tapsOf, { kind: 'lerp-f32' });
      return { source, target, output: 'float32', passes: [...toSingle(source), ...passes] };
    }
    const bits = XNNPACK_BITS;
    const tapsOf = (n: number, m: number): AxisTaps => xnnpackTaps(n, m, mode, bits);
    return {
      source,
      target,
      output: 'uint8',
      passes: [
        ...axisPasses(source, target, ['x'], tapsOf, { kind: 'fixed-exact', bits }),
        ...axisPasses(source, target, ['y'], tapsOf, { kind: 'fixed-round', bits, carry: bits }),
      ],
    };
  };
}

const MODES: { mode: CoordinateMode; flag: string; options: string }[] = [
  { mode: 'half_pixel', flag: '', options: 'half_pixel_centers=true' },
  { mode: 'asymmetric', flag: '+legacy', options: '' },
  { mode: 'align_corners', flag: '+align_corners', options: 'align_corners=true' },
];

export const tfliteSamplers: Sampler[] = MODES.flatMap(({ mode, flag, options }) => {
  const sampler = (name: string, end: string, note: string, plan: Sampler['plan']): Sampler => {
    const method = name.split('+')[0];
    const operator = method === 'nearest' ? 'RESIZE_NEAREST_NEIGHBOR' : 'RESIZE_BILINEAR';
    return {
      id: `tflite/${name}${flag}${end}`,
      library: 'tflite',
      method,
      versions: '2.x; verified on LiteRT 2.3',
      exactness: method === 'nearest' ? 'exact' : 'exact on x86-64, not verified elsewhere',
      call: `${operator}(${options})${note}`,
      antialias: false,
      ...(mode !== 'half_pixel' && { coordinates: mode }),
      plan,
    };
  };
  return [
    sampler(
      'nearest',
      '',
      '',
      copyPlan((n, m) => nearestTaps(n, m, mode)),
    ),
    sampler('bilinear', '', '  # built-in kernel', builtinPlan(mode)),
    sampler('bilinear+int8', '', '  # built-in kernel, int8', int8Plan(mode)),
    sampler('bilinear', '+xnnpack', '  # XNNPACK, the default', xnnpackPlan(mode)),
  ];
});
