/** A sampler: one resizing function of one library, in one range of its versions. */
import type { Size } from '../../base/raster.ts';
import type { CoordinateMode } from './coordinates.ts';
import type { Plan, SourceShape } from './plan.ts';

export interface Sampler {
  /** `library/method` with `+flags`, such as `tensorflow/bilinear+antialias`. */
  id: string;
  library: string;
  method: string;
  /** Releases of the library that this arithmetic was verified against, for people. */
  versions: string;
  /** `exact`, or the largest known deviation and what it depends on. */
  exactness: string;
  /**
   * Of a sampler that is only approximate on 8 bits: the largest difference to the library in levels, and the
   * largest share of samples of an image that differ at all.
   */
  deviation?: { levels: number; share: number };
  /** The call a user of the library writes. */
  call: string;
  /** True when the kernel is stretched by the ratio, so that every source sample counts. */
  antialias: boolean;
  /** Where an output samples the source; default: half_pixel. */
  coordinates?: CoordinateMode;
  /** The passes for this source and target; throws RangeError when a dtype is not supported. */
  plan: (source: SourceShape, target: Size) => Plan;
}
