/**
 * The antialiased reference: what the picture looks like at a size when every source pixel counts
 * by the area it covers. Not a model of any library; the yardstick that machine views are held
 * against. A box as wide as the ratio (at least one pixel, which makes it linear interpolation when
 * enlarging) around the half-pixel center.
 */
import { double, ratioOf, sourceCoordinate } from './coordinates.ts';
import { tapsFrom, type AxisTaps } from './taps.ts';

/** The area taps from n to m samples; weights of an output sum to 1. */
export function areaTaps(n: number, m: number): AxisTaps {
  const ratio = ratioOf(n, m, 'half_pixel', double);
  const width = Math.max(ratio, 1);
  return tapsFrom(n, m, (dst) => {
    const center = sourceCoordinate(dst, ratio, 'half_pixel', double) + 0.5;
    const from = Math.max(0, center - width / 2);
    const to = Math.min(n, center + width / 2);
    const taps: [number, number][] = [];
    for (let i = Math.floor(from); i < to; i++) {
      const covered = Math.min(i + 1, to) - Math.max(i, from);
      if (covered > 0) taps.push([i, covered / (to - from)]);
    }
    return taps;
  });
}
