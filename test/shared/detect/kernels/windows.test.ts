/** The kernel of windows (wasm/detect/windows.ts) equals its definition. */
import { test } from 'node:test';
import { assertClose, onBench } from '../../../support/kernel-bench.ts';

const CLASSES = 4;
const [HOT, EXCESS2, DIFF2, VARIANCE, COUNT, COHERENCE, LAG, SUM] = [0, 1, 2, 3, 4, 5, 6, 7];
const QUANTITIES = 8;
/** Cells of a class that a window needs, and the square of grey levels that nobody sees. */
const ENOUGH = 12;
const INVISIBLE = 4;
const LOWEST = Math.fround(-1e30);
const RESULTS = 28;

interface Window {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Windows of 2, 4, 8, … blocks, overlapping by half and cut at the edges, until one has all. */
function windowsOf(across: number, down: number): Window[] {
  const windows: Window[] = [];
  for (let half = 1; half < Math.max(across, down); half *= 2) {
    for (let y = 0; y === 0 || y + half < down; y += half) {
      for (let x = 0; x === 0 || x + half < across; x += half) {
        const [width, height] = [Math.min(2 * half, across - x), Math.min(2 * half, down - y)];
        windows.push({ x, y, width, height });
      }
    }
  }
  return [...windows, { x: 0, y: 0, width: across, height: down }];
}

test('windows of blocks give the largest of every ratio, where it is and that of the whole', () => {
  onBench(150, ({ wasm, pick, oneIn, put, take }) => {
    const [across, down] = [pick(1, 11), pick(1, 11)];
    const blocks = new Float32Array(across * down * QUANTITIES * CLASSES);
    const sparse = pick(1, 6);
    for (let at = 0; at < blocks.length; at += QUANTITIES * CLASSES) {
      for (let c = 0; c < CLASSES; c++) {
        if (oneIn(sparse)) continue;
        const cells = pick(1, 16);
        // Whole numbers: their sums are exact in any order.
        const figures = new Float32Array(QUANTITIES);
        figures[HOT] = pick(0, cells);
        figures[EXCESS2] = pick(0, 2000);
        figures[DIFF2] = pick(0, 5000);
        figures[VARIANCE] = pick(0, 5000);
        figures[COUNT] = cells;
        figures[COHERENCE] = pick(0, 100);
        figures[LAG] = pick(-2000, 2000);
        figures[SUM] = pick(-300, 300);
        figures.forEach((figure, q) => (blocks[at + q * CLASSES + c] = figure));
      }
    }
    const figuresOf = ({ x, y, width, height }: Window, c: number): Float64Array => {
      const sums = new Float64Array(QUANTITIES);
      for (let j = y; j < y + height; j++) {
        for (let i = x; i < x + width; i++) {
          const at = (j * across + i) * QUANTITIES * CLASSES;
          for (let q = 0; q < QUANTITIES; q++) sums[q] += blocks[at + q * CLASSES + c];
        }
      }
      return sums;
    };
    const expected = new Float64Array(RESULTS);
    expected.fill(LOWEST, 0, 18);
    const keep = (at: number, value: number): void => {
      expected[at] = Math.max(expected[at], value);
    };
    const ratiosOf = (window: Window, c: number) => {
      const own = figuresOf(window, c);
      const others = [0, 1, 2, 3].filter((k) => k !== c).map((k) => figuresOf(window, k));
      const rival = (q: number): number => Math.max(...others.map((sums) => sums[q]));
      const unseen = INVISIBLE * own[COUNT];
      const area = window.width * window.height;
      return {
        own,
        isolated: (own[HOT] - rival(HOT)) / Math.sqrt(own[HOT] + rival(HOT) + 1),
        explained: (own[DIFF2] + 1) / (own[VARIANCE] + unseen),
        coherent: (own[COHERENCE] - rival(COHERENCE)) / Math.sqrt(area),
        smooth: own[LAG] / (own[DIFF2] + 20 * own[COUNT]),
        energy: (own[EXCESS2] + 1) / (rival(EXCESS2) + unseen),
        rival: (own[DIFF2] + unseen) / (rival(DIFF2) + unseen),
      };
    };
    for (const window of windowsOf(across, down)) {
      for (let c = 0; c < CLASSES; c++) {
        const { own, ...ratios } = ratiosOf(window, c);
        if (own[COUNT] < ENOUGH) continue;
        if (c === 0 && ratios.isolated > expected[0]) {
          const { x, y, width, height } = window;
          expected.set([x, y, width, height, own[DIFF2] / own[COUNT], own[SUM] / own[COUNT]], 18);
        }
        keep(c, ratios.isolated);
        keep(4 + c, ratios.explained);
        keep(8 + c, ratios.coherent);
        keep(12 + c, ratios.smooth);
        if (c > 0) continue;
        keep(16, ratios.energy);
        keep(17, ratios.rival);
      }
    }
    const whole = ratiosOf({ x: 0, y: 0, width: across, height: down }, 0);
    // Without a cell, one is counted.
    if (whole.own[COUNT] > 0) {
      expected.set([whole.energy, whole.rival, whole.explained, whole.coherent], 24);
    }
    const out = put(new Float32Array(RESULTS));
    wasm.scanWindows(put(blocks), across, down, out);
    const found = take(out, new Float32Array(RESULTS));
    const promised = whole.own[COUNT] > 0 ? RESULTS : 24;
    assertClose(found.subarray(0, promised), expected.subarray(0, promised), 1e-5);
  });
});
