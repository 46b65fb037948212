/** Draws the histogram of a channel as bars. */
import type { ChannelHistogram } from '../../../shared/image/histogram.ts';

/** How counts become heights. */
export type CountScale = 'linear' | 'log';

/** The height of `count` where `most` is full height, 0..1. */
export function heightOf(count: number, most: number, scale: CountScale): number {
  if (most === 0) return 0;
  return scale === 'linear' ? count / most : Math.log1p(count) / Math.log1p(most);
}

/**
 * Bars of `counts` over the whole canvas, each bin as wide as the others, in `color`. Where a pixel
 * column holds several bins the largest is drawn: a lone spike must not vanish.
 */
export function drawHistogram(
  context: CanvasRenderingContext2D,
  { counts }: Pick<ChannelHistogram, 'counts'>,
  scale: CountScale,
  color: string,
): void {
  const { width, height } = context.canvas;
  const most = counts.reduce((largest, count) => Math.max(largest, count), 0);
  context.clearRect(0, 0, width, height);
  context.fillStyle = color;
  for (let x = 0; x < width; x++) {
    const from = Math.min(counts.length - 1, Math.floor((x * counts.length) / width));
    const to = Math.max(from + 1, Math.floor(((x + 1) * counts.length) / width));
    let largest = 0;
    for (let bin = from; bin < to; bin++) largest = Math.max(largest, counts[bin]);
    // What occurs at all is seen: at least a pixel.
    const tall = largest === 0 ? 0 : Math.max(1, heightOf(largest, most, scale) * height);
    context.fillRect(x, height - tall, 1, tall);
  }
}
