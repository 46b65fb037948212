/**
 * The reduction from a pyramid level to the screen, per axis a table: which level pixels make each
 * device pixel. Shrinking, a device pixel is the average over exactly its footprint, so that every
 * pixel counts alike and no lattice can hide between the samples. Magnifying, it is the one pixel
 * under its middle.
 *
 *   starts   first level pixel of device pixel d, or -1 outside the image
 *   offsets  its weights are entries offsets[d] .. offsets[d+1]
 */

export interface AxisTable {
  starts: Int32Array;
  offsets: Int32Array;
  weights: Float32Array;
  /** The level pixels that are needed: first, and one past the last (equal: none). */
  first: number;
  end: number;
}

const TOLERANCE = 1e-9;
const FIXED_ONE = 1 << 11;
const FIXED_HALF = 1 << 21;

/**
 * The table of one axis: `count` device pixels of `step` level pixels each, the first one beginning
 * at `origin`, on a level that ends at `extent` (its last pixel may be a part of one).
 * With `nearest`, an axis that is not shrunk takes the pixel under each middle.
 */
export function buildAxisTable(
  count: number,
  origin: number,
  step: number,
  extent: number,
  nearest: boolean,
): AxisTable {
  const last = Math.ceil(extent) - 1;
  const starts = new Int32Array(count).fill(-1);
  const offsets = new Int32Array(count + 1);
  const weights: number[] = [];
  let first = last + 1;
  let end = 0;
  for (let d = 0; d < count; d++) {
    const middle = origin + (d + 0.5) * step;
    if (middle >= 0 && middle < extent) {
      const from = Math.max(0, origin + d * step);
      const to = Math.min(extent, origin + (d + 1) * step);
      let start = Math.min(last, Math.floor(middle + TOLERANCE));
      if (nearest && step <= 1 + TOLERANCE) {
        weights.push(1);
      } else {
        start = Math.min(last, Math.floor(from + TOLERANCE));
        for (let k = start; k <= last && (k === start || k < to - TOLERANCE); k++) {
          weights.push((Math.min(to, k + 1) - Math.max(from, k)) / (to - from));
        }
      }
      starts[d] = start;
      first = Math.min(first, start);
      end = Math.max(end, start + weights.length - offsets[d]);
    }
    offsets[d + 1] = weights.length;
  }
  if (end === 0) first = 0;
  return { starts, offsets, weights: Float32Array.from(weights), first, end };
}

/** Pixels as little-endian RGBA words, row-major. */
export interface Words {
  width: number;
  height: number;
  data: Uint32Array;
}

/**
 * `region`, the part of a level that begins at (x.first, y.first), brought to the screen. Device
 * pixels outside the image stay transparent. Straight alpha: colors are averaged by their alpha.
 */
export function reduceRegion(region: Words, x: AxisTable, y: AxisTable): Words {
  const width = x.starts.length;
  const height = y.starts.length;
  const data = new Uint32Array(width * height);
  const single =
    x.weights.length <= width && y.weights.length <= height && isSingle(x) && isSingle(y);
  if (single) copyNearest(region, x, y, data);
  else if (isOpaque(region.data)) averageOpaque(region, x, y, data);
  else averageAlpha(region, x, y, data);
  return { width, height, data };
}

function isSingle(table: AxisTable): boolean {
  return table.weights.every((weight) => weight === 1);
}

function isOpaque(data: Uint32Array): boolean {
  let all = 0xff000000;
  for (let i = 0; i < data.length; i++) all &= data[i];
  return all >>> 24 === 255;
}

function copyNearest(region: Words, x: AxisTable, y: AxisTable, out: Uint32Array): void {
  const width = x.starts.length;
  let before = -1;
  for (let row = 0; row < y.starts.length; row++) {
    const srcRow = y.starts[row];
    if (srcRow < 0) continue;
    if (srcRow === before) {
      out.copyWithin(row * width, (row - 1) * width, row * width);
      continue;
    }
    before = srcRow;
    const base = (srcRow - y.first) * region.width - x.first;
    for (let col = 0; col < width; col++) {
      if (x.starts[col] >= 0) out[row * width + col] = region.data[base + x.starts[col]];
    }
  }
}

/** Weights as integers over 2^11 whose sums are kept, so that two passes fit 32-bit integers. */
function fixedWeights({ offsets, weights }: AxisTable): Int32Array {
  const fixed = new Int32Array(weights.length);
  for (let d = 0; d + 1 < offsets.length; d++) {
    let before = 0;
    let sum = 0;
    for (let k = offsets[d]; k < offsets[d + 1]; k++) {
      sum += weights[k];
      const upTo = Math.round(sum * FIXED_ONE);
      fixed[k] = upTo - before;
      before = upTo;
    }
  }
  return fixed;
}

function averageOpaque(region: Words, x: AxisTable, y: AxisTable, out: Uint32Array): void {
  const width = x.starts.length;
  const used = region.width;
  const weightsX = fixedWeights(x);
  const weightsY = fixedWeights(y);
  const sums = new Int32Array(used * 3);
  for (let row = 0; row < y.starts.length; row++) {
    if (y.starts[row] < 0) continue;
    const firstRow = (y.starts[row] - y.first) * used;
    const taps = weightsY.subarray(y.offsets[row], y.offsets[row + 1]);
    sumRows(region.data, firstRow, used, taps, sums);
    for (let col = 0; col < width; col++) {
      if (x.starts[col] < 0) continue;
      let r = FIXED_HALF;
      let g = FIXED_HALF;
      let b = FIXED_HALF;
      let s = (x.starts[col] - x.first) * 3;
      const end = x.offsets[col + 1];
      for (let k = x.offsets[col]; k < end; k++, s += 3) {
        const weight = weightsX[k];
        r += weight * sums[s];
        g += weight * sums[s + 1];
        b += weight * sums[s + 2];
      }
      out[row * width + col] = 0xff000000 | ((b >>> 22) << 16) | ((g >>> 22) << 8) | (r >>> 22);
    }
  }
}

/** The weighted sum of `taps.length` rows from `first` on, three channels a pixel. */
function sumRows(
  data: Uint32Array,
  first: number,
  used: number,
  taps: Int32Array,
  sums: Int32Array,
): void {
  // Two or three rows are the rule; taking them at once halves the time of the whole reduction.
  const w0 = taps[0];
  const w1 = taps.length > 1 ? taps[1] : 0;
  const w2 = taps.length > 2 ? taps[2] : 0;
  const row1 = taps.length > 1 ? first + used : first;
  const row2 = taps.length > 2 ? first + 2 * used : first;
  for (let col = 0, s = 0; col < used; col++, s += 3) {
    const p = data[first + col];
    const q = data[row1 + col];
    const t = data[row2 + col];
    sums[s] = w0 * (p & 255) + w1 * (q & 255) + w2 * (t & 255);
    sums[s + 1] = w0 * ((p >>> 8) & 255) + w1 * ((q >>> 8) & 255) + w2 * ((t >>> 8) & 255);
    sums[s + 2] = w0 * ((p >>> 16) & 255) + w1 * ((q >>> 16) & 255) + w2 * ((t >>> 16) & 255);
  }
  for (let k = 3; k < taps.length; k++) {
    const weight = taps[k];
    const row = first + k * used;
    for (let col = 0, s = 0; col < used; col++, s += 3) {
      const p = data[row + col];
      sums[s] += weight * (p & 255);
      sums[s + 1] += weight * ((p >>> 8) & 255);
      sums[s + 2] += weight * ((p >>> 16) & 255);
    }
  }
}

function averageAlpha(region: Words, x: AxisTable, y: AxisTable, out: Uint32Array): void {
  const width = x.starts.length;
  for (let row = 0; row < y.starts.length; row++) {
    if (y.starts[row] < 0) continue;
    for (let col = 0; col < width; col++) {
      if (x.starts[col] < 0) continue;
      let r = 0;
      let g = 0;
      let b = 0;
      let a = 0;
      for (let ky = y.offsets[row]; ky < y.offsets[row + 1]; ky++) {
        const base = (y.starts[row] - y.first + ky - y.offsets[row]) * region.width - x.first;
        for (let kx = x.offsets[col]; kx < x.offsets[col + 1]; kx++) {
          const word = region.data[base + x.starts[col] + kx - x.offsets[col]];
          const share = y.weights[ky] * x.weights[kx] * (word >>> 24);
          r += share * (word & 255);
          g += share * ((word >>> 8) & 255);
          b += share * ((word >>> 16) & 255);
          a += share;
        }
      }
      if (a <= 0) continue;
      const byte = (value: number): number => Math.min(255, Math.round(value));
      out[row * width + col] =
        ((byte(a) << 24) | (byte(b / a) << 16) | (byte(g / a) << 8) | byte(r / a)) >>> 0;
    }
  }
}
