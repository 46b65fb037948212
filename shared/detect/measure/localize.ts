/**
 * Where a hidden picture lies: a heat map over the cells of a lattice, and boxes of source pixels.
 * A block of cells is hot when its lattice pixels stray from their untouched neighbors by more than
 * those neighbors stray from one another, and by more than the control classes do.
 */
import type { Raster } from '../../base/raster.ts';
import { startOf, startsOf, type AxisLattice } from '../lattice/geometry.ts';
import type { DetectWasm } from '../kernels/wasm.ts';
import type { Plane } from '../lattice/plane.ts';
import { CLASSES, compare, sampleHalfPeriodGrid } from '../lattice/half-period-grid.ts';

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Cells per block of the map, along each axis. */
const BLOCK = 3;
const HOT_RATIO = 2;
const LEAST_BLOCKS = 2;

export interface HeatMap {
  width: number;
  height: number;
  /** 0..1 per block; 0.5 at the ratio from which a block counts as altered. */
  heat: Float32Array;
  /** Source pixels that were altered, largest box first. */
  boxes: Box[];
}

/** The heat map of `plane` at the lattice of columns `x` and rows `y`. */
export function localize(wasm: DetectWasm, plane: Plane, x: AxisLattice, y: AxisLattice): HeatMap {
  const width = Math.ceil(x.size / BLOCK);
  const height = Math.ceil(y.size / BLOCK);
  const energy = Array.from({ length: CLASSES }, () => new Float32Array(width * height));
  const spread = new Float32Array(width * height);
  const blockOf = Int32Array.from({ length: x.size }, (_, i) => Math.floor(i / BLOCK));
  wasm.scoped(() => {
    const grid = sampleHalfPeriodGrid(wasm, plane, x, y, Infinity);
    for (let c = 0; c < CLASSES; c++) {
      compare(wasm, grid, c);
      const here = energy[c];
      const value = grid.value[c].view();
      const reference = grid.reference.view();
      const variance = grid.variance.view();
      for (let j = 0; j < y.size; j++) {
        const row = Math.floor(j / BLOCK) * width;
        for (let i = 0, at = j * grid.stride; i < x.size; i++, at++) {
          if (!(variance[at] >= 0)) continue;
          const d = value[at] - reference[at];
          const block = row + blockOf[i];
          here[block] += d * d;
          if (c === 0) spread[block] += variance[at] + 4;
        }
      }
    }
  });
  const heat = new Float32Array(width * height);
  const hot = new Uint8Array(width * height);
  for (let b = 0; b < heat.length; b++) {
    const control = Math.max(energy[1][b], energy[2][b], energy[3][b], spread[b]);
    const ratio = control === 0 ? 0 : energy[0][b] / control;
    heat[b] = ratio / (ratio + HOT_RATIO);
    hot[b] = ratio > HOT_RATIO ? 1 : 0;
  }
  return { width, height, heat, boxes: boxesOf(hot, width, height, x, y) };
}

/** Bounding boxes of connected hot blocks (gaps of one block are bridged), in source pixels. */
function boxesOf(
  hot: Uint8Array,
  width: number,
  height: number,
  x: AxisLattice,
  y: AxisLattice,
): Box[] {
  const seen = new Uint8Array(hot.length);
  const found: { box: Box; blocks: number }[] = [];
  for (let start = 0; start < hot.length; start++) {
    if (hot[start] === 0 || seen[start] === 1) continue;
    const stack = [start];
    seen[start] = 1;
    let [left, right, top, bottom, blocks] = [width, 0, height, 0, 0];
    while (stack.length > 0) {
      const at = stack.pop() as number;
      const by = Math.floor(at / width);
      const bx = at - by * width;
      blocks++;
      left = Math.min(left, bx);
      right = Math.max(right, bx);
      top = Math.min(top, by);
      bottom = Math.max(bottom, by);
      for (let dy = -2; dy <= 2; dy++) {
        for (let dx = -2; dx <= 2; dx++) {
          const nx = bx + dx;
          const ny = by + dy;
          if (nx < 0 || ny < 0 || nx >= width || ny >= height) continue;
          const next = ny * width + nx;
          if (hot[next] === 1 && seen[next] === 0) {
            seen[next] = 1;
            stack.push(next);
          }
        }
      }
    }
    if (blocks < LEAST_BLOCKS) continue;
    const [x0, x1] = span(x, left, right);
    const [y0, y1] = span(y, top, bottom);
    found.push({ box: { x: x0, y: y0, width: x1 - x0, height: y1 - y0 }, blocks });
  }
  return found.sort((a, b) => b.blocks - a.blocks).map(({ box }) => box);
}

/** Source samples of blocks first..last, from the first lattice sample to after the last. */
function span(lattice: AxisLattice, first: number, last: number): [number, number] {
  const end = Math.min(lattice.size, (last + 1) * BLOCK) - 1;
  return [startOf(lattice, first * BLOCK), startOf(lattice, end) + lattice.taps];
}

/** The hidden picture at its own size: the mean of each lattice block, all channels. */
export function recover(raster: Raster, x: AxisLattice, y: AxisLattice): Raster<Uint8Array> {
  const { width, channels, data } = raster;
  const colors = channels === 4 ? 3 : channels;
  const shift = data instanceof Uint16Array ? 1 / 257 : 1;
  const areBytes = data instanceof Uint8Array;
  const out = new Uint8Array(x.size * y.size * colors);
  const [columns, rows] = [startsOf(x), startsOf(y)];
  const [right, below] = [(x.taps - 1) * channels, (y.taps - 1) * width * channels];
  for (let j = 0, to = 0; j < y.size; j++) {
    for (let i = 0; i < x.size; i++) {
      for (let c = 0; c < colors; c++, to++) {
        const at = (rows[j] * width + columns[i]) * channels + c;
        // Of a single column or row each sample is counted as often as four are.
        const sum = data[at] + data[at + right] + data[at + below] + data[at + below + right];
        out[to] = areBytes ? (sum + 2) >> 2 : Math.round((sum / 4) * shift);
      }
    }
  }
  return { width: x.size, height: y.size, channels: colors, data: out };
}
