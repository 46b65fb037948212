/** A picture that one way to load a file shows, beside what a person sees of it: no resize is needed for its text. */
import { greyLevelsPerCode, type IntegerSamples, type Raster } from '../base/raster.ts';
import { overBlack, overWhite } from '../loaders/alpha.ts';
import type { LoaderDisagreement } from '../loaders/loader-disagreement.ts';
import { planesOf, type ComparedView } from './compared-views.ts';

/** Pixels of the longer side, about, that text is read in. */
const SIDE = 1400;

/**
 * What `disagreement` is about, as planes to read, made smaller by whole means where it is large; null for ways
 * that are not read: color management changes levels, a checkerboard is what a viewer shows.
 */
export function loadedPicture(
  source: Raster<IntegerSamples>,
  { policy }: Pick<LoaderDisagreement, 'policy'>,
): Pick<ComparedView, 'planes'> | null {
  const raster = eightBit(source, policy === 'clipped-at-255');
  const person = eightBit(source, false);
  if (policy === 'clipped-at-255') return compared(raster, person);
  if (raster.channels !== 4) return null;
  if (policy === 'alpha-dropped') return compared(raster, overWhite(person));
  return policy === 'over-black' ? compared(overBlack(raster), overWhite(person)) : null;
}

function compared(
  machine: Raster<Uint8Array>,
  human: Raster<Uint8Array>,
): Pick<ComparedView, 'planes'> {
  const factor = Math.ceil(Math.max(machine.width, machine.height) / SIDE);
  return { planes: planesOf(shrunk(machine, factor), shrunk(human, factor)) };
}

function eightBit(raster: Raster<IntegerSamples>, isClipped: boolean): Raster<Uint8Array> {
  const { data, ...shape } = raster;
  if (data instanceof Uint8Array) return { ...shape, data };
  const grey = isClipped ? 1 : greyLevelsPerCode(raster);
  return {
    ...shape,
    data: Uint8Array.from(data, (value) => Math.min(255, Math.round(value * grey))),
  };
}

/** Means over squares of `factor` pixels; what is left at the right and below is left out. */
function shrunk(raster: Raster<Uint8Array>, factor: number): Raster<Uint8Array> {
  if (factor === 1) return raster;
  const { channels } = raster;
  const width = Math.max(1, Math.floor(raster.width / factor));
  const height = Math.max(1, Math.floor(raster.height / factor));
  const data = new Uint8Array(width * height * channels);
  const square = Math.min(factor, raster.width) * Math.min(factor, raster.height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let j = 0; j < factor && y * factor + j < raster.height; j++) {
          const row = (y * factor + j) * raster.width;
          for (let i = 0; i < factor && x * factor + i < raster.width; i++) {
            sum += raster.data[(row + x * factor + i) * channels + c];
          }
        }
        data[(y * width + x) * channels + c] = Math.round(sum / square);
      }
    }
  }
  return { width, height, channels, data };
}
