/**
 * The centered log magnitude spectrum of a plane (the paper's Figure 6), in dB of one grey level.
 *
 * In: a plane of 8-bit samples. Out: Float32Array, height*width bins, row-major; the bin (x, y) is
 * the frequency (x - floor(width/2))/width across and (y - floor(height/2))/height down, in cycles
 * per source pixel, so that 0 is in the middle.
 *
 * A side of at most TILE samples is transformed whole at its own length, so every cycle per frame has
 * its own bin. A longer side is cut into tiles of TILE samples that overlap as far as is needed to
 * cover it, and the powers of all tiles are averaged (Welch 1967): peaks stay, because a lattice has
 * the same frequencies everywhere, and noise evens out. The picture is never shrunk first, which
 * would remove the very frequencies that are looked for. Padding to a power of two was the other way:
 * it spreads every peak over several bins and costs four times the memory.
 *
 * Approximate: a power is that of the window, |X|² / (sum of the window)². A wave of amplitude a grey
 * levels shows as 20 log10(a / 2).
 */
import { makeTransform, transformPlane } from '../math/fourier.ts';
import { medianResidual, type PlaneSamples } from './plane-samples.ts';
import type { Size } from '../base/raster.ts';

/** `hann` keeps bright bins from leaking over the picture; `none` is the plain transform. */
export type SpectrumWindow = 'hann' | 'none';

/**
 * What is transformed: the samples (`none`), the samples without their mean, or the detector's
 * residual (distance to the median of 3x3), also without its mean.
 */
export type Detrend = 'none' | 'mean' | 'median-residual';

/** Longest side that is transformed at once. */
export const TILE = 1024;

/** Tiles are spread with gaps from here on: more of them change nothing but the time. */
const MOST_TILES = 64;

/** `coarse`: at most 16 tiles of a quarter of the side, for a first look; peaks are four times as wide. */
export type SpectrumDetail = 'full' | 'coarse';

/** The tiles of each detail: their side, and the most of them. */
const TILES: Record<SpectrumDetail, { side: number; most: number }> = {
  full: { side: TILE, most: MOST_TILES },
  coarse: { side: TILE / 4, most: 16 },
};

/** Powers below this are shown as this: -120 dB. */
const LEAST_POWER = 1e-12;

export interface PowerSpectrum extends Size {
  /** Size of the source, in pixels. */
  source: Size;
  /** Tiles that were averaged. */
  tiles: number;
  /** dB of one grey level, height*width, centered. */
  db: Float32Array;
}

/** The spectrum of `plane`. */
export function powerSpectrum(
  plane: PlaneSamples,
  window: SpectrumWindow = 'hann',
  detrend: Detrend = 'mean',
  detail: SpectrumDetail = 'full',
): PowerSpectrum {
  const samples = detrend === 'median-residual' ? medianResidual(plane) : plane.data;
  const { side, most } = TILES[detail];
  const width = Math.min(plane.width, side);
  const height = Math.min(plane.height, side);
  const tiles = tilesOf(plane, { width, height }, most);
  const along = makeTransform(width);
  const down = makeTransform(height);
  const windowX = windowOf(window, width);
  const windowY = windowOf(window, height);
  const data = new Float64Array(2 * width * height);
  const power = new Float64Array(width * height);
  // Two tiles at once, as real and imaginary part: their powers add up in the symmetric part.
  for (let i = 0; i < tiles.length; i += 2) {
    data.fill(0);
    for (let part = 0; part < Math.min(2, tiles.length - i); part++) {
      const { x, y } = tiles[i + part];
      const tile = { x, y, width, height };
      fillTile(samples, plane.width, tile, windowX, windowY, detrend !== 'none', data, part);
    }
    transformPlane(data, along, down);
    for (let k = 0; k < power.length; k++) {
      power[k] += data[2 * k] * data[2 * k] + data[2 * k + 1] * data[2 * k + 1];
    }
  }
  const gain = sum(windowX) * sum(windowY);
  const source = { width: plane.width, height: plane.height };
  const db = centeredDb(power, { width, height }, 1 / (tiles.length * gain * gain));
  return { width, height, source, tiles: tiles.length, db };
}

/** Where tiles of `size` begin, so that they cover `plane` evenly: at most `most`. */
function tilesOf(plane: Size, size: Size, most: number): { x: number; y: number }[] {
  let across = Math.ceil(plane.width / size.width);
  let down = Math.ceil(plane.height / size.height);
  while (across * down > most) {
    if (across >= down) across--;
    else down--;
  }
  const starts = (count: number, room: number): number[] =>
    Array.from({ length: count }, (_, i) =>
      count === 1 ? room >> 1 : Math.round((i * room) / (count - 1)),
    );
  const xs = starts(across, plane.width - size.width);
  return starts(down, plane.height - size.height).flatMap((y) => xs.map((x) => ({ x, y })));
}

function windowOf(window: SpectrumWindow, length: number): Float64Array {
  if (window === 'none') return new Float64Array(length).fill(1);
  // Periodic and half a sample off, so that no sample of a short side has weight 0.
  return Float64Array.from(
    { length },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / length),
  );
}

function fillTile(
  samples: Uint8Array,
  stride: number,
  tile: { x: number; y: number } & Size,
  windowX: Float64Array,
  windowY: Float64Array,
  withoutMean: boolean,
  data: Float64Array,
  part: number,
): void {
  const { x, y, width, height } = tile;
  // The weighted mean: what is left has nothing at frequency 0 under this window.
  let mean = 0;
  for (let row = 0; withoutMean && row < height; row++) {
    const from = (y + row) * stride + x;
    let line = 0;
    for (let i = 0; i < width; i++) line += windowX[i] * samples[from + i];
    mean += line * windowY[row];
  }
  mean /= sum(windowX) * sum(windowY);
  for (let row = 0, to = part; row < height; row++) {
    const from = (y + row) * stride + x;
    for (let i = 0; i < width; i++, to += 2) {
      data[to] = (samples[from + i] - mean) * windowX[i] * windowY[row];
    }
  }
}

/** Powers in dB, frequency 0 in the middle; the mean of each bin and of its mirror image. */
function centeredDb(power: Float64Array, { width, height }: Size, scale: number): Float32Array {
  const db = new Float32Array(power.length);
  const middleX = width >> 1;
  const middleY = height >> 1;
  for (let y = 0; y < height; y++) {
    const row = (y - middleY + height) % height;
    const mirrorRow = (height - row) % height;
    for (let x = 0; x < width; x++) {
      const column = (x - middleX + width) % width;
      const mirror = mirrorRow * width + ((width - column) % width);
      const value = 0.5 * (power[row * width + column] + power[mirror]) * scale;
      db[y * width + x] = 10 * Math.log10(Math.max(value, LEAST_POWER));
    }
  }
  return db;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Frequency of a bin along an axis of `bins`, in cycles per source pixel: -0.5 .. 0.5. */
export function frequencyOfBin(bin: number, bins: number): number {
  return (bin - (bins >> 1)) / bins;
}

/** Bin of a frequency, a fraction; frequencies beyond 0.5 are folded back as sampling does. */
export function binOfFrequency(frequency: number, bins: number): number {
  const bin = (bins >> 1) + foldFrequency(frequency) * bins;
  return bin > bins - 0.5 ? bin - bins : bin;
}

/** The frequency in -0.5 .. 0.5 that a sampled wave of `frequency` cannot be told from. */
export function foldFrequency(frequency: number): number {
  return frequency - Math.round(frequency);
}
