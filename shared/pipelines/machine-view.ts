/** What a machine receives: one view of a source, by the pipeline's exact tables. */
import { applyPart, type AppliedPart } from './pipeline.ts';
import { pipelineOf, sizeOf, type ViewRequest } from './request.ts';
import { quantize, type IntegerSamples, type Raster } from '../base/raster.ts';

/** A machine view by itself: at the source's depth, what it is called, and how many there are. */
export interface PlainView {
  machine: Raster<IntegerSamples>;
  name: string;
  parts: number;
}

/**
 * What the machine receives of `source` at `view`, and nothing said of it. Throws UserError
 * `unknown-pipeline` or `invalid-argument`.
 */
export function machineView(source: Raster<IntegerSamples>, view: ViewRequest): PlainView {
  const applied = applyPart(pipelineOf(view), source, sizeOf(view), view.part ?? 0);
  return { machine: machineOf(applied), name: applied.view.name, parts: applied.parts };
}

/** What a pipeline made, as the machine receives it: rounded to the depth of the source. */
export function machineOf({ raster, source }: AppliedPart): Raster<IntegerSamples> {
  return quantize(raster, source.data instanceof Uint16Array ? 'uint16' : 'uint8');
}
