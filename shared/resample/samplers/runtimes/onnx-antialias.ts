/**
 * ONNX Resize with antialias: Pillow's scheme in single precision, around the coordinates of the mode. Taps
 * outside are added to the edge sample, or dropped with exclude_outside; weights are divided by their sum. Of
 * 8 bits the weights are rounded to 22 bits, and each axis to 8 bits.
 *
 * Source: onnxruntime 1.32, core/providers/cpu/tensor/upsample_antialias.h.
 */
import { single } from '../../taps/coordinates.ts';
import { triangleSingle, type Kernel } from '../../taps/filter-kernels.ts';
import { runTaps, type AxisTaps } from '../../taps/taps.ts';
import { onnxCoordinate, type OnnxCoordinates } from './onnx-coordinates.ts';

/** Bits of the weights of 8-bit tensors. */
export const ONNX_BITS = 22;

export const onnxTriangle = triangleSingle;

/** Keys' cubic with the attribute cubic_coeff_a, each step in single precision. */
export function onnxCubic(a: number): Kernel {
  const inner = single(a + 2);
  const outer = single(a + 3);
  return {
    support: 2,
    weight: (x) => {
      const u = Math.abs(x);
      if (u >= 2) return 0;
      if (u < 1) return single(single(single(single(single(inner * u) - outer) * u) * u) + 1);
      return single(single(single(single(single(single(u - 5) * u) + 8) * u) - 4) * a);
    },
  };
}

export interface OnnxAntialias {
  mode: OnnxCoordinates;
  kernel: Kernel;
  excludeOutside: boolean;
}

/** The table of an axis; `bits` rounds the weights to that many. */
export function onnxAntialiasTaps(
  n: number,
  m: number,
  { mode, kernel, excludeOutside }: OnnxAntialias,
  bits: number | null,
): AxisTaps {
  const scale = single(1 / single(m / n));
  const support = scale >= 1 ? single(kernel.support * scale) : kernel.support;
  const window = Math.ceil(support) * 2 + 1;
  const perUnit = scale >= 1 ? single(1 / scale) : 1;
  const inside = (index: number): number => Math.min(Math.max(index, 0), n);
  return runTaps(n, m, (dst) => {
    const center = single(0.5 + onnxCoordinate(mode, n, m, dst));
    const first = Math.floor(single(single(center - support) + 0.5));
    const reach = Math.floor(single(single(center + support) + 0.5)) - first;
    const end = first + Math.min(Math.max(reach, 0), window);
    const [from, to] = excludeOutside ? [inside(first), inside(end)] : [first, end];
    const weights: number[] = [];
    let total = 0;
    for (let i = from; i < to; i++) {
      const weight = kernel.weight(single(single(single(i - center) + 0.5) * perUnit));
      weights.push(weight);
      total = single(total + weight);
    }
    const perTotal = total === 0 ? 1 : single(1 / total);
    const kept = excludeOutside ? weights : folded(weights, from, n);
    return {
      first: inside(first),
      weights: kept
        .slice(0, inside(end) - inside(first))
        .map((weight) => rounded(single(weight * perTotal), bits)),
    };
  });
}

/** The weights outside added to that of the edge sample, from the outermost inwards. */
function folded(weights: readonly number[], first: number, n: number): number[] {
  const kept = [...weights];
  const most = kept.length - 1;
  const before = Math.min(Math.max(-first, 0), most);
  for (let k = 0; k < before; k++) kept[before] = single(kept[before] + kept[k]);
  const after = Math.min(Math.max(first + kept.length - n, 0), most);
  const last = kept.length - after - 1;
  for (let k = last + 1; k < kept.length; k++) kept[last] = single(kept[last] + kept[k]);
  return kept.slice(before);
}

function rounded(weight: number, bits: number | null): number {
  if (bits === null) return weight;
  const scaled = Math.abs(weight) * 2 ** bits;
  return (Math.sign(weight) * Math.floor(scaled + 0.5)) / 2 ** bits;
}
