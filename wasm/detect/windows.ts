/** Square windows of blocks: where the figures of a lattice are most unlike those of others. */
import { Singles } from './kinds';
import { largestOther } from './singles';

/**
 * The largest of every ratio over square windows of 2, 4, 8, … blocks, overlapping by half, and over
 * the whole. `blocks` are across*down blocks of eight quantities of four classes; they are added up
 * in place. Results at `out` (singles):
 *
 *   0  isolated, 4 classes   4  explained   8  coherent   12  smooth
 *   16  energy  17  rival   18..21 the window of the largest isolated (x, y, width, height in blocks)
 *   22  mean D^2 there   23  mean D there
 *   24  of the whole: energy  25 rival  26 explained  27 coherent (all of class 0)
 */
export function scanWindows(blocks: Singles, across: i32, down: i32, out: Singles): void {
  const lowest = f32x4.splat(-1e30);
  for (let i = 0; i < 16; i += 4) v128.store(out + i * 4, lowest);
  for (let i = 16; i < 28; i++) store<f32>(out + i * 4, i < 18 ? <f32>-1e30 : 0);
  let w = across;
  let h = down;
  let side = 1;
  while (w > 1 || h > 1) {
    const lastX = max(1, w - 1);
    const lastY = max(1, h - 1);
    for (let y = 0; y < lastY; y++) {
      for (let x = 0; x < lastX; x++) {
        const a = blocks + (y * w + x) * 128;
        const right: i32 = w > 1 ? 128 : 0;
        const below: i32 = h > 1 ? w * 128 : 0;
        window(a, right, below, x * side, y * side, side, across, down, out);
      }
    }
    const nextW = (w + 1) >> 1;
    const nextH = (h + 1) >> 1;
    for (let y = 0; y < nextH; y++) {
      for (let x = 0; x < nextW; x++) {
        const to = blocks + (y * nextW + x) * 128;
        const from = blocks + (2 * y * w + 2 * x) * 128;
        const hasRight = 2 * x + 1 < w;
        const hasBelow = 2 * y + 1 < h;
        for (let q = 0; q < 128; q += 16) {
          let sum = v128.load(from + q);
          if (hasRight) sum = f32x4.add(sum, v128.load(from + q, 128));
          if (hasBelow) {
            sum = f32x4.add(sum, v128.load(from + q + w * 128));
            if (hasRight) sum = f32x4.add(sum, v128.load(from + q + w * 128, 128));
          }
          v128.store(to + q, sum);
        }
      }
    }
    w = nextW;
    h = nextH;
    side *= 2;
  }
  window(blocks, 0, 0, 0, 0, side, across, down, out);
  const n = f32x4.max(v128.load(blocks, 64), f32x4.splat(1));
  const invisible = f32x4.mul(n, f32x4.splat(4));
  const excess2 = v128.load(blocks, 16);
  const diff2 = v128.load(blocks, 32);
  const coherent = v128.load(blocks, 80);
  store<f32>(
    out,
    (f32x4.extract_lane(excess2, 0) + 1) /
      (f32x4.extract_lane(largestOther(excess2), 0) + f32x4.extract_lane(invisible, 0)),
    96,
  );
  store<f32>(out, first(rivalOf(diff2, invisible)), 100);
  store<f32>(out, first(explainedOf(diff2, v128.load(blocks, 48), invisible)), 104);
  store<f32>(
    out,
    first(f32x4.sub(coherent, largestOther(coherent))) / Mathf.sqrt(<f32>(across * down)),
    108,
  );
}

function first(v: v128): f32 {
  return f32x4.extract_lane(v, 0);
}

function rivalOf(diff2: v128, invisible: v128): v128 {
  return f32x4.div(f32x4.add(diff2, invisible), f32x4.add(largestOther(diff2), invisible));
}

function explainedOf(diff2: v128, spread: v128, invisible: v128): v128 {
  return f32x4.div(f32x4.add(diff2, f32x4.splat(1)), f32x4.add(spread, invisible));
}

function addFour(at: usize, right: i32, below: i32, q: i32): v128 {
  let sum = v128.load(at + q);
  if (right > 0) sum = f32x4.add(sum, v128.load(at + q + right));
  if (below > 0) {
    sum = f32x4.add(sum, v128.load(at + q + below));
    if (right > 0) sum = f32x4.add(sum, v128.load(at + q + below + right));
  }
  return sum;
}

function window(
  at: usize,
  right: i32,
  below: i32,
  x: i32,
  y: i32,
  side: i32,
  across: i32,
  down: i32,
  out: usize,
): void {
  const n = addFour(at, right, below, 64);
  const valid = f32x4.ge(n, f32x4.splat(12));
  if (!v128.any_true(valid)) return;
  const width = min(across - x, right > 0 ? 2 * side : side);
  const height = min(down - y, below > 0 ? 2 * side : side);
  const hot = addFour(at, right, below, 0);
  const excess2 = addFour(at, right, below, 16);
  const diff2 = addFour(at, right, below, 32);
  const spread = addFour(at, right, below, 48);
  const coherent = addFour(at, right, below, 80);
  const lag = addFour(at, right, below, 96);
  const one = f32x4.splat(1);
  const invisible = f32x4.mul(n, f32x4.splat(4));
  const lowest = f32x4.splat(-1e30);
  const others = largestOther(hot);
  const isolated = v128.bitselect(
    f32x4.div(f32x4.sub(hot, others), f32x4.sqrt(f32x4.add(f32x4.add(hot, others), one))),
    lowest,
    valid,
  );
  if (first(isolated) > load<f32>(out)) {
    const count = first(n);
    store<f32>(out, <f32>x, 72);
    store<f32>(out, <f32>y, 76);
    store<f32>(out, <f32>width, 80);
    store<f32>(out, <f32>height, 84);
    store<f32>(out, first(diff2) / count, 88);
    store<f32>(out, first(addFour(at, right, below, 112)) / count, 92);
  }
  keep(out, isolated);
  keep(out + 16, v128.bitselect(explainedOf(diff2, spread, invisible), lowest, valid));
  keep(
    out + 32,
    v128.bitselect(
      f32x4.mul(
        f32x4.sub(coherent, largestOther(coherent)),
        f32x4.splat(<f32>1 / Mathf.sqrt(<f32>(width * height))),
      ),
      lowest,
      valid,
    ),
  );
  keep(
    out + 48,
    v128.bitselect(f32x4.div(lag, f32x4.add(diff2, f32x4.mul(n, f32x4.splat(20)))), lowest, valid),
  );
  if (first(n) < 12) return;
  const energy = (first(excess2) + 1) / (first(largestOther(excess2)) + first(invisible));
  if (energy > load<f32>(out, 64)) store<f32>(out, energy, 64);
  const rival = first(rivalOf(diff2, invisible));
  if (rival > load<f32>(out, 68)) store<f32>(out, rival, 68);
}

function keep(at: usize, value: v128): void {
  v128.store(at, f32x4.max(v128.load(at), value));
}
