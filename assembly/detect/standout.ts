/** What stands out of a folded map (fold.ts). */

/** Variance of what strays over its mean. */
const SPREAD: f32 = 20;
/** A place in a tile counts from so many deviations on: the largest of many, by chance. */
const CHANCE: f32 = 3.5;

/**
 * Of sums as foldRows leaves them, in `tilesY` rows of tiles of which every so many was folded, and the
 * `samplesX` and `samplesY` per tile and place (singles): the `excess` of every place over the lower
 * median of its tile, where chance does not explain it, times its deviations; the mean of every place in
 * `all` tiles (not a number where none); `scratch` has room for two tiles. Places of fewer than 4 pixels in
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
  const counts = scratch + places * 4;
  memory.fill(counts, 0, places * 4);
  let best: f32 = 0;
  let bestTile: i32 = -1;
  let bestPlace: i32 = 0;
  let quietSum: f32 = 0;
  let quietCount: i32 = 0;
  for (let ty = 0; ty < tilesY; ty += every) {
    for (let tx = 0; tx < tilesX; tx++) {
      let known = 0;
      for (let ky = 0; ky < countY; ky++) {
        const down = load<f32>(samplesY + (ty * countY + ky) * 4);
        const line = sums + ((ty * countY + ky) * step + tx * countX) * 4;
        for (let kx = 0; kx < countX; kx++) {
          const pixels = down * load<f32>(samplesX + (tx * countX + kx) * 4);
          if (pixels < 4) continue;
          store<f32>(scratch + known * 4, <f32>load<i32>(line + kx * 4) / pixels);
          known++;
        }
      }
      if (known < 2) continue;
      const quiet = select(scratch, known, (known - 1) >> 1);
      const spread = SPREAD * quiet + 1;
      quietSum += quiet;
      quietCount++;
      for (let ky = 0, k = 0; ky < countY; ky++) {
        const down = load<f32>(samplesY + (ty * countY + ky) * 4);
        const line = sums + ((ty * countY + ky) * step + tx * countX) * 4;
        for (let kx = 0; kx < countX; kx++, k++) {
          const pixels = down * load<f32>(samplesX + (tx * countX + kx) * 4);
          if (pixels < 4) continue;
          const sum = <f32>load<i32>(line + kx * 4);
          store<f32>(all + k * 4, load<f32>(all + k * 4) + sum);
          store<f32>(counts + k * 4, load<f32>(counts + k * 4) + pixels);
          const over = sum / pixels - quiet;
          if (over <= 0) continue;
          const z = over * Mathf.sqrt(pixels / spread);
          if (z > CHANCE) {
            store<f32>(excess + k * 4, load<f32>(excess + k * 4) + min(z, 100) * over);
          }
          if (z > best) {
            best = z;
            bestTile = ty * tilesX + tx;
            bestPlace = k;
          }
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
  store<f32>(out, best);
  store<f32>(out, <f32>bestTile, 4);
  store<f32>(out, <f32>bestPlace, 8);
  store<f32>(out, whole, 12);
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
