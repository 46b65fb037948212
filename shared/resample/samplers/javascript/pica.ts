/**
 * pica's resizes (npm), 8 bits: kernels stretched by the ratio around half-pixel centers, taps outside dropped,
 * weights of 14 bits, columns first, 15 bits between. pica holds RGBA and multiplies colors by alpha.
 *
 * Exact for resizeBuffer, and for canvases of up to 1024x1024; larger canvases are resized in tiles of that
 * size, and to less than 9/1024 of a side in steps, which is not modelled. Its JavaScript and its
 * WebAssembly agree. box leaves an output black where it falls right between two pixels (2 pixels to 3).
 * Source: pica 10.0.3, src/mm_resize.
 */
import type { Size } from '../../../base/raster.ts';
import type { Kernel } from '../../taps/filter-kernels.ts';
import type { Plan, SourceShape } from '../../taps/plan.ts';
import type { Sampler } from '../../taps/sampler.ts';
import { axisPasses } from '../../taps/separable.ts';
import { runTaps, type AxisTaps } from '../../taps/taps.ts';

/** Weights are rounded as parts of this, and used as parts of 2^14. */
const PARTS = 2 ** 14 - 1;

const TINY = 1.1920929e-7;

/** A kernel of |x|, 1 at 0 and 0 from its support on. */
function kernel(support: number, at: (x: number) => number): Kernel {
  return {
    support,
    weight: (x) => {
      const u = Math.abs(x);
      if (u >= support) return 0;
      return u < TINY ? at(0) : at(u);
    },
  };
}

const lanczos = (lobes: number): Kernel =>
  kernel(lobes, (u) => {
    if (u === 0) return 1;
    const angle = u * Math.PI;
    return ((Math.sin(angle) / angle) * Math.sin(angle / lobes)) / (angle / lobes);
  });

const KERNELS: Record<string, Kernel> = {
  box: kernel(0.5, () => 1),
  hamming: kernel(1, (u) => {
    if (u === 0) return 1;
    const angle = u * Math.PI;
    return (Math.sin(angle) / angle) * (0.54 + 0.46 * Math.cos(angle));
  }),
  lanczos2: lanczos(2),
  lanczos3: lanczos(3),
  // Magic Kernel Sharp 2013.
  mks2013: {
    support: 2.5,
    weight: (x) => {
      const u = Math.abs(x);
      if (u >= 2.5) return 0;
      if (u >= 1.5) return -0.125 * (u - 2.5) * (u - 2.5);
      return u >= 0.5 ? 0.25 * (4 * u * u - 11 * u + 7) : 1.0625 - 1.75 * u * u;
    },
  },
};

function picaTaps(n: number, m: number, { support, weight }: Kernel): AxisTaps {
  const scale = m / n;
  const perScale = 1 / scale;
  const shrink = Math.min(1, scale);
  const reach = support / shrink;
  return runTaps(n, m, (dst) => {
    const center = (dst + 0.5) * perScale;
    const first = Math.max(0, Math.floor(center - reach));
    const last = Math.min(n - 1, Math.ceil(center + reach));
    const values: number[] = [];
    let total = 0;
    for (let i = first; i <= last; i++) {
      const value = weight((i + 0.5 - center) * shrink);
      total += value;
      values.push(Math.fround(value));
    }
    const parts = values.map((value) => (total === 0 ? 0 : Math.round((value / total) * PARTS)));
    return trimmed(first, parts);
  });
}

/** Without the zeros at both ends; one zero stays where there is nothing else. */
function trimmed(first: number, parts: readonly number[]): { first: number; weights: number[] } {
  const start = parts.findIndex((part) => part !== 0);
  if (start < 0) return { first, weights: [0] };
  const end = parts.findLastIndex((part) => part !== 0) + 1;
  return { first: first + start, weights: parts.slice(start, end).map((part) => part / 2 ** 14) };
}

function picaPlan(of: Kernel) {
  return (source: SourceShape, target: Size): Plan => {
    if (source.dtype !== 'uint8') {
      throw new RangeError(`Expected uint8 samples for pica, not ${source.dtype}`);
    }
    const alpha = source.channels === 4;
    const tapsOf = (n: number, m: number): AxisTaps => picaTaps(n, m, of);
    return {
      source,
      target,
      output: 'uint8',
      passes: [
        ...axisPasses(source, target, ['x'], tapsOf, { kind: 'pica-columns', alpha }),
        ...axisPasses(source, target, ['y'], tapsOf, { kind: 'pica-rows', alpha }),
      ],
    };
  };
}

export const picaSamplers: Sampler[] = Object.entries(KERNELS).map(([filter, of]) => ({
  id: `pica/${filter}`,
  library: 'pica',
  method: filter,
  versions: '10.x; verified on 10.0.3',
  exactness: 'exact; canvases above 1024x1024 are resized in tiles, which is not modelled',
  call: `pica().resizeBuffer({ src, width, height, toWidth, toHeight, filter: '${filter}' })`,
  antialias: true,
  plan: picaPlan(of),
}));
