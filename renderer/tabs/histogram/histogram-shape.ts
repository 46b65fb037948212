/** The shapes of a histogram: how counts become heights and paths. */

/** How counts become heights. */
export type CountScale = 'linear' | 'log';

/** Counts of one picture, and of how many pixels. */
export interface Counted {
  counts: readonly number[];
  pixels: number;
}

/** The share of the most frequent value among `all`, 0 where nothing was counted. */
export function largestShare(all: readonly Counted[]): number {
  return all.reduce(
    (most, { counts, pixels }) => Math.max(most, ...counts.map((count) => count / pixels)),
    0,
  );
}

/** The least share that there can be: one pixel of the larger picture. */
export function leastShare(all: readonly Counted[]): number {
  return 1 / Math.max(1, ...all.map(({ pixels }) => pixels));
}

/** The height of `share` where `most` is full height, 0..1; logarithmic from `least` on. */
export function heightOf(share: number, most: number, least: number, scale: CountScale): number {
  if (share === 0 || most === 0) return 0;
  if (scale === 'linear') return share / most;
  const from = Math.log(least / 2);
  return (Math.log(share) - from) / (Math.log(most) - from);
}

/** The ticks of a scale of shares, from its top on, with what is written at them. */
export function shareTicks(
  most: number,
  least: number,
  scale: CountScale,
): { share: number; text: string }[] {
  const shares =
    scale === 'linear'
      ? [most, most / 2]
      : [
          most,
          ...[0.1, 0.01, 0.001, 1e-4, 1e-5, 1e-6].filter(
            (each) => each < most / 3 && each >= least,
          ),
        ];
  return shares.map((share) => ({ share, text: `${Number((share * 100).toPrecision(2))} %` }));
}

/** A path of steps over `left`..`left + width`, `bottom` being height 0; closed for an area. */
export function stepPath(
  heights: readonly number[],
  { left, width, bottom, height }: { left: number; width: number; bottom: number; height: number },
  isClosed: boolean,
): string {
  const x = (at: number): string => (left + (at * width) / heights.length).toFixed(2);
  const y = (tall: number): string => (bottom - tall * height).toFixed(2);
  const steps = heights.map((tall, at) => `V${y(tall)}H${x(at + 1)}`).join('');
  const path = `M${x(0)} ${bottom}${steps}V${bottom}`;
  return isClosed ? `${path}Z` : path;
}
