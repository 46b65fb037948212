/**
 * Plans of Skia's samplings on 8 bits: RGBA is premultiplied, resized and divided by alpha again.
 * Source: Skia, src/core/SkMipmap.cpp, SkMipmapAccessor.cpp, SkMipmapHQDownSampler.cpp.
 */
import type { Size } from '../../../base/raster.ts';
import type { GridPass, Pass, Plan, SourceShape } from '../../taps/plan.ts';
import { axisPasses, lengthsOf } from '../../taps/separable.ts';
import { TapsBuilder, type AxisTaps } from '../../taps/taps.ts';
import {
  cubicTaps,
  halvingTaps,
  linearPlaces,
  linearTaps,
  olderLinearTaps,
  skiaPlace,
  skiaRatio,
} from './skia-taps.ts';

const AXES = ['x', 'y'] as const;

/** The passes between premultiplied pixels, as a plan on bytes of what `title` names. */
export function skiaPlan(title: string, passesOf: (source: Size, target: Size) => Pass[]) {
  return (source: SourceShape, target: Size): Plan => {
    if (source.dtype !== 'uint8') {
      throw new RangeError(`Expected uint8 samples for ${title}, not ${source.dtype}`);
    }
    const passes = passesOf(source, target);
    if (source.channels === 4) {
      passes.unshift({ type: 'point', operation: 'pillow-premultiply' });
      passes.push({ type: 'point', operation: 'skia-unpremultiply' });
    }
    return { source, target, output: 'uint8', passes };
  };
}

/** The older backend's two taps an axis. `drawn`: the source's size where a part of a sample is missing. */
export function olderLinear(source: Size, target: Size, drawn: Size = source): Pass[] {
  return AXES.map((axis) => {
    const [n, m] = lengthsOf(source, target, axis);
    const ratio = skiaRatio(lengthsOf(drawn, target, axis)[0], m);
    return {
      type: 'axis',
      axis,
      taps: olderLinearTaps(n, m, axis === 'x', ratio),
      arithmetic:
        axis === 'x'
          ? { kind: 'fixed-exact', bits: 4 }
          : { kind: 'fixed-truncate', bits: 4, carry: 4 },
    };
  });
}

/** The pipeline's two taps an axis, after `level` halvings of the source. */
export function linear(source: Size, target: Size, level = 0): Pass[] {
  const { passes, size } = halvings(source, level);
  for (const axis of AXES) {
    const [n, m] = lengthsOf(size, target, axis);
    const taps = linearTaps(n, m, levelRatio(source, target, size, axis));
    passes.push({ type: 'axis', axis, taps, arithmetic: { kind: `skia-lerp-${axis}` } });
  }
  return passes;
}

/** Four taps by four of the cubic with B and C. */
export function cubic(source: Size, target: Size, b: number, c: number, fused: boolean): Pass[] {
  const tapsOf = (n: number, m: number): AxisTaps => cubicTaps(n, m, b, c, fused);
  return [
    {
      type: 'grid',
      tapsX: tapsOf(source.width, target.width),
      tapsY: tapsOf(source.height, target.height),
      arithmetic: { kind: 'skia-cubic', fused },
    },
  ];
}

/**
 * How often the source would be halved for the target, less a half, which sharpens; 0 where it is not.
 * `by`: the axis that shrinks most, or the mean of both.
 */
export function mipmapLevel(source: Size, target: Size, by: 'most' | 'mean'): number {
  const f = Math.fround;
  const [x, y] = AXES.map((axis) => f(1 / skiaRatio(...lengthsOf(source, target, axis))));
  const scale = by === 'most' ? Math.min(x, y) : f(Math.sqrt(f(x * y)));
  return scale >= 1 ? 0 : Math.max(0, f(f(-Math.log2(scale)) - 0.5));
}

/** Two taps by two of the two levels around `level`, mixed. */
export function trilinear(source: Size, target: Size, level: number, fused: boolean): Pass[] {
  const whole = Math.floor(level);
  const { passes, size } = halvings(source, whole);
  const isLast = size.width === 1 && size.height === 1;
  const share = isLast ? 0 : Math.fround(level - whole);
  const [tapsX, tapsY] = AXES.map((axis) => {
    const [n, m] = lengthsOf(size, target, axis);
    return trilinearTaps(n, m, levelRatio(source, target, size, axis), share);
  });
  const mixed: GridPass = {
    type: 'grid',
    tapsX,
    tapsY,
    arithmetic: { kind: 'skia-trilinear', share, fused },
  };
  return [...passes, mixed];
}

/** As skiaTrilinear asks for them. The weights are the whole mix's for what varies along this axis alone. */
function trilinearTaps(n: number, m: number, ratio: number, share: number): AxisTaps {
  const halved = halvingTaps(n);
  const scale = Math.fround(halved.dstSize / n);
  const builder = new TapsBuilder(n);
  const operands: number[] = [];
  const tap = (index: number, within: number, part: number) => {
    builder.tap(index, within * part);
    operands.push(within);
  };
  for (let dst = 0; dst < m; dst++, builder.next()) {
    const at = skiaPlace(dst, ratio);
    const [left, right, part] = linearPlaces(n, at);
    tap(left, Math.fround(1 - part), 1 - share);
    tap(right, part, 1 - share);
    if (share === 0) continue;
    const [first, second, lower] = linearPlaces(halved.dstSize, Math.fround(at * scale));
    for (const [sample, weight] of [
      [first, Math.fround(1 - lower)],
      [second, lower],
    ]) {
      for (let k = halved.offsets[sample]; k < halved.offsets[sample + 1]; k++) {
        tap(halved.indices[k], weight, share * halved.weights[k]);
      }
    }
  }
  return { ...builder.build(), operands: Float64Array.from(operands) };
}

/** The passes that halve both axes `times` times, fractions dropped, and the size that is left. */
function halvings(source: Size, times: number): { passes: Pass[]; size: Size } {
  const passes: Pass[] = [];
  let size: Size = { width: source.width, height: source.height };
  for (let i = 0; i < times; i++) {
    const half = { width: Math.max(1, size.width >> 1), height: Math.max(1, size.height >> 1) };
    const [x] = axisPasses(size, half, ['x'], halvingTaps, { kind: 'fixed-exact', bits: 2 });
    const [y] = axisPasses(size, half, ['y'], halvingTaps, {
      kind: 'fixed-truncate',
      bits: 2,
      carry: 2,
    });
    passes.push(x, y);
    size = half;
  }
  return { passes, size };
}

function levelRatio(source: Size, target: Size, level: Size, axis: 'x' | 'y'): number {
  const [n, m] = lengthsOf(source, target, axis);
  const [size] = lengthsOf(level, target, axis);
  return Math.fround(Math.fround(size / n) * skiaRatio(n, m));
}
