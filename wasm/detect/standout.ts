/** What stands out of a folded map (fold.ts), four tiles at a time. */
import { Singles, Words } from './kinds';

/** Variance of what strays over its mean. */
const SPREAD: f32 = 20;
/** A place in a tile counts from so many deviations on: the largest of many, by chance. */
const CHANCE: f32 = 3.5;
/** So many deviations count, at most. */
const MOST: f32 = 100;
/** Pixels of a place in a tile below which it says nothing. */
const LEAST: f32 = 4;
/** Of a square, so that what it is held against is not missed by its rounding. */
const NEARLY: f32 = 0.99;

/**
 * Of sums as foldTiles leaves them, in `tilesY` rows of tiles of which every so many was folded, and the
 * samples of each axis per place and tile (singles, tile by tile of each place): the `excess` of every
 * place over the lower median of its tile, where chance does not explain it, times its deviations; the
 * mean of every place in `all` tiles (not a number where none). Places of fewer than 4 pixels in a tile,
 * and tiles of fewer than 2 places that have as many, count nowhere. `scratch` has room for 24 singles per
 * place. At `out` (singles): most deviations in a tile, that tile (-1 of none) and place, deviations of the
 * whole.
 */
export function standOut(
  sums: Words,
  samplesX: Singles,
  samplesY: Singles,
  tilesX: i32,
  tilesY: i32,
  countX: i32,
  countY: i32,
  every: i32,
  excess: Singles,
  all: Singles,
  scratch: Singles,
  out: Singles,
): void {
  const places = countX * countY;
  const room = places * 16;
  const sorted = scratch + room;
  const pixelsAt = sorted + room;
  const excesses = pixelsAt + room;
  const totals = excesses + room;
  const counts = totals + room;
  memory.fill(excesses, 0, 3 * room);
  const zero = f32x4.splat(0);
  const chance = f32x4.splat(NEARLY * CHANCE * CHANCE);
  let bestZ = zero;
  let bestTile = f32x4.splat(-1);
  let bestPlace = f32x4.splat(0);
  let quietSum = f32x4.splat(0);
  let quietCount = i32x4.splat(0);
  for (let ty = 0; ty < tilesY; ty += every) {
    const tiles = sums + ty * places * tilesX * 4;
    for (let tx = 0; tx < tilesX; tx += 4) {
      const isTile = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(tilesX - tx));
      let known = i32x4.splat(0);
      let zeros = i32x4.splat(0);
      for (let ky = 0, k = 0; ky < countY; ky++) {
        const rows = f32x4.splat(load<f32>(samplesY + (ky * tilesY + ty) * 4));
        for (let kx = 0; kx < countX; kx++, k++) {
          const across = f32x4.mul(rows, v128.load(samplesX + (kx * tilesX + tx) * 4));
          const isKnown = v128.and(isTile, f32x4.ge(across, f32x4.splat(LEAST)));
          const pixels = v128.and(isKnown, across);
          const sum = v128.load(tiles + (k * tilesX + tx) * 4);
          v128.store(scratch + k * 16, sum);
          v128.store(pixelsAt + k * 16, pixels);
          known = i32x4.sub(known, isKnown);
          zeros = i32x4.sub(zeros, v128.and(isKnown, i32x4.eq(sum, i32x4.splat(0))));
        }
      }
      const isEnough = i32x4.ge_s(known, i32x4.splat(2));
      if (!v128.any_true(isEnough)) continue;
      // Where more than half of the places are empty, so is the one in the middle.
      const wanted = i32x4.shr_s(i32x4.sub(known, i32x4.splat(1)), 1);
      const isMet = v128.or(v128.not(isEnough), i32x4.gt_s(zeros, wanted));
      let quiet = f32x4.splat(0);
      if (i32x4.all_true(v128.or(v128.not(isEnough), i32x4.eq(zeros, known)))) {
        quietCount = i32x4.sub(quietCount, isEnough);
        for (let k = 0; k < places; k++) {
          addTo(counts + k * 16, v128.and(isEnough, v128.load(pixelsAt + k * 16)));
        }
        continue;
      }
      for (let k = 0; k < places; k++) {
        const at = k * 16;
        const pixels = v128.load(pixelsAt + at);
        const mean = f32x4.div(f32x4.convert_i32x4_s(v128.load(scratch + at)), pixels);
        const isKnown = f32x4.gt(pixels, f32x4.splat(0));
        const never = f32x4.splat(Infinity);
        v128.store(scratch + at, v128.bitselect(mean, never, isKnown));
        // The empty ones come first, and need no sorting.
        const isWritten = f32x4.gt(mean, f32x4.splat(0));
        v128.store(sorted + at, v128.bitselect(mean, never, v128.and(isKnown, isWritten)));
      }
      if (!i32x4.all_true(isMet)) {
        quiet = lowerMedians(sorted, places, v128.or(i32x4.sub(wanted, zeros), isMet));
      }
      quietSum = f32x4.add(quietSum, v128.and(isEnough, quiet));
      quietCount = i32x4.sub(quietCount, isEnough);
      const spread = f32x4.add(f32x4.mul(f32x4.splat(SPREAD), quiet), f32x4.splat(1));
      const tile = f32x4.add(f32x4.splat(<f32>(ty * tilesX + tx)), f32x4(0, 1, 2, 3));
      for (let k = 0; k < places; k++) {
        const at = k * 16;
        const pixels = v128.load(pixelsAt + at);
        const isThere = v128.and(isEnough, f32x4.gt(pixels, f32x4.splat(0)));
        const mean = v128.load(scratch + at);
        addTo(totals + at, v128.and(isThere, f32x4.mul(mean, pixels)));
        addTo(counts + at, v128.and(isThere, pixels));
        const over = f32x4.sub(mean, quiet);
        // The root is taken of what may stand out: of what may be above `least`, with something to spare.
        const least = f32x4.pmin(f32x4.mul(bestZ, f32x4.mul(bestZ, f32x4.splat(NEARLY))), chance);
        const square = f32x4.mul(f32x4.mul(over, over), pixels);
        const mayBe = v128.and(f32x4.gt(over, zero), f32x4.ge(square, f32x4.mul(least, spread)));
        if (!v128.any_true(v128.and(isThere, mayBe))) continue;
        const z = f32x4.mul(over, f32x4.sqrt(f32x4.div(pixels, spread)));
        const isFar = v128.and(isThere, f32x4.gt(z, f32x4.splat(CHANCE)));
        addTo(excesses + at, v128.and(isFar, f32x4.mul(f32x4.pmin(z, f32x4.splat(MOST)), over)));
        const isBest = v128.and(isThere, f32x4.gt(z, bestZ));
        bestZ = v128.bitselect(z, bestZ, isBest);
        bestTile = v128.bitselect(tile, bestTile, isBest);
        bestPlace = v128.bitselect(f32x4.splat(<f32>k), bestPlace, isBest);
      }
    }
  }
  const quiets = <f32>sumOfWords(quietCount);
  const quiet = quiets > 0 ? sumOf(quietSum) / quiets : 0;
  let whole: f32 = 0;
  for (let k = 0; k < places; k++) {
    const pixels = sumOf(v128.load(counts + k * 16));
    const mean = pixels > 0 ? sumOf(v128.load(totals + k * 16)) / pixels : NaN;
    store<f32>(excess + k * 4, sumOf(v128.load(excesses + k * 16)));
    store<f32>(all + k * 4, mean);
    if (pixels > 0) {
      whole = max(whole, (mean - quiet) * Mathf.sqrt(pixels / (SPREAD * quiet + 1)));
    }
  }
  store<f32>(out, 0);
  store<f32>(out, -1, 4);
  store<f32>(out, 0, 8);
  store<f32>(out, whole, 12);
  // Each lane has its own; of equals the first tile is kept.
  for (let lane = 0; lane < 4; lane++) {
    const z = f32x4.extract_lane(bestZ, 0);
    const tile = f32x4.extract_lane(bestTile, 0);
    const most = load<f32>(out);
    if (z > most || (z === most && z > 0 && tile < load<f32>(out, 4))) {
      store<f32>(out, z);
      store<f32>(out, tile, 4);
      store<f32>(out, f32x4.extract_lane(bestPlace, 0), 8);
    }
    bestZ = v128.shuffle<i32>(bestZ, bestZ, 1, 2, 3, 0);
    bestTile = v128.shuffle<i32>(bestTile, bestTile, 1, 2, 3, 0);
    bestPlace = v128.shuffle<i32>(bestPlace, bestPlace, 1, 2, 3, 0);
  }
}

/**
 * Per lane the value at place `wanted`, from 0, of `count` values in their order, 0 where that is negative; they
 * are not negative, and reordered.
 */
function lowerMedians(values: usize, count: i32, wanted: v128): v128 {
  let last = 0;
  last = max(last, i32x4.extract_lane(wanted, 0));
  last = max(last, i32x4.extract_lane(wanted, 1));
  last = max(last, i32x4.extract_lane(wanted, 2));
  last = max(last, i32x4.extract_lane(wanted, 3));
  let medians = f32x4.splat(0);
  const end = values + count * 16;
  for (let k = 0; k <= last; k += 2) {
    // The two smallest of those that are left are taken out: an infinity comes to the second place. As whole
    // numbers singles that are not negative have the same order, and take fewer cycles.
    const from = values + k * 16;
    let least = v128.load(from);
    let second = f32x4.splat(Infinity);
    for (let at = from + 16; at < end; at += 16) {
      const value = v128.load(at);
      const more = i32x4.max_s(value, least);
      least = i32x4.min_s(value, least);
      v128.store(at, i32x4.max_s(more, second));
      second = i32x4.min_s(more, second);
    }
    medians = v128.bitselect(least, medians, i32x4.eq(wanted, i32x4.splat(k)));
    medians = v128.bitselect(second, medians, i32x4.eq(wanted, i32x4.splat(k + 1)));
  }
  return medians;
}

function addTo(at: usize, values: v128): void {
  v128.store(at, f32x4.add(v128.load(at), values));
}

function sumOf(v: v128): f32 {
  const pairs = f32x4.add(v, v128.shuffle<i32>(v, v, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

function sumOfWords(v: v128): i32 {
  const pairs = i32x4.add(v, v128.shuffle<i32>(v, v, 2, 3, 0, 1));
  return i32x4.extract_lane(pairs, 0) + i32x4.extract_lane(pairs, 1);
}
