/**
 * How libvips 8.18 enlarges: both axes at once by an affine transform, bilinear for linear, else
 * the Catmull-Rom cubic.
 *
 *   position   d * step - 0.5, without the half output sample that belongs there: enlarging by 2 is
 *              off by a quarter of a source sample, and an axis that keeps its size is shifted and
 *              blurred by half a sample when the other one grows. Mended in 8.19.
 *   bilinear   fractions truncated to 12 bits, see the arithmetic vips-bilinear
 *   cubic      64 phases, weights truncated to 12 bits; columns rounded to whole numbers, not
 *              clamped, then rows
 *
 * Exact against libvips 8.18. Source: libvips 8.18, libvips/resample (affine.c, bicubic.cpp,
 * interpolate.c, templates.h).
 */
import type { Pass } from '../../taps/plan.ts';
import { tapsFrom, type AxisTaps } from '../../taps/taps.ts';
import {
  WEIGHT_BITS,
  clampIndex,
  phaseOf,
  roundUp,
  truncated,
  type Tiles,
} from './libvips-reduce.ts';

export type Interpolation = 'nearest' | 'bilinear' | 'cubic';

/**
 * Samples that an interpolator is padded with on every side, and the rows it asks for beyond the
 * ends of its tile.
 */
export const BORDER = { nearest: 1, bilinear: 1, cubic: 2 } as const;

export interface Enlargement {
  width: number;
  height: number;
  /** Both at least 1. */
  scaleX: number;
  scaleY: number;
  interpolation: Interpolation;
  /** Output columns in a tile: along a row, the step is added again and again within one. */
  tileWidth: number;
  /** How the rows that come in lie in tiles of the rows that go out; null: as they are. */
  tiles: Tiles | null;
}

/** The passes that enlarge both axes. */
export function enlargePasses(enlargement: Enlargement): Pass[] {
  const { width, height, scaleX, scaleY, interpolation, tiles } = enlargement;
  const inverse = 1 / (scaleX * scaleY);
  const x = columnsOf(inverse * scaleY, roundUp(width * scaleX), enlargement);
  const y = rowsOf(inverse * scaleX, roundUp(height * scaleY), interpolation);
  const tapsX = tapsOf(width, width, x, interpolation, (_dst, index) => index);
  const tapsY =
    tiles === null
      ? tapsOf(height, height, y, interpolation, (_dst, index) => index)
      : tapsOf(height, tiles.starts[tiles.tops.length], y, interpolation, (dst, index) => {
          const tile = Math.floor(dst / tiles.length);
          return tiles.starts[tile] + index - tiles.tops[tile];
        });
  if (interpolation === 'bilinear') {
    return [{ type: 'grid', tapsX, tapsY, arithmetic: { kind: 'vips-bilinear' } }];
  }
  const bits = WEIGHT_BITS;
  const nearest = interpolation === 'nearest';
  return [
    {
      type: 'axis',
      axis: 'x',
      taps: tapsX,
      arithmetic: nearest ? { kind: 'copy' } : { kind: 'fixed-signed', bits },
    },
    {
      type: 'axis',
      axis: 'y',
      taps: tapsY,
      arithmetic: nearest ? { kind: 'copy' } : { kind: 'fixed-round', bits, carry: 0 },
    },
  ];
}

/** The position in the padded image at `offset` from the first sample; the sums' order matters. */
function positionAt(offset: number, interpolation: Interpolation): number {
  const padding = BORDER[interpolation] - 1;
  return offset + (interpolation === 'nearest' ? 1 : 0.5) + padding;
}

function columnsOf(step: number, m: number, enlargement: Enlargement): Float64Array {
  const { interpolation, tileWidth } = enlargement;
  const positions = new Float64Array(m);
  let x = 0;
  for (let dst = 0; dst < m; dst++, x += step) {
    if (dst % tileWidth === 0) x = positionAt(step * dst, interpolation);
    positions[dst] = x;
  }
  return positions;
}

function rowsOf(step: number, m: number, interpolation: Interpolation): Float64Array {
  return Float64Array.from({ length: m }, (_, dst) => positionAt(step * dst, interpolation));
}

/** Taps into `srcSize` samples; `locate` says where the sample at an index of the axis is. */
function tapsOf(
  n: number,
  srcSize: number,
  positions: Float64Array,
  interpolation: Interpolation,
  locate: (dst: number, index: number) => number,
): AxisTaps {
  const border = BORDER[interpolation];
  return tapsFrom(srcSize, positions.length, (dst) => {
    const x = positions[dst];
    const first = Math.floor(x) - border;
    const at = (k: number) => locate(dst, clampIndex(first + k, n));
    switch (interpolation) {
      case 'nearest':
        return [[at(0), 1]];
      case 'bilinear': {
        const right = truncated(x - Math.floor(x));
        return [
          [at(0), 1 - right],
          [at(1), right],
        ];
      }
      case 'cubic':
        return cubicWeights(phaseOf(x) / 64).map((weight, k) => [at(k - 1), weight] as const);
    }
  });
}

/** Catmull-Rom at fraction f. */
function cubicWeights(f: number): number[] {
  const rest = 1 - f;
  const shared = rest * (-0.5 * f);
  const left = rest * shared;
  const right = f * shared;
  const difference = right - left;
  return [left, rest - left + difference, f - right - difference, right].map(truncated);
}
