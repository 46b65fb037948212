/** Sizes of charts: which there are, and how they are written. */
import { UserError } from '../../base/errors.ts';
import type { Size } from '../../base/raster.ts';

/** Smaller charts have cells too small for their patterns; larger ones no service takes whole. */
export const LEAST_CHART_SIDE = 256;
export const MOST_CHART_SIDE = 4096;

/**
 * The charts that are made where no sizes are given. The first is enough for most services. No two have the same
 * aspect, so that together they tell a fixed size from a fixed side.
 */
export const CHART_SIZES: readonly Size[] = [
  { width: 1024, height: 768 },
  { width: 800, height: 1200 },
  { width: 2048, height: 1152 },
];

/** `size` as people write it. */
export function sizeText({ width, height }: Size): string {
  return `${width}x${height}`;
}

/** The chart size that `text` names, such as `1024x768`. Throws UserError `invalid-argument`. */
export function parseChartSize(text: string): Size {
  const match = /^(\d{1,5})[x×](\d{1,5})$/i.exec(text.trim());
  const size = { width: Number(match?.[1]), height: Number(match?.[2]) };
  requireChartSize(size, text);
  return size;
}

/** Refuses a size that no chart has. Throws UserError `invalid-argument`. */
export function requireChartSize(size: Size, text = sizeText(size)): void {
  const isSide = (side: number) =>
    Number.isInteger(side) && side >= LEAST_CHART_SIDE && side <= MOST_CHART_SIDE;
  if (isSide(size.width) && isSide(size.height)) return;
  throw new UserError(
    'invalid-argument',
    `A chart has sides of ${LEAST_CHART_SIDE} to ${MOST_CHART_SIDE} pixels, such as 1024x768, not "${text.slice(0, 40)}".`,
  );
}
