/** The places of the cells of one axis: which samples stand where in their cells. */
import { Counts, Singles, Words } from './kinds';

/**
 * Of the lattice of `size` cells over `length` samples from `from` on, in a map of `samples`: place 0 of a
 * cell is `first` samples from its anchor, and a cell has up to `count` places, which end where the next cell
 * begins; the first sample of the map and its last two have none. Per cell two words at `cells`, as
 * foldTiles takes them; at `edges` the first cell of each of `tiles` tiles, and the end of the last; at `held`
 * (singles, place by place) the samples of each place and tile; at `slots` 4 (place * tiles + tile) of every
 * sample, 65535 where none, if they are `slotted`. `geometry` is 0 of half1, 1 of half2, 2 of corners, 3 of align2, 4 of align1, and
 * 5 of one whose anchors stand in the first words of `cells`.
 */
export function axisPlaces(
  geometry: i32,
  length: i32,
  size: i32,
  from: i32,
  samples: i32,
  count: i32,
  first: i32,
  tiles: i32,
  edges: Words,
  cells: Words,
  held: Singles,
  slotted: i32,
  slots: Counts,
): void {
  if (slotted) memory.fill(slots, 0xff, samples * 2);
  memory.fill(held, 0, count * tiles * 4);
  memory.fill(edges, 0, (tiles + 1) * 4);
  const step = tiles * 4;
  const period = <f64>length / <f64>size;
  const least = max(from, 1);
  const most: i32 = samples - 2;
  let next = geometry === 5 ? load<i32>(cells) : anchorOf(geometry, length, size, period, 0);
  for (let tile = 0, j = 0; tile < tiles; tile++) {
    // The cells j with j * tiles / size less than tile + 1.
    const end = ((tile + 1) * size + tiles - 1) / tiles;
    const there = held + tile * 4;
    for (; j < end; j++) {
      const start = from + next + first;
      if (j + 1 === size) next = length - first;
      else if (geometry === 5) next = load<i32>(cells + (j + 1) * 8);
      else next = anchorOf(geometry, length, size, period, j + 1);
      const low = max(0, least - start);
      const high = max(low, min(min(count, from + next + first - start), most - start));
      store<i32>(cells + j * 8, start);
      store<i32>(cells + j * 8, low + 256 * high, 4);
      if (slotted) {
        let slot = tile * 4 + low * step;
        const last = slots + (start + high) * 2;
        for (let at = slots + (start + low) * 2; at < last; at += 2, slot += step) {
          store<u16>(at, <u16>slot);
        }
      }
      // How many begin at each place, less those that have ended there.
      if (low < high) {
        const begun = there + low * step;
        store<f32>(begun, load<f32>(begun) + 1);
        if (high < count) {
          const ended = there + high * step;
          store<f32>(ended, load<f32>(ended) - 1);
        }
      }
    }
    store<i32>(edges + tile * 4, j, 4);
    let sum: f32 = 0;
    for (let k = 0; k < count; k++) {
      sum += load<f32>(there + k * step);
      store<f32>(there + k * step, sum);
    }
  }
}

/** As anchorOf of ../../shared/detect/lattice/geometry.ts has it. */
function anchorOf(geometry: i32, length: i32, size: i32, period: f64, j: i32): i32 {
  if (geometry >= 3) {
    const at = (<f64>j * <f64>(length - 1)) / <f64>max(1, size - 1);
    return <i32>(geometry === 3 ? Math.floor(at) : Math.round(at));
  }
  if (geometry === 0) return <i32>Math.floor((<f64>j + 0.5) * period);
  if (geometry === 1) return <i32>Math.floor((<f64>j + 0.5) * period - 0.5);
  return <i32>Math.floor(<f64>j * period + 1e-9);
}
