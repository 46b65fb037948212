/** What a place in a spectrum means: the reading under the pointer. */
import type { Size } from '../base/raster.ts';
import { frequencyOfBin } from './power-spectrum.ts';

export interface AxisReading {
  /** Cycles per source pixel, -0.5 .. 0.5. */
  frequency: number;
  /** Source pixels per cycle; Infinity at frequency 0. */
  period: number;
  /** The target size whose first peak lies there: cycles per frame. */
  size: number;
}

/** The reading at bin (binX, binY) of a spectrum of `bins` of an image of size `source`. */
export function readSpectrumAt(
  bins: Size,
  source: Size,
  binX: number,
  binY: number,
): { x: AxisReading; y: AxisReading } {
  return {
    x: readingOf(frequencyOfBin(binX, bins.width), source.width),
    y: readingOf(frequencyOfBin(binY, bins.height), source.height),
  };
}

function readingOf(frequency: number, length: number): AxisReading {
  const cycles = Math.abs(frequency);
  return { frequency, period: 1 / cycles, size: cycles * length };
}
