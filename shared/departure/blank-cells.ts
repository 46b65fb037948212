/**
 * What departs where all untouched pixels in and around a cell are of one level. What is written over a page of
 * text or a table also crosses its blank parts, and there nothing else explains it: what is drawn goes on in the
 * pixels beside those that are read. In a sum over windows the letters of the page would hide it.
 *
 *   departure   that of blank cells, 0 of others
 *   allowed     BLANK of every cell: a few blank cells that depart, among many others, are no picture; and
 *               TIMES_DOTS times what unread dots stray by
 *
 * Dots are the control: single pixels, and blocks of two, that differ from all pixels around them. Dithers,
 * screens and grids of dots have them everywhere; what is written over blank parts is only where the machine reads.
 */
import { NO_CLASS } from '../cells/axis-cells.ts';
import { greyLevelsPerCode } from '../base/raster.ts';
import type { ChannelView } from './channel-view.ts';
import type { CellDepartures } from './departing-region.ts';
import type { LookedInto } from './line-departures.ts';

/** Grey levels between pixels of one level, at most, and pixels around a cell that are looked at. */
const FLAT = 12;
const AROUND = 1;

/** Untouched pixels in and around a blank cell, at least. */
const LEAST = 6;

/** Squared grey levels that a blank cell departs by, at least. */
const SEEN = 100;

/** Squared grey levels that the cells of a window may depart by where they are blank, in the mean of all of it. */
const BLANK = 256;

/** How many times as much as dots that are not read those that are may stray. */
const TIMES_DOTS = 4;

/** What blank cells depart by, and what the cells of a window may. */
export type BlankCells = Pick<CellDepartures, 'departure' | 'allowed'>;

/** The departures of blank cells alone; null where there are none. */
export function blankCells(
  view: ChannelView,
  parts: readonly LookedInto[],
  departure: Float64Array,
): BlankCells | null {
  const blank = blankDepartures(view, parts, departure);
  if (blank === null) return null;
  const may = BLANK + TIMES_DOTS * unreadDots(view, parts);
  return { departure: blank, allowed: new Float64Array(blank.length).fill(may) };
}

function blankDepartures(
  { source, channel, cells }: ChannelView,
  parts: readonly LookedInto[],
  departure: Float64Array,
): Float64Array | null {
  const { x, y, width } = cells;
  const { data, channels, width: across, height: down } = source;
  const most = FLAT / greyLevelsPerCode(source);
  const blank = new Float64Array(departure.length);
  let isAny = false;
  for (const { tile, masks } of parts) {
    const { values, base, stride } = masks;
    for (let j = tile.top; j < tile.bottom; j++) {
      const [top, bottom] = [Math.max(0, y.from[j] - AROUND), Math.min(down, y.to[j] + AROUND)];
      for (let i = tile.left, cell = j * width + i; i < tile.right; i++, cell++) {
        if (departure[cell] < SEEN) continue;
        const left = Math.max(0, base, x.from[i] - AROUND);
        const right = Math.min(across, base + stride, x.to[i] + AROUND);
        let [low, high, count] = [Infinity, -Infinity, 0];
        for (let row = top; row < bottom && high - low <= most; row++) {
          if (y.classOf[row] === NO_CLASS) continue;
          const mask = y.classOf[row] * stride - base;
          const line = row * across * channels + channel;
          for (let column = left; column < right; column++) {
            if (values[mask + column] === 0) continue;
            const value = data[line + column * channels];
            if (value < low) low = value;
            if (value > high) high = value;
            count++;
          }
        }
        if (high - low > most || count < LEAST) continue;
        blank[cell] = departure[cell];
        isAny = true;
      }
    }
  }
  return isAny ? blank : null;
}

/** Grey levels from which on a dot differs from the pixels around it. */
const DIFFERS = 10;

/** Pixels that are looked at, about. */
const LOOKED_AT = 2 ** 17;

/** The mean square that unread dots of a channel stray by, over its unread pixels, in squared grey levels. */
function unreadDots({ source, channel, cells }: ChannelView, parts: readonly LookedInto[]): number {
  const { x, y } = cells;
  const { data, channels, width, height } = source;
  const scale = greyLevelsPerCode(source);
  const step = Math.max(1, Math.round((width * height) / LOOKED_AT));
  const at = (column: number, row: number): number =>
    data[(row * width + column) * channels + channel];
  let [energy, pixels] = [0, 0];
  for (const { tile, masks } of parts) {
    const { values, base, stride } = masks;
    const isUnread = (column: number, row: number): boolean =>
      y.classOf[row] !== NO_CLASS && values[y.classOf[row] * stride - base + column] === 1;
    const [left, right] = [
      Math.max(1, x.from[tile.left]),
      Math.min(width - 2, x.to[tile.right - 1]),
    ];
    const bottom = Math.min(height - 2, y.to[tile.bottom - 1]);
    for (let row = Math.max(1, y.from[tile.top]); row < bottom; row += step) {
      for (let column = left; column < right; column++) {
        const unread = isUnread(column, row);
        if (unread) pixels++;
        let [low, high] = [Infinity, -Infinity];
        for (let k = 0; k < RING.length && (high - low) * scale <= FLAT; k++) {
          const value = at(column + RING[k][0], row + RING[k][1]);
          if (value < low) low = value;
          if (value > high) high = value;
        }
        if ((high - low) * scale > FLAT) continue;
        const level = (low + high) / 2;
        for (const [u, v] of BLOCK) {
          const stray = scale * (at(column + u, row + v) - level);
          const isOther = Math.abs(stray) > DIFFERS && isUnread(column + u, row + v);
          if (isOther) energy += stray * stray;
        }
      }
    }
  }
  return pixels === 0 ? 0 : energy / pixels;
}

const BLOCK = [0, 1].flatMap((v) => [0, 1].map((u): [number, number] => [u, v]));

/** The twelve pixels around a block. */
const RING = [-1, 0, 1, 2]
  .flatMap((v) => [-1, 0, 1, 2].map((u): [number, number] => [u, v]))
  .filter(([u, v]) => !(u >= 0 && u <= 1 && v >= 0 && v <= 1));
