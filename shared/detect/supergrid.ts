/**
 * The picture sampled at half the period of a candidate lattice: one value per crossing of lattice
 * columns and rows (class 0, what the machine reads) and three control classes shifted by half a
 * period along x (1), along y (2) and along both (3). In an honest picture no class is special.
 *
 *   D = value - mean of its (up to eight) neighbors at half a period, which lie off the lattice
 *   V = variance of those neighbors
 *   E = how far the block is outside the range of the pixels that touch it (0 inside, signed): edges
 *       and lines are inside, written pixels are outside
 *
 * Source: Quiring 2020 (reconstruction of the read pixels from their untouched neighbors); STUDY.md
 * variant W (controls as the reference, so that flat decoys keep their payload).
 */
import { gapsOf } from './gaps.ts';
import type { AxisLattice } from './geometry.ts';
import type { Plane } from './planes.ts';

export const CLASSES = 4;

/** Arrays of rows*columns per class; NaN in `difference` where a sample or its reference is missing. */
export interface Supergrid {
  columns: number;
  rows: number;
  value: Float32Array[];
  reference: Float32Array[];
  variance: Float32Array[];
  excess: Float32Array[];
}

export function sampleSupergrid(plane: Plane, x: AxisLattice, y: AxisLattice): Supergrid {
  const cells = x.size * y.size;
  const arrays = (): Float32Array[] =>
    Array.from({ length: CLASSES }, () => new Float32Array(cells).fill(NaN));
  const grid: Supergrid = {
    columns: x.size,
    rows: y.size,
    value: arrays(),
    reference: arrays(),
    variance: arrays(),
    excess: arrays(),
  };
  const starts = [x.start, y.start].map((s) => Int32Array.from(s));
  const gapX = centered(gapsOf(x), x);
  const gapY = centered(gapsOf(y), y);
  for (let c = 0; c < CLASSES; c++) {
    const xs = c & 1 ? gapX.at : starts[0];
    const ys = c & 2 ? gapY.at : starts[1];
    const tapsX = c & 1 ? gapX.taps : x.taps;
    const tapsY = c & 2 ? gapY.taps : y.taps;
    sampleClass(plane, xs, ys, tapsX, tapsY, grid.value[c], grid.excess[c]);
  }
  for (let c = 0; c < CLASSES; c++) referenceOf(grid, c);
  return grid;
}

/** Control blocks are as wide as lattice blocks where the gaps leave room for it. */
function centered(gaps: Int32Array, lattice: AxisLattice): { at: Int32Array; taps: 1 | 2 } {
  const taps = lattice.taps === 2 && lattice.period >= 4 ? 2 : 1;
  return { at: gaps, taps };
}

function sampleClass(
  plane: Plane,
  xs: Int32Array,
  ys: Int32Array,
  tapsX: number,
  tapsY: number,
  value: Float32Array,
  excess: Float32Array,
): void {
  const { width, height, data } = plane;
  const columns = xs.length;
  for (let j = 0; j < ys.length; j++) {
    const y = ys[j];
    if (y < 0 || y + tapsY > height) continue;
    for (let i = 0; i < columns; i++) {
      const x = xs[i];
      if (x < 0 || x + tapsX > width) continue;
      const at = y * width + x;
      let v = data[at];
      if (tapsX === 2) v += data[at + 1];
      if (tapsY === 2) {
        v += data[at + width];
        if (tapsX === 2) v += data[at + width + 1];
      }
      v /= tapsX * tapsY;
      value[j * columns + i] = v;
      if (x < 1 || y < 1 || x + tapsX >= width || y + tapsY >= height) continue;
      let low = 255;
      let high = 0;
      const above = at - width;
      const below = at + tapsY * width;
      for (let k = -1; k <= tapsX; k++) {
        const p = data[above + k];
        const q = data[below + k];
        if (p < low) low = p;
        if (p > high) high = p;
        if (q < low) low = q;
        if (q > high) high = q;
      }
      for (let k = 0; k < tapsY; k++) {
        const p = data[at + k * width - 1];
        const q = data[at + k * width + tapsX];
        if (p < low) low = p;
        if (p > high) high = p;
        if (q < low) low = q;
        if (q > high) high = q;
      }
      excess[j * columns + i] = v > high ? v - high : v < low ? v - low : 0;
    }
  }
}

/** Mean and variance of the neighbors of class c at half a period, in the other classes. */
function referenceOf(grid: Supergrid, c: number): void {
  const { columns, rows, value } = grid;
  const reference = grid.reference[c];
  const variance = grid.variance[c];
  const besideX = value[c ^ 1];
  const besideY = value[c ^ 2];
  const diagonal = value[c ^ 3];
  // The neighbor in the other class to the left of a lattice sample has index i - 1, of a gap i.
  const left = c & 1 ? 0 : -1;
  const up = c & 2 ? 0 : -1;
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      let sum = 0;
      let square = 0;
      let count = 0;
      for (let dy = 0; dy < 2; dy++) {
        const jj = j + up + dy;
        for (let dx = 0; dx < 2; dx++) {
          const ii = i + left + dx;
          if (jj < 0 || jj >= rows || ii < 0 || ii >= columns) continue;
          const v = diagonal[jj * columns + ii];
          if (v === v) {
            sum += v;
            square += v * v;
            count++;
          }
        }
        const ii = i + left + dy;
        if (ii >= 0 && ii < columns) {
          const v = besideX[j * columns + ii];
          if (v === v) {
            sum += v;
            square += v * v;
            count++;
          }
        }
        if (jj >= 0 && jj < rows) {
          const v = besideY[jj * columns + i];
          if (v === v) {
            sum += v;
            square += v * v;
            count++;
          }
        }
      }
      if (count < 3) continue;
      const mean = sum / count;
      reference[j * columns + i] = mean;
      variance[j * columns + i] = Math.max(0, square / count - mean * mean);
    }
  }
}
