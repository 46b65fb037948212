/** Which target sizes are looked for in a source. */
import type { Size } from '../../base/raster.ts';

/** The smallest size, along each side, that is looked for. */
export const LEAST_SIZE = 16;
/** The largest. */
export const MOST_SIZE = 2048;
/** Down to this ratio a machine that reads one pixel of a cell leaves half of them unread. */
export const LEAST_PERIOD = 1.42;

/** The target sizes that are searched in a source; null where there is no room to hide in. */
export function searchedSizes({ width, height }: Size): { leastSide: number; most: Size } | null {
  const most = (length: number): number => Math.min(MOST_SIZE, Math.floor(length / LEAST_PERIOD));
  const size = { width: most(width), height: most(height) };
  if (Math.min(size.width, size.height) < LEAST_SIZE) return null;
  return { leastSide: LEAST_SIZE, most: size };
}
