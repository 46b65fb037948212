/** The two pictures that a classifier is given: what a person sees, and what the machine receives. */
import { machineView } from '../../../shared/pipelines/machine-view.ts';
import { antialiasedView } from '../../../shared/analyze/antialiased-view.ts';
import type { ViewRequest } from '../../../shared/pipelines/request.ts';
import type { IntegerSamples, Raster } from '../../../shared/base/raster.ts';

/** Two views of one frame at one size, 8 bit, H×W×C. */
export interface LabelViews {
  human: Raster<Uint8Array>;
  machine: Raster<Uint8Array>;
}

/** Both views of `source`. Throws UserError `unknown-pipeline` or `invalid-argument`. */
export function labelViews(source: Raster<IntegerSamples>, view: ViewRequest): LabelViews {
  return {
    human: eightBit(antialiasedView(source, view)),
    machine: eightBit(machineView(source, view).machine),
  };
}

function eightBit({ data, ...shape }: Raster<IntegerSamples>): Raster<Uint8Array> {
  if (data instanceof Uint8Array) return { ...shape, data };
  return { ...shape, data: Uint8Array.from(data, (value) => Math.round(value / 257)) };
}
