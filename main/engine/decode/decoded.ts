/** What every decoder returns. */
import type { IntegerSamples, Raster } from '../../../shared/base/raster.ts';
import type { ImageFacts } from '../../../shared/image/facts.ts';

export interface Decoded {
  facts: ImageFacts;
  raster: Raster<IntegerSamples>;
}
