/**
 * Java's AreaAveragingScaleFilter (Image.getScaledInstance SMOOTH and AREA_AVERAGING): the mean of the cells
 * [d n/m, (d + 1) n/m), also where an axis grows.
 *
 *   weights   overlaps in whole parts, n parts an output: a column's times a row's, in single precision
 *   sum       row by row in single precision, over n_x * n_y, rounded half up
 *   RGBA      premultiplied in single precision before, undone while rounding
 *
 * Source: OpenJDK 17, java.awt.image.AreaAveragingScaleFilter.
 */
import type { Size } from '../../../base/raster.ts';
import type { Plan, SourceShape } from '../../taps/plan.ts';
import { tapsFrom, type AxisTaps } from '../../taps/taps.ts';

/** Cells of n parts, each sample m parts wide; weights are parts over n. */
function partsTaps(n: number, m: number): AxisTaps {
  return tapsFrom(n, m, (dst) => {
    const from = dst * n;
    const taps: [number, number][] = [];
    for (let i = Math.floor(from / m); i * m < from + n; i++) {
      const parts = Math.min((i + 1) * m, from + n) - Math.max(i * m, from);
      taps.push([i, parts / n]);
    }
    return taps;
  });
}

/** The plan of a mean of cells as Java computes it. */
export function areaAveragePlan(source: SourceShape, target: Size): Plan {
  if (source.dtype !== 'uint8') {
    throw new RangeError(`Expected uint8 samples for a Java resize but received ${source.dtype}`);
  }
  return {
    source,
    target,
    output: 'uint8',
    passes: [
      {
        type: 'grid',
        tapsX: partsTaps(source.width, target.width),
        tapsY: partsTaps(source.height, target.height),
        arithmetic: { kind: 'java-area' },
      },
    ],
  };
}
