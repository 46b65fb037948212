/**
 * How far the machine view is from the antialiased view of the same size, and how much of that the
 * picture's own detail explains. A fair sample of a detailed image strays from the local mean by
 * about the local variance; a view made of written pixels strays by far more.
 *
 *   normalised = mean (machine - mean)² / (mean variance + 16), in 8-bit grey levels
 *
 * The 16 is a difference of four grey levels: what two antialiased kernels may differ by at the edges
 * of a flat picture is no other picture.
 * Source: the idea of holding the native view against an area view, normalised by the energy above
 * the target's Nyquist frequency; own formulation by cell variance.
 */
import { INVISIBLE_VARIANCE } from './cell-sums.ts';
import { type Raster, greyLevelsPerCode } from '../base/raster.ts';
import { type Moments } from './moments.ts';

export interface Disagreement {
  /** Root mean square difference of the machine view to the antialiased view, in grey levels. */
  rms: number;
  /** Largest difference of one value, in grey levels. */
  max: number;
  /**
   * Mean squared difference over the mean squared detail that antialiasing removes, of the color
   * channel where it is largest. About 1 or less where the view is a fair sample of the image.
   */
  normalised: number;
  /** The channel of `normalised`: gray, r, g or b. */
  channel: string;
}

/** A value as it is shown and saved: what a sampler leaves outside 0..255 is cut off. */
export function greyLevel(value: number): number {
  return Math.min(255, Math.max(0, value));
}

/**
 * The disagreement of `machine` (in the code values of `source`) with the moments of the source at
 * the same size. Alpha is left out.
 */
export function disagreementOf(machine: Raster, moments: Moments, source: Raster): Disagreement {
  const scale = greyLevelsPerCode(source);
  const { channels } = machine;
  const names = channels === 1 ? ['gray'] : ['r', 'g', 'b'];
  const pixels = machine.width * machine.height;
  let total = 0;
  let max = 0;
  let worst = { normalised: -1, channel: names[0] };
  names.forEach((channel, c) => {
    const { squared, variance, largest } = sumsOf(machine, moments, c, scale);
    total += squared;
    max = Math.max(max, largest);
    const normalised = squared / pixels / (variance / pixels + INVISIBLE_VARIANCE);
    if (normalised > worst.normalised) worst = { normalised, channel };
  });
  return { rms: Math.sqrt(total / (pixels * names.length)), max, ...worst };
}

/** Root mean square difference within `box` (in outputs), as disagreementOf has it of the whole. */
export function rmsWithin(
  machine: Raster,
  { mean }: Moments,
  source: Raster,
  box: { x: number; y: number; width: number; height: number },
): number {
  const scale = greyLevelsPerCode(source);
  const { channels, width, data } = machine;
  const colors = channels === 1 ? 1 : 3;
  let total = 0;
  for (let y = box.y; y < box.y + box.height; y++) {
    for (let x = box.x; x < box.x + box.width; x++) {
      const at = (y * width + x) * channels;
      for (let c = 0; c < colors; c++)
        total += (greyLevel(data[at + c] * scale) - mean[at + c]) ** 2;
    }
  }
  return Math.sqrt(total / (box.width * box.height * colors));
}

/** Sums of one channel: squared differences, variances, and the largest difference. */
function sumsOf(
  { data, channels }: Raster,
  { mean, variance: variances }: Moments,
  channel: number,
  scale: number,
): { squared: number; variance: number; largest: number } {
  let squared = 0;
  let variance = 0;
  let largest = 0;
  for (let i = channel; i < data.length; i += channels) {
    const difference = greyLevel(data[i] * scale) - mean[i];
    squared += difference * difference;
    variance += variances[i];
    largest = Math.max(largest, Math.abs(difference));
  }
  return { squared, variance, largest };
}
