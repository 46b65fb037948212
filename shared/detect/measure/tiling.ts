/**
 * How far a plane repeats a tile of 2 to 8 pixels all over: color filter mosaics, ordered dithers,
 * screens photographed pixel by pixel. Its lattice is its own, not a machine's.
 *
 *   H = 4 I - the four neighbors, clipped;  r(k) = sum H(x) H(x + k) / sum H(x)^2
 *   tiling = largest over q in 2..8 of min(r(q), r(2q), r(3q), r(4q)), the smaller of the two axes
 *
 * A written lattice has r near 1 at one period only where it is whole and the payload is flat.
 *
 * repetition is the same of any period, in pixels: the largest r(k) at lags of 48 to 112, which dot
 * grids, screens, halftones and rules keep, while pictures have forgotten themselves.
 */
import type { DetectWasm, Halves } from '../kernels/wasm.ts';
import type { Plane } from '../lattice/plane.ts';

const TILES = [2, 3, 4, 5, 6, 7, 8];
const REPEATS = 4;
const LAGS = [...new Set([0, ...TILES.flatMap((q) => [q, 2 * q, 3 * q, 4 * q])])];
const LAST_LAG = Math.max(...LAGS);
const FAR_FROM = 48;
const FAR_TO = 112;
const FAR_LAGS = [0, ...Array.from({ length: FAR_TO - FAR_FROM + 1 }, (_, k) => FAR_FROM + k)];
/** Lines that are read per axis, in evenly spaced places, and samples of each. */
const LINES = 48;
const FAR_LINES = 24;
const MOST_SAMPLES = 1024;

/** Both figures of a plane, each 0..1. */
export interface Repeats {
  tiling: number;
  repetition: number;
  /** Whether both axes are long enough to say so; of short ones what is not known is 0. */
  isKnown: boolean;
}

export function repeatsOf(wasm: DetectWasm, plane: Plane): Repeats {
  const { width, height } = plane;
  const x = along(wasm, plane, 1, width, width, height);
  const y = along(wasm, plane, width, height, 1, width);
  return {
    tiling: Math.max(0, Math.min(x.tiling, y.tiling)),
    repetition: Math.max(0, Math.min(x.repetition, y.repetition)),
    isKnown: Math.min(width, height) >= 2 * FAR_TO,
  };
}

/** Along one axis: samples `step` apart, `length` of them, in lines `across` apart. */
function along(
  wasm: DetectWasm,
  plane: Plane,
  step: number,
  length: number,
  across: number,
  lines: number,
): Omit<Repeats, 'isKnown'> {
  if (length < 2 * LAST_LAG || lines < 8) return { tiling: 0, repetition: 0 };
  const count = Math.min(length, MOST_SAMPLES);
  const [ofNear, [energy, ...products]] = wasm.scoped(() => {
    const high = wasm.alloc(Int16Array, count + 256);
    const near = lagged(wasm, high, count, LAGS);
    const far = lagged(wasm, high, count, FAR_LAGS);
    for (let n = 0; n < LINES; n++) {
      const line = 1 + Math.floor(((n + 0.5) * (lines - 2)) / LINES);
      // Long lines are read in a stretch of them, another in every line.
      const from = Math.floor((((n * 7) % LINES) * (length - count)) / LINES);
      wasm.highPass(plane.data.from(line * across + from * step), count, step, across, high);
      near.add();
      if (n % (LINES / FAR_LINES) === 0 && length >= 2 * FAR_TO) far.add();
    }
    return [near.sums(), far.sums()];
  });
  let tiling = 0;
  for (const q of ofNear[0] < 1 ? [] : TILES) {
    let least = Infinity;
    for (let n = 1; n <= REPEATS; n++) least = Math.min(least, ofNear[LAGS.indexOf(q * n)]);
    tiling = Math.max(tiling, least / ofNear[0]);
  }
  // Fewer pairs at longer lags: brought to the number of samples.
  const brought = products.map((sum, k) => (sum * (count - 2)) / (count - 2 - FAR_LAGS[k + 1]));
  return { tiling, repetition: energy < 1 ? 0 : Math.max(...brought) / energy };
}

/** Adds up products at `lags` of the words at `high`, line after line. */
function lagged(wasm: DetectWasm, high: Halves, count: number, lags: readonly number[]) {
  const list = wasm.put(Int32Array.from(lags));
  const out = wasm.put(new Float64Array(lags.length));
  return {
    add: () => wasm.lagSums(high, count, list, lags.length, out),
    sums: () => [...out.view()],
  };
}
