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
  const sums = names.map((_, c) => sumsOf(machine, moments, c, scale));
  const { rms, normalised, worst } = distanceOf(sums, machine.width * machine.height);
  const max = sums.reduce((most, { largest }) => Math.max(most, largest), 0);
  return { rms, max, normalised, channel: names[worst] };
}

/** Sums over the pixels of one channel, in squared grey levels. */
export interface ChannelSums {
  /** Of squared differences of the machine view to the antialiased view. */
  squared: number;
  /** Of the variances that the antialiased view averages away. */
  variance: number;
}

/** What the sums of all channels over `pixels` pixels come to; `worst`: the channel of `normalised`. */
export function distanceOf(
  sums: readonly ChannelSums[],
  pixels: number,
): Pick<Disagreement, 'rms' | 'normalised'> & { worst: number } {
  let total = 0;
  let normalised = -1;
  let worst = 0;
  sums.forEach(({ squared, variance }, channel) => {
    total += squared;
    const own = squared / pixels / (variance / pixels + INVISIBLE_VARIANCE);
    if (own > normalised) [normalised, worst] = [own, channel];
  });
  return { rms: Math.sqrt(total / (pixels * sums.length)), normalised, worst };
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

/** Sums of one channel, and the largest difference. */
function sumsOf(
  { data, channels }: Raster,
  { mean, variance: variances }: Moments,
  channel: number,
  scale: number,
): ChannelSums & { largest: number } {
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
