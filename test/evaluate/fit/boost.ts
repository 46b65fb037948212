/**
 * Gradient-boosted regression trees on the logistic loss, monotone in every input: a split is taken
 * only if its right side is worth more, and the bounds between siblings hold further down.
 *
 * Source: Friedman 2001; monotone bounds as in XGBoost (its documentation on monotonic constraints).
 */

/** [feature, threshold, left, right] or a leaf's value; x <= threshold goes left. */
export type Tree = number | [number, number, Tree, Tree];

export interface BoostOptions {
  trees: number;
  depth: number;
  rate: number;
  leaf: number;
  ridge: number;
}

export function treeValue(tree: Tree, x: readonly number[]): number {
  let node = tree;
  while (typeof node !== 'number') node = x[node[0]] <= node[1] ? node[2] : node[3];
  return node;
}

/** Fits trees to `x` (rows of inputs), `y` in 0 or 1, with weights `w`. */
export function boost(
  x: readonly number[][],
  y: readonly number[],
  w: readonly number[],
  options: BoostOptions,
): { trees: Tree[]; bias: number } {
  const inputs = x[0].length;
  const cuts = Array.from({ length: inputs }, (_, f) => {
    const values = [...new Set(x.map((row) => row[f]))].sort((a, b) => a - b);
    const wanted = Math.min(40, values.length - 1);
    return [
      ...new Set(
        Array.from({ length: Math.max(0, wanted) }, (_, k) => {
          const at = Math.floor(((k + 1) * values.length) / (wanted + 1));
          return (values[Math.max(0, at - 1)] + values[Math.min(values.length - 1, at)]) / 2;
        }),
      ),
    ];
  });
  // The number of cuts below each value: bins, so that a node is gone through once.
  const bins = x.map((row) => row.map((v, f) => cuts[f].filter((cut) => v > cut).length));
  const score = new Float64Array(x.length);
  const trees: Tree[] = [];
  for (let t = 0; t < options.trees; t++) {
    const gradient = new Float64Array(x.length);
    const curvature = new Float64Array(x.length);
    for (let i = 0; i < x.length; i++) {
      const p = 1 / (1 + Math.exp(-score[i]));
      gradient[i] = w[i] * (y[i] - p);
      curvature[i] = w[i] * p * (1 - p);
    }
    const grow = (rows: number[], depth: number, low: number, high: number): Tree => {
      let g = 0;
      let h = 0;
      for (const i of rows) {
        g += gradient[i];
        h += curvature[i];
      }
      const clamp = (v: number): number => Math.min(high, Math.max(low, v));
      const leaf = clamp(g / (h + options.ridge));
      if (depth === 0 || rows.length < 2 * options.leaf) return leaf * options.rate;
      const worth = (a: number, b: number, v: number): number =>
        a * v - 0.5 * (b + options.ridge) * v * v;
      let best = { gain: 1e-6 + worth(g, h, leaf), f: -1, cut: 0, left: 0, right: 0 };
      for (let f = 0; f < inputs; f++) {
        const [gs, hs, counts] = [0, 1, 2].map(() => new Float64Array(cuts[f].length + 1));
        for (const i of rows) {
          const bin = bins[i][f];
          gs[bin] += gradient[i];
          hs[bin] += curvature[i];
          counts[bin]++;
        }
        let gl = 0;
        let hl = 0;
        let count = 0;
        for (let bin = 0; bin < cuts[f].length; bin++) {
          gl += gs[bin];
          hl += hs[bin];
          count += counts[bin];
          if (count < options.leaf || rows.length - count < options.leaf) continue;
          const left = clamp(gl / (hl + options.ridge));
          const right = clamp((g - gl) / (h - hl + options.ridge));
          if (left > right) continue;
          const gain = worth(gl, hl, left) + worth(g - gl, h - hl, right);
          if (gain > best.gain) best = { gain, f, cut: cuts[f][bin], left, right };
        }
      }
      if (best.f < 0) return leaf * options.rate;
      const middle = (best.left + best.right) / 2;
      return [
        best.f,
        best.cut,
        grow(
          rows.filter((i) => x[i][best.f] <= best.cut),
          depth - 1,
          low,
          middle,
        ),
        grow(
          rows.filter((i) => x[i][best.f] > best.cut),
          depth - 1,
          middle,
          high,
        ),
      ];
    };
    const tree = grow(
      x.map((_, i) => i),
      options.depth,
      -8,
      8,
    );
    trees.push(tree);
    for (let i = 0; i < x.length; i++) score[i] += treeValue(tree, x[i]);
  }
  return { trees, bias: 0 };
}
