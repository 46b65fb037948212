/** Whether what the machine reads is a function of the level around it, pixel by pixel and not in the view alone. */
import { NO_CLASS } from '../cells/axis-cells.ts';
import type { ChannelView } from './channel-view.ts';
import type { LookedInto } from './line-departures.ts';

const LEVELS = 32;

/** Share of what read pixels stray from the level by that may be left when all is taken off that is usual there. */
const LEFT = 1 / 4;

/**
 * Whether the pixels of each read class have one value for each level; `level`: of all cells, in code
 * values. A picture in read pixels may cancel out in a view that mixes several, and still is one.
 */
export function areByLevel(
  { source, channel, cells }: ChannelView,
  parts: readonly LookedInto[],
  level: Float64Array,
): boolean {
  const { x, y, width } = cells;
  const { data, channels } = source;
  const bins = level.map((value) =>
    Math.floor((value * LEVELS) / (data instanceof Uint16Array ? 65536 : 256)),
  );
  const places = x.classes * y.classes * LEVELS;
  const [counts, sums] = [new Float64Array(places), new Float64Array(places)];
  let squares = 0;
  for (const { tile, masks } of parts) {
    for (let j = tile.top; j < tile.bottom; j++) {
      for (let row = y.from[j]; row < y.to[j]; row++) {
        const rowClass = y.classOf[row];
        if (rowClass === NO_CLASS) continue;
        const mask = rowClass * masks.stride - masks.base;
        const line = row * source.width * channels + channel;
        for (let i = tile.left, cell = j * width + i; i < tile.right; i++, cell++) {
          for (let column = x.from[i]; column < x.to[i]; column++) {
            const own = x.classOf[column];
            if (own === NO_CLASS || masks.values[mask + column] === 1) continue;
            const stray = data[line + column * channels] - level[cell];
            const place = (rowClass * x.classes + own) * LEVELS + bins[cell];
            counts[place]++;
            sums[place] += stray;
            squares += stray * stray;
          }
        }
      }
    }
  }
  const usual = sums.reduce((total, sum, k) => total + (sum * sum) / Math.max(1, counts[k]), 0);
  return squares > 0 && squares - usual <= LEFT * squares;
}
