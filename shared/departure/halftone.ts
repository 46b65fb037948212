/**
 * Whether a picture is a halftone: a few levels whose mixture stands for those between. Dots and
 * dithers that meet the cells of a view turn levels into others, without another picture.
 *
 *   few levels   FEW of them are nearly all pixels of every color
 *   mixed        most cells mix them in pixels that the machine does not read: error diffusion, screens
 *   ordered      in one color the pixels of 8x8 tiles turn on in one order, as under a matrix of 2x2,
 *                4x4 or 8x8 thresholds: of two places in a tile always the same is on first; and some
 *                tiles are less than half on, others more
 *
 * Who writes less than half of a cell on a flat picture leaves its unread pixels alike, and of every tile
 * less than half or about half written: at the pitch of a matrix too, and where a cell is larger than 8.
 *
 * Source: Ulichney 1987, Digital Halftoning (ordered dither, error diffusion, clustered dots).
 */
import type { Raster } from '../base/raster.ts';
import type { CellDepartures } from './departing-region.ts';

const FEW = 4;
const NEARLY_ALL = 0.98;

/** Variance of unread pixels, in squared grey levels, from which on a cell mixes levels, and the share of such cells. */
const MIXED_VARIANCE = 400;
const MOST_CELLS = 0.6;

/** Share of the pairs of places that may turn on in the other order: the level changes within a tile. */
const OUT_OF_ORDER = 0.15;

/** The tile of the largest matrix in use. */
const SIDE = 8;
const PLACES = SIDE * SIDE;

/** Tiles less than a fourth of their pixels from half say nothing: cells do not always meet tiles. */
const NEAR_HALF = 1 / 4;

/** Pixels of the tiles that are looked at, at most; and tiles of each half that say something, at least. */
const PIXELS = 2 ** 18;
const LEAST_TILES = 16;

/** Whether a color of `source` is a halftone; `departures`: the cells of the one that departs. */
export function isHalftone(source: Raster, { allowed }: CellDepartures): boolean {
  const colors = Array.from({ length: Math.min(3, source.channels) }, (_, c) => c);
  if (!colors.every((channel) => hasFewLevels(source, channel))) return false;
  const mixed = allowed.reduce((count, each) => count + (each >= MIXED_VARIANCE ? 1 : 0), 0);
  if (mixed >= MOST_CELLS * allowed.length) return true;
  return colors.some((channel) => isOrdered(source, channel));
}

function hasFewLevels({ channels, data }: Raster, channel: number): boolean {
  const counts = new Uint32Array(256);
  const shift = data instanceof Uint16Array ? 8 : 0;
  for (let i = channel; i < data.length; i += channels) counts[(data[i] >> shift) & 255]++;
  const most = counts.sort().subarray(-FEW);
  return most.reduce((sum, count) => sum + count, 0) >= NEARLY_ALL * (data.length / channels);
}

/** What the tiles of two levels say, of those that are less than half on, and of the others. */
interface Order {
  tiles: [number, number];
  /** Tiles in which place a is on and b is off, at a * PLACES + b. */
  before: [Float64Array, Float64Array];
}

/** Whether the tiles of a channel turn on in one order. */
function isOrdered({ width, height, channels, data }: Raster, channel: number): boolean {
  const [across, down] = [Math.floor(width / SIDE), Math.floor(height / SIDE)];
  const step = Math.max(1, Math.floor((across * down) / (PIXELS / PLACES)));
  const orders = new Map<string, Order>();
  const values = new Float64Array(PLACES);
  for (let tile = 0; tile < across * down; tile += step) {
    const top = Math.floor(tile / across) * SIDE;
    const left = (tile % across) * SIDE;
    for (let k = 0; k < PLACES; k++) {
      const pixel = (top + Math.floor(k / SIDE)) * width + left + (k % SIDE);
      values[k] = data[pixel * channels + channel];
    }
    addTile(orders, values);
  }
  const sizeOf = ({ tiles }: Order): number => tiles[0] + tiles[1];
  const [best] = [...orders.values()].sort((a, b) => sizeOf(b) - sizeOf(a));
  if (best === undefined || Math.min(...best.tiles) < LEAST_TILES) return false;
  // Both halves count alike: edges of what is drawn are in no order, and a payload is in one half.
  const [low, high] = best.before.map((before) => {
    const all = before.reduce((sum, count) => sum + count, 0);
    return before.map((count) => count / all);
  });
  let wrong = 0;
  for (let a = 0; a < PLACES; a++) {
    for (let b = 0; b < a; b++) {
      const [to, back] = [a * PLACES + b, b * PLACES + a];
      wrong += Math.min(low[to] + high[to], low[back] + high[back]);
    }
  }
  return wrong <= 2 * OUT_OF_ORDER;
}

/** Adds a tile that holds two levels. */
function addTile(orders: Map<string, Order>, values: Float64Array): void {
  const low = values.reduce((least, value) => Math.min(least, value));
  const high = values.reduce((most, value) => Math.max(most, value));
  if (low === high || values.some((value) => value !== low && value !== high)) return;
  const key = `${low} ${high}`;
  const order = orders.get(key) ?? {
    tiles: [0, 0],
    before: [new Float64Array(PLACES ** 2), new Float64Array(PLACES ** 2)],
  };
  orders.set(key, order);
  const on = values.reduce((count, value) => count + (value === high ? 1 : 0), 0);
  if (Math.abs(2 * on - PLACES) < NEAR_HALF * PLACES) return;
  const half = 2 * on < PLACES ? 0 : 1;
  order.tiles[half]++;
  const before = order.before[half];
  for (let a = 0; a < PLACES; a++) {
    if (values[a] !== high) continue;
    for (let b = 0; b < PLACES; b++) if (values[b] === low) before[a * PLACES + b]++;
  }
}
