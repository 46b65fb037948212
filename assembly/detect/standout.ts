/** What stands out of a folded map (fold.ts). */

/** Variance of what strays over its mean. */
const SPREAD: f32 = 20;
/** A place in a tile counts from so many deviations on: the largest of many, by chance. */
const CHANCE: f32 = 3.5;
/** So many deviations count, at most. */
const MOST: f32 = 100;
/** Pixels of a place in a tile below which it says nothing. */
const LEAST: f32 = 4;
/** Up to so many values a median is found by counting, which does without branches. */
const FEW: i32 = 36;

/**
 * Of sums as foldTiles leaves them, in `tilesY` rows of tiles of which every so many was folded, and the
 * `samplesX` and `samplesY` per tile and place (singles): the `excess` of every place over the lower
 * median of its tile, where chance does not explain it, times its deviations; the mean of every place in
 * `all` tiles (not a number where none); `scratch` has room for two tiles and 8 singles. Places of fewer than 4 pixels in
 * a tile, and tiles of fewer than 2 other places, count nowhere. At `out` (singles): most
 * deviations in a tile, that tile (-1 of none) and place, deviations of the whole.
 */
export function standOut(
  sums: usize,
  samplesX: usize,
  samplesY: usize,
  tilesX: i32,
  tilesY: i32,
  countX: i32,
  countY: i32,
  every: i32,
  excess: usize,
  all: usize,
  scratch: usize,
  out: usize,
): void {
  const places = countX * countY;
  const step = tilesX * countX;
  memory.fill(excess, 0, places * 4);
  memory.fill(all, 0, places * 4);
  const counts = scratch + places * 4 + 16;
  memory.fill(counts, 0, places * 4);
  store<f32>(out, 0);
  store<f32>(out, -1, 4);
  store<f32>(out, 0, 8);
  let quietSum: f32 = 0;
  let quietCount: i32 = 0;
  for (let ty = 0; ty < tilesY; ty += every) {
    const down = samplesY + ty * countY * 4;
    const fewest = smallest(down, countY);
    for (let tx = 0; tx < tilesX; tx++) {
      const across = samplesX + tx * countX * 4;
      const tile = sums + (ty * countY * step + tx * countX) * 4;
      const areMany = fewest * smallest(across, countX) >= LEAST;
      const known = areMany
        ? meansOf(tile, step, across, down, countX, countY, scratch)
        : knownMeansOf(tile, step, across, down, countX, countY, scratch);
      if (known < 2) continue;
      const quiet = median(scratch, known);
      quietSum += quiet;
      quietCount++;
      const index = ty * tilesX + tx;
      for (let ky = 0, k = 0; ky < countY; ky++, k += countX) {
        const line = tile + ky * step * 4;
        const rows = load<f32>(down + ky * 4);
        for (let kx = 0; kx < countX; kx += 4) {
          const at = (k + kx) * 4;
          const pixels = f32x4.mul(f32x4.splat(rows), v128.load(across + kx * 4));
          const isThere = v128.and(lanesBelow(countX - kx), f32x4.ge(pixels, f32x4.splat(LEAST)));
          const sum = v128.and(isThere, f32x4.convert_i32x4_s(v128.load(line + kx * 4)));
          v128.store(all + at, f32x4.add(v128.load(all + at), sum));
          v128.store(counts + at, f32x4.add(v128.load(counts + at), v128.and(isThere, pixels)));
          const over = f32x4.sub(f32x4.div(sum, pixels), f32x4.splat(quiet));
          const spread = f32x4.splat(SPREAD * quiet + 1);
          const z = f32x4.mul(over, f32x4.sqrt(f32x4.div(pixels, spread)));
          const isFar = v128.and(isThere, f32x4.gt(z, f32x4.splat(CHANCE)));
          const far = f32x4.mul(f32x4.min(z, f32x4.splat(MOST)), over);
          v128.store(excess + at, f32x4.add(v128.load(excess + at), v128.and(isFar, far)));
          const isBest = v128.and(isThere, f32x4.gt(z, f32x4.splat(load<f32>(out))));
          if (v128.any_true(isBest)) keepBest(v128.and(isThere, z), index, k + kx, out);
        }
      }
    }
  }
  const quiet = quietCount > 0 ? quietSum / <f32>quietCount : 0;
  let whole: f32 = 0;
  for (let k = 0; k < places; k++) {
    const pixels = load<f32>(counts + k * 4);
    const mean = pixels > 0 ? load<f32>(all + k * 4) / pixels : NaN;
    store<f32>(all + k * 4, mean);
    if (pixels > 0) {
      whole = max(whole, (mean - quiet) * Mathf.sqrt(pixels / (SPREAD * quiet + 1)));
    }
  }
  store<f32>(out, whole, 12);
}

/** Writes the largest of four deviations to `out` where they are more, with their tile and place. */
function keepBest(z: v128, tile: i32, place: i32, out: usize): void {
  keepLarger(f32x4.extract_lane(z, 0), tile, place, out);
  keepLarger(f32x4.extract_lane(z, 1), tile, place + 1, out);
  keepLarger(f32x4.extract_lane(z, 2), tile, place + 2, out);
  keepLarger(f32x4.extract_lane(z, 3), tile, place + 3, out);
}

function keepLarger(z: f32, tile: i32, place: i32, out: usize): void {
  if (!(z > load<f32>(out))) return;
  store<f32>(out, z);
  store<f32>(out, <f32>tile, 4);
  store<f32>(out, <f32>place, 8);
}

/** All ones in the first `count` lanes of four. */
function lanesBelow(count: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
}

function smallest(values: usize, count: i32): f32 {
  let least: f32 = Infinity;
  for (let i = 0; i < count; i++) least = min(least, load<f32>(values + i * 4));
  return least;
}

/** The means of all places of a tile; how many. */
function meansOf(
  tile: usize,
  step: i32,
  across: usize,
  down: usize,
  countX: i32,
  countY: i32,
  out: usize,
): i32 {
  for (let ky = 0; ky < countY; ky++) {
    const rows = f32x4.splat(load<f32>(down + ky * 4));
    const line = tile + ky * step * 4;
    // What runs over the end of a row is overwritten by the next.
    for (let kx = 0; kx < countX; kx += 4) {
      const pixels = f32x4.mul(rows, v128.load(across + kx * 4));
      const mean = f32x4.div(f32x4.convert_i32x4_s(v128.load(line + kx * 4)), pixels);
      v128.store(out + (ky * countX + kx) * 4, mean);
    }
  }
  return countX * countY;
}

/** The means of those places that have enough pixels; how many. */
function knownMeansOf(
  tile: usize,
  step: i32,
  across: usize,
  down: usize,
  countX: i32,
  countY: i32,
  out: usize,
): i32 {
  let known = 0;
  for (let ky = 0; ky < countY; ky++) {
    for (let kx = 0; kx < countX; kx++) {
      const pixels = load<f32>(down + ky * 4) * load<f32>(across + kx * 4);
      if (pixels < LEAST) continue;
      store<f32>(out + known * 4, <f32>load<i32>(tile + (ky * step + kx) * 4) / pixels);
      known++;
    }
  }
  return known;
}

/** The lower median of `count` singles; reorders them, and writes up to three after them. */
function median(values: usize, count: i32): f32 {
  const wanted = (count - 1) >> 1;
  if (count > FEW) return select(values, count, wanted);
  v128.store(values + count * 4, f32x4.splat(Infinity));
  for (let i = 0; i < count; i++) {
    const value = load<f32>(values + i * 4);
    const same = f32x4.splat(value);
    let less = i32x4.splat(0);
    let atMost = i32x4.splat(0);
    for (let k = 0; k < count; k += 4) {
      const others = v128.load(values + k * 4);
      less = i32x4.sub(less, f32x4.lt(others, same));
      atMost = i32x4.sub(atMost, f32x4.le(others, same));
    }
    if (sumOf(less) <= wanted && sumOf(atMost) > wanted) return value;
  }
  return NaN;
}

function sumOf(v: v128): i32 {
  const pairs = i32x4.add(v, v128.shuffle<i32>(v, v, 2, 3, 0, 1));
  return i32x4.extract_lane(pairs, 0) + i32x4.extract_lane(pairs, 1);
}

/** The single at index `wanted` in order of size, of `count`; reorders them. */
function select(values: usize, count: i32, wanted: i32): f32 {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const pivot = load<f32>(values + ((low + high) >> 1) * 4);
    let i = low;
    let j = high;
    while (i <= j) {
      while (load<f32>(values + i * 4) < pivot) i++;
      while (load<f32>(values + j * 4) > pivot) j--;
      if (i > j) break;
      const kept = load<f32>(values + i * 4);
      store<f32>(values + i * 4, load<f32>(values + j * 4));
      store<f32>(values + j * 4, kept);
      i++;
      j--;
    }
    if (wanted <= j) high = j;
    else if (wanted >= i) low = i;
    else break;
  }
  return load<f32>(values + wanted * 4);
}
