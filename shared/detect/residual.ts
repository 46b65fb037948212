/**
 * How far each pixel strays from its neighborhood: |I - median of 3x3|, at most 48 grey levels.
 * A written pixel (or a 2x2 block of them) strays; edges and gradients do not. Border pixels are 0.
 *
 * Source: STUDY.md ablation (3x3 median of luma was the best of twelve residuals); median of nine by
 * sorted columns: median of (largest of the minima, median of the medians, smallest of the maxima).
 */
import type { Plane } from './planes.ts';

export const RESIDUAL_CAP = 48;

/** The residual of a plane: Uint8Array, height*width. */
export function medianResidual(plane: Plane): Uint8Array {
  const { width, height, data } = plane;
  const out = new Uint8Array(width * height);
  for (let y = 1; y < height - 1; y++) {
    let at = y * width;
    let l0 = 0;
    let m0 = 0;
    let h0 = 0;
    let l1 = 0;
    let m1 = 0;
    let h1 = 0;
    for (let x = 0; x < width; x++, at++) {
      const p = data[at - width];
      const q = data[at];
      const r = data[at + width];
      const lo = p < q ? p : q;
      const hi = p < q ? q : p;
      const l2 = lo < r ? lo : r;
      const h2 = hi > r ? hi : r;
      const m2 = p + q + r - l2 - h2;
      if (x > 1) {
        const a = l0 > l1 ? (l0 > l2 ? l0 : l2) : l1 > l2 ? l1 : l2;
        const c = h0 < h1 ? (h0 < h2 ? h0 : h2) : h1 < h2 ? h1 : h2;
        const b = median3(m0, m1, m2);
        const difference = data[at - 1] - median3(a, b, c);
        const stray = difference < 0 ? -difference : difference;
        out[at - 1] = stray > RESIDUAL_CAP ? RESIDUAL_CAP : stray;
      }
      l0 = l1;
      m0 = m1;
      h0 = h1;
      l1 = l2;
      m1 = m2;
      h1 = h2;
    }
  }
  return out;
}

function median3(a: number, b: number, c: number): number {
  if (a < b) return b < c ? b : a < c ? c : a;
  return a < c ? a : b < c ? c : b;
}
