/**
 * The pixels of an attack that changes few: for each output the taps that can contribute most, until
 * together they reach what is wanted in every channel. The fewest for tables that share no source
 * pixels and one channel; else near it.
 */
import type { Raster } from '../base/raster.ts';
import type { PayloadTarget } from './payload-target.ts';
import type { EditableSamples } from './editable-samples.ts';

/** Grey levels that the taps have to reach further, for rounding. */
const MARGIN = 0.6;

/** 1 for the pixels to write, height*width. `factor`: reach so many times what is wanted. */
export function sparsePixels(
  decoy: Raster<Uint8Array>,
  targets: readonly PayloadTarget[],
  { pixels, channels }: EditableSamples,
  slack: number,
  factor: number,
): Uint8Array {
  const chosen = new Uint8Array(decoy.width * decoy.height);
  for (const { x, y, targeted, wanted } of targets) {
    for (let output = 0; output < targeted.length; output++) {
      if (targeted[output] === 0) continue;
      const taps = tapsOf(output, x, y, decoy.width);
      const levels = channels.map((c) => wanted.data[output * wanted.channels + c]);
      const needs = channels.map((c, i) => {
        const value = taps.reduce(
          (sum, { at, weight }) => sum + weight * decoy.data[at * decoy.channels + c],
          0,
        );
        return levels[i] - value;
      });
      const open = needs.map((need) =>
        Math.abs(need) <= slack ? 0 : Math.abs(need) * factor + MARGIN,
      );
      const reaches = taps
        .filter(({ at }) => pixels === null || pixels[at] === 1)
        .map(({ at, weight }) => {
          const reach = channels.map((c, i) => {
            const value = decoy.data[at * decoy.channels + c];
            return Math.abs(weight) * (needs[i] > 0 === weight > 0 ? 255 - value : value);
          });
          const score = reach.reduce(
            (sum, r, i) => sum + (open[i] === 0 ? 0 : Math.min(1, r / open[i])),
            0,
          );
          return { at, reach, score };
        })
        .sort((a, b) => b.score - a.score);
      for (const { at, reach } of reaches) {
        if (open.every((left) => left <= 0)) break;
        chosen[at] = 1;
        open.forEach((left, i) => (open[i] = left - reach[i]));
      }
    }
  }
  return chosen;
}

function tapsOf(
  output: number,
  x: PayloadTarget['x'],
  y: PayloadTarget['y'],
  width: number,
): { at: number; weight: number }[] {
  const dstX = output % x.dstSize;
  const dstY = (output - dstX) / x.dstSize;
  const taps: { at: number; weight: number }[] = [];
  for (let j = y.offsets[dstY]; j < y.offsets[dstY + 1]; j++) {
    for (let i = x.offsets[dstX]; i < x.offsets[dstX + 1]; i++) {
      taps.push({ at: y.indices[j] * width + x.indices[i], weight: y.weights[j] * x.weights[i] });
    }
  }
  return taps;
}
