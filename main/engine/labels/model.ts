/** A loaded model. */
import type { Label } from '../../../shared/finding/labels.ts';
import type { Raster } from '../../../shared/base/raster.ts';

/** The labels of an RGB picture (H×W×3), with probabilities that sum to 1, in the model's order. */
export type Classify = (picture: Raster<Uint8Array>) => Promise<Label[]>;
