/** Where the peak detectors look: the multiples of the target size around the middle. */
import type { Size } from '../../base/raster.ts';

/**
 * The bins (width/2 + a w, height/2 + b h) inside the spectrum, without the middle itself. None where
 * the source is less than twice the target on both axes.
 */
export function expectedPeaks(source: Size, target: Size): { x: number; y: number }[] {
  const xs = multiples(source.width, target.width);
  const ys = multiples(source.height, target.height);
  return ys
    .flatMap((y) =>
      xs.map((x) => ({ x: x.at, y: y.at, order: Math.abs(x.order) + Math.abs(y.order) })),
    )
    .filter(({ order }) => order > 0)
    .map(({ x, y }) => ({ x, y }));
}

function multiples(length: number, size: number): { at: number; order: number }[] {
  const middle = length >> 1;
  const most = Math.floor(middle / size);
  return Array.from({ length: 2 * most + 1 }, (_, i) => ({
    at: middle + (i - most) * size,
    order: i - most,
  })).filter(({ at }) => at >= 0 && at < length);
}
