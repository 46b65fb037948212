/**
 * The harmonics of targets in the spectrum of a picture: what is periodic with the lattices of the
 * views, and everything within RADIUS bins of that, as a projection that is separable by axis.
 *
 *   Q      orthonormal cosines and sines of an axis: low bins (up to RADIUS) and harmonics (k n ± RADIUS)
 *   C      Q_y D Q_xᵀ, with low times low left out: that is the picture's own coarse brightness
 */

/** Harmonics of each target that are taken: with more, the unread pixels would have to mirror the read. */
const HARMONICS = 1;

/** Bins around each harmonic. */
const RADIUS = 2;

export interface AxisBasis {
  /** Rows of length n, orthonormal; the low ones first. */
  rows: Float32Array[];
  low: number;
}

/** The basis of an axis of n samples for targets with that many lattice periods along it. */
export function basisOf(n: number, periods: readonly number[]): AxisBasis {
  const low = new Set<number>();
  for (let bin = 0; bin <= Math.min(RADIUS, Math.floor((n - 1) / 2)); bin++) low.add(bin);
  const bins = new Set<number>();
  for (const period of periods) {
    for (let k = 1; k <= HARMONICS; k++) {
      for (let a = -RADIUS; a <= RADIUS; a++) {
        const bin = Math.round(k * period) + a;
        if (bin > 0 && bin < n / 2 && !low.has(bin)) bins.add(bin);
      }
    }
  }
  const lowRows = [...low].flatMap((bin) => wavesOf(n, bin));
  return {
    rows: [...lowRows, ...[...bins].flatMap((bin) => wavesOf(n, bin))],
    low: lowRows.length,
  };
}

function wavesOf(n: number, bin: number): Float32Array[] {
  if (bin === 0) return [new Float32Array(n).fill(Math.sqrt(1 / n))];
  const size = Math.sqrt(2 / n);
  const step = (2 * Math.PI * bin) / n;
  return [
    Float32Array.from({ length: n }, (_, i) => size * Math.cos(step * i)),
    Float32Array.from({ length: n }, (_, i) => size * Math.sin(step * i)),
  ];
}

/** The coefficients C of `plane` (height*width): y.rows × x.rows, row-major. */
export function coefficientsOf(plane: Float32Array, x: AxisBasis, y: AxisBasis): Float64Array {
  const width = x.rows[0].length;
  const height = y.rows[0].length;
  const out = new Float64Array(y.rows.length * x.rows.length);
  const across = new Float64Array(x.rows.length);
  for (let row = 0; row < height; row++) {
    const samples = plane.subarray(row * width, (row + 1) * width);
    for (let i = 0; i < x.rows.length; i++) across[i] = dot(x.rows[i], samples);
    for (let j = 0; j < y.rows.length; j++) {
      const weight = y.rows[j][row];
      for (let i = 0; i < across.length; i++) out[j * across.length + i] += weight * across[i];
    }
  }
  for (let j = 0; j < y.low; j++) out.fill(0, j * across.length, j * across.length + x.low);
  return out;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Subtracts what `coefficients` describe from the samples of `plane` where `free` is 1. */
export function subtractWhere(
  plane: Float32Array,
  free: Uint8Array,
  coefficients: Float64Array,
  x: AxisBasis,
  y: AxisBasis,
): void {
  const width = x.rows[0].length;
  const height = y.rows[0].length;
  const line = new Float32Array(width);
  for (let row = 0; row < height; row++) {
    line.fill(0);
    for (let i = 0; i < x.rows.length; i++) {
      let weight = 0;
      for (let j = 0; j < y.rows.length; j++) {
        weight += y.rows[j][row] * coefficients[j * x.rows.length + i];
      }
      const wave = x.rows[i];
      for (let k = 0; k < width; k++) line[k] += weight * wave[k];
    }
    for (let k = 0, at = row * width; k < width; k++, at++) {
      if (free[at] === 1) plane[at] -= line[k];
    }
  }
}
