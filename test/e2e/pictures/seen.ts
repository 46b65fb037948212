/** What is seen on a canvas, held against what should be. */
import type { Size } from '../../../shared/base/raster.ts';
import type { SeenPixels } from '../../support/viewer.ts';

/** Differences of what is seen to `expected`, over device pixels for which it is not null. */
export function differences(
  seen: SeenPixels,
  expected: (viewX: number, viewY: number, channel: number) => number | null,
): { mean: number; max: number; count: number } {
  let sum = 0;
  let max = 0;
  let count = 0;
  for (let y = 0; y < seen.height; y++) {
    for (let x = 0; x < seen.width; x++) {
      const at = (y * seen.width + x) * 4;
      for (let channel = 0; channel < 3; channel++) {
        const value = expected(x, y, channel);
        if (value === null) continue;
        const difference = Math.abs(seen.data[at + channel] - value);
        sum += difference;
        max = Math.max(max, difference);
        count++;
      }
    }
  }
  return { mean: sum / count, max, count };
}

/** Source coordinates of device coordinates, looking at the middle of `source` at `scale`. */
export function lookingAtMiddle(seen: Size, source: Size, scale: number) {
  return {
    srcX: (viewX: number) => (viewX - seen.width / 2) / scale + source.width / 2,
    srcY: (viewY: number) => (viewY - seen.height / 2) / scale + source.height / 2,
  };
}
