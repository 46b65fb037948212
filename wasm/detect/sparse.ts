/** Maps that are 0 nearly everywhere, as lists of what is not, and such a list folded. */
import { Bytes, Counts, Words } from './kinds';

/**
 * Lists what is not 0 in a map: at `rows` the first entry of every row, and the end of the last; at
 * `entries` (words without a sign) 128 times the column of each, plus its value, which is less than 64. That has
 * room for 2^25 columns; of wider pictures memory has none for the maps. Returns 0, with part of the list, where
 * there is no room for a row that is not 0 anywhere after the entries of those before: `room` entries are there.
 */
export function listWritten(
  map: Bytes,
  width: i32,
  height: i32,
  rows: Words,
  entries: Words,
  room: i32,
): i32 {
  let to = entries;
  const end = entries + (room - width) * 4;
  for (let y = 0; y < height; y++, map += width) {
    if (to > end) return 0;
    store<i32>(rows + y * 4, <i32>((to - entries) >> 2));
    let x = 0;
    for (; x + 16 <= width; x += 16) {
      let written = i8x16.bitmask(i8x16.ne(v128.load(map + x), i8x16.splat(0)));
      for (; written !== 0; written &= written - 1, to += 4) {
        const at = x + ctz(written);
        store<i32>(to, (at << 7) + <i32>load<u8>(map + at));
      }
    }
    for (; x < width; x++) {
      const value = <i32>load<u8>(map + x);
      if (value === 0) continue;
      store<i32>(to, (x << 7) + value);
      to += 4;
    }
  }
  store<i32>(rows + height * 4, <i32>((to - entries) >> 2));
  return 1;
}

/**
 * What foldTiles writes of every row of tiles from the first on, `every` so many, of a map that is listed:
 * `cells` and `edges` are of the rows, `tilesY` tiles of up to `down` places, `slots` of the columns
 * (axisPlaces), `step` of them. Row t of tiles is at word t * `down` * `step` of `out`.
 */
export function foldWritten(
  rows: Words,
  entries: Words,
  cells: Words,
  edges: Words,
  tilesY: i32,
  down: i32,
  every: i32,
  slots: Counts,
  step: i32,
  out: Words,
): void {
  const bytes = step * 4;
  const room = down * bytes;
  for (let t = 0; t < tilesY; t += every) {
    const tile = out + t * room;
    memory.fill(tile, 0, room);
    const end = load<i32>(edges + t * 4, 4);
    for (let j = load<i32>(edges + t * 4); j < end; j++) {
      const start = load<i32>(cells + j * 8);
      const ends = load<i32>(cells + j * 8, 4);
      const high = ends >> 8;
      for (let ky = ends & 255; ky < high; ky++) {
        const row = rows + (start + ky) * 4;
        const last = entries + load<i32>(row, 4) * 4;
        const sums = tile + ky * bytes;
        let at = entries + load<i32>(row) * 4;
        for (; at + 8 <= last; at += 8) {
          const entry = load<u32>(at);
          const next = load<u32>(at, 4);
          const slot = <i32>load<u16>(slots + (entry >> 6));
          const nextSlot = <i32>load<u16>(slots + (next >> 6));
          if (slot < bytes) addTo(sums + slot, <i32>(entry & 63));
          if (nextSlot < bytes) addTo(sums + nextSlot, <i32>(next & 63));
        }
        if (at < last) {
          const entry = load<u32>(at);
          const slot = <i32>load<u16>(slots + (entry >> 6));
          if (slot < bytes) addTo(sums + slot, <i32>(entry & 63));
        }
      }
    }
  }
}

function addTo(at: usize, value: i32): void {
  store<i32>(at, load<i32>(at) + value);
}
