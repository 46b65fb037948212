/** How likely it is that a picture is what came back. */
import type { Raster } from '../../base/raster.ts';
import type { Window } from '../../pipelines/steps/windows.ts';
import { fitOf, type Blocks } from './coefficients.ts';
import { brightnessOf } from './returned.ts';

export interface Comparison {
  /** Natural logarithm, but for a constant that is the same for all ways of one picture. */
  logLikelihood: number;
  /** The share of samples that differ, the largest difference and its root mean square, in levels. */
  differing: number;
  most: number;
  rms: number;
  /** Pearson's correlation of the brightness. */
  correlation: number;
  /** Of JPEG: the share of coefficients that are further off than its rounding allows. */
  stray: number | null;
}

/**
 * Neighbours err alike, so that a picture holds fewer independent samples than it has: one in this many is counted.
 * Coefficients of JPEG are rounded each by itself.
 */
const SAMPLES_EACH = 16;
const COEFFICIENTS_EACH = 4;

/** Compares `made` with `shown`, which have the same size. `blocks`: of the file, in which `shown` lies at `at`. */
export function compare(
  made: Raster<Uint8Array>,
  shown: Raster<Uint8Array>,
  at: Window,
  blocks: Blocks | null,
): Comparison {
  const measured = differences(made, shown);
  const correlation = correlationOf(made, shown);
  if (blocks !== null && blocks.places.length > 0) {
    const fit = fitOf(brightnessOf(made), made.width, at, blocks);
    const logLikelihood = fit.logLikelihood / COEFFICIENTS_EACH;
    return { ...measured, correlation, logLikelihood, stray: fit.stray };
  }
  const samples = made.data.length / SAMPLES_EACH;
  return {
    ...measured,
    correlation,
    logLikelihood: samples * laplace(measured.mean, made.data.length),
    stray: null,
  };
}

function differences(made: Raster<Uint8Array>, shown: Raster<Uint8Array>) {
  let [count, most, sum, squares] = [0, 0, 0, 0];
  const n = made.data.length;
  for (let i = 0; i < n; i++) {
    const off = Math.abs(made.data[i] - shown.data[i]);
    if (off === 0) continue;
    count++;
    sum += off;
    squares += off * off;
    if (off > most) most = off;
  }
  return { differing: count / n, most, rms: Math.sqrt(squares / n), mean: sum / n };
}

/** The mean logarithm of differences of whole levels whose mean is `mean`, under the law of Laplace that fits them best. */
function laplace(mean: number, count: number): number {
  const size = Math.max(mean, 0.5 / count);
  // E|r| = 2t / (1 - t²) for p(r) = (1 - t) / (1 + t) t^|r|
  const t = (Math.sqrt(1 + size * size) - 1) / size;
  return Math.log((1 - t) / (1 + t)) + size * Math.log(t);
}

function correlationOf(made: Raster, shown: Raster): number {
  const a = brightnessOf(made);
  const b = brightnessOf(shown);
  let [sa, sb, aa, bb, ab] = [0, 0, 0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    sa += a[i];
    sb += b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
    ab += a[i] * b[i];
  }
  const n = a.length;
  const spread = (aa - (sa * sa) / n) * (bb - (sb * sb) / n);
  return spread > 1e-9 ? (ab - (sa * sb) / n) / Math.sqrt(spread) : 0;
}
