/**
 * Tables of ImageMagick's -scale: source samples are m/n wide and fill outputs one after another. What is left
 * of a sample and of an output is subtracted as it is used, which rounds; the tables take the same steps.
 * Source: ImageMagick 6, magick/resize.c, ScaleImage.
 */
import { tapsFrom, type AxisTaps } from '../../taps/taps.ts';

/** The table of rows. */
export function scaleRows(n: number, m: number): AxisTaps {
  let row = -1;
  let ended = true;
  let left = m / n;
  const read = () => {
    if (ended && row < n - 1) row++;
  };
  return tapsFrom(n, m, () => {
    const taps: [number, number][] = [];
    let span = 1;
    while (left < span) {
      read();
      taps.push([row, left]);
      span -= left;
      left = m / n;
      ended = true;
    }
    read();
    ended = false;
    taps.push([row, span]);
    left -= span;
    if (left <= 0) {
      left = m / n;
      ended = true;
    }
    return taps;
  });
}

/** The table of columns. */
export function scaleColumns(n: number, m: number): AxisTaps {
  const outputs: [number, number][][] = [];
  let taps: [number, number][] = [];
  let span = 1;
  let full = false;
  const next = () => {
    if (full) taps = [];
    full = false;
  };
  for (let i = 0; i < n; i++) {
    let left = m / n;
    while (left >= span) {
      next();
      taps.push([i, span]);
      outputs.push(taps);
      left -= span;
      span = 1;
      full = true;
    }
    if (left > 0) {
      next();
      taps.push([i, left]);
      span -= left;
    }
  }
  if (!full && outputs.length < m) {
    if (span > 0) taps.push([n - 1, span]);
    outputs.push(taps);
  }
  return tapsFrom(n, m, (dst) => outputs[dst] ?? [[n - 1, 1]]);
}
