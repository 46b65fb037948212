/**
 * Methods that change the whole picture: a median or Gaussian filter over every pixel, and averaging
 * down, which leaves a smaller picture. They know nothing of any pipeline's pixels.
 */
import { quantize, type IntegerSamples, type Raster, type Size } from '../base/raster.ts';
import { applyPlan } from '../resample/passes/apply.ts';
import { areaTaps } from '../resample/taps/area.ts';
import { runTaps, type AxisTaps } from '../resample/taps/taps.ts';

/** The median over windows of ±radius pixels, clipped at the borders, in every channel. */
export function medianFilter<T extends IntegerSamples>(
  source: Raster<T>,
  radius: number,
): Raster<T> {
  const { width, height, channels, data } = source;
  const out = data.slice() as T;
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < height; y++) {
      const top = Math.max(0, y - radius);
      const bottom = Math.min(height - 1, y + radius);
      const window = new RankWindow(data instanceof Uint16Array);
      const column = (x: number, sign: 1 | -1): void => {
        if (x < 0 || x >= width) return;
        for (let v = top; v <= bottom; v++) window.add(data[(v * width + x) * channels + c], sign);
      };
      for (let x = 0; x < radius; x++) column(x, 1);
      for (let x = 0; x < width; x++) {
        column(x + radius, 1);
        column(x - radius - 1, -1);
        out[(y * width + x) * channels + c] = window.median();
      }
    }
  }
  return { ...source, data: out };
}

/** The values under a window as a histogram: of high bytes, and of whole values at 16 bits. */
class RankWindow {
  readonly #coarse = new Uint32Array(256);
  readonly #fine: Uint32Array | null;
  #count = 0;

  constructor(wide: boolean) {
    this.#fine = wide ? new Uint32Array(65536) : null;
  }

  add(value: number, sign: 1 | -1): void {
    this.#count += sign;
    if (this.#fine === null) this.#coarse[value] += sign;
    else {
      this.#coarse[value >> 8] += sign;
      this.#fine[value] += sign;
    }
  }

  /** The lower of the middle two of an even number. */
  median(): number {
    let left = (this.#count - 1) >> 1;
    let high = 0;
    while (this.#coarse[high] <= left) left -= this.#coarse[high++];
    if (this.#fine === null) return high;
    let value = high << 8;
    while (this.#fine[value] <= left) left -= this.#fine[value++];
    return value;
  }
}

/** Blurred by a Gaussian of `sigma` pixels, cut at three sigma, rounded half to even. */
export function gaussianFilter<T extends IntegerSamples>(
  source: Raster<T>,
  sigma: number,
): Raster<T> {
  return resampled(
    source,
    source,
    gaussianTaps(source.width, sigma),
    gaussianTaps(source.height, sigma),
  );
}

function gaussianTaps(size: number, sigma: number): AxisTaps {
  const reach = Math.ceil(3 * sigma);
  return runTaps(size, size, (dst) => {
    const first = Math.max(0, dst - reach);
    const last = Math.min(size - 1, dst + reach);
    const weights: number[] = [];
    for (let s = first; s <= last; s++)
      weights.push(Math.exp(-((s - dst) ** 2) / (2 * sigma ** 2)));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return { first, weights: weights.map((weight) => weight / total) };
  });
}

/** The area average of `source` at `size`, rounded half to even. */
export function averageTo<T extends IntegerSamples>(source: Raster<T>, size: Size): Raster<T> {
  return resampled(
    source,
    size,
    areaTaps(source.width, size.width),
    areaTaps(source.height, size.height),
  );
}

/** Averaged over 2×2 pixels once: half the size, rounded up. */
export function halve<T extends IntegerSamples>(source: Raster<T>): Raster<T> {
  const { width, height } = source;
  return averageTo(source, { width: Math.ceil(width / 2), height: Math.ceil(height / 2) });
}

/** Halved again and again until no side is longer than that of `most`. */
export function halveDownTo<T extends IntegerSamples>(source: Raster<T>, most: Size): Raster<T> {
  let out = source;
  while (out.width > most.width || out.height > most.height) out = halve(out);
  return out;
}

function resampled<T extends IntegerSamples>(
  source: Raster<T>,
  { width, height }: Size,
  x: AxisTaps,
  y: AxisTaps,
): Raster<T> {
  const arithmetic = { kind: 'sum-f64' } as const;
  const out = applyPlan(source, {
    source: { width: source.width, height: source.height },
    target: { width, height },
    output: 'float64',
    passes: [
      { type: 'axis', axis: 'y', taps: y, arithmetic },
      { type: 'axis', axis: 'x', taps: x, arithmetic },
    ],
  });
  return quantize(out, source.data instanceof Uint16Array ? 'uint16' : 'uint8') as Raster<T>;
}
