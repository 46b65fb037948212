/** The sizes at which who sees what is compared where nobody names others. */
import type { Size } from '../base/raster.ts';

/** Sides that models take most often. */
const USUAL_SIDES = [224, 299];

/** The usual sizes, and those of `more` that are none of them, in that order. */
export function comparedSizes(more: readonly Size[] = []): Size[] {
  const sizes = USUAL_SIDES.map((side) => ({ width: side, height: side }));
  for (const { width, height } of more) {
    const isThere = sizes.some((size) => size.width === width && size.height === height);
    if (!isThere) sizes.push({ width, height });
  }
  return sizes;
}
