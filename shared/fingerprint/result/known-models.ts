/** Presets of the catalog that make of a chart exactly what came back. */
import type { Raster } from '../../base/raster.ts';
import { quantize } from '../../base/raster.ts';
import { UserError } from '../../base/errors.ts';
import { allPipelines, applyPart, samplersOf, viewsOf } from '../../pipelines/pipeline.ts';
import type { Pipeline } from '../../pipelines/steps/format.ts';
import { shapeOf } from '../../resample/resize.ts';

/** A preset, and which of its views (0-based) it is. */
export interface KnownModel {
  pipeline: string;
  part: number;
  parts: number;
}

/**
 * The presets that use one of `samplers` and make `returned` of `chart`, byte for byte. Of views of the same size
 * only the first few are made.
 */
export function knownModels(
  chart: Raster<Uint8Array>,
  returned: Raster<Uint8Array>,
  samplers: ReadonlySet<string>,
  isLate: () => boolean,
): KnownModel[] {
  const models: KnownModel[] = [];
  for (const pipeline of allPipelines()) {
    if (pipeline.sizeIsFree || isLate()) continue;
    if (!samplersOf(pipeline.steps).some((id) => samplers.has(id))) continue;
    const found = matchOf(pipeline, chart, returned);
    if (found !== null) models.push(found);
  }
  return models;
}

const MOST_PARTS = 16;

function matchOf(pipeline: Pipeline, chart: Raster, returned: Raster): KnownModel | null {
  try {
    const views = viewsOf(pipeline, shapeOf(chart));
    const fitting = views
      .map((view, part) => ({ view, part }))
      .filter(
        ({ view: { width, height } }) => width === returned.width && height === returned.height,
      );
    for (const { part } of fitting.slice(0, MOST_PARTS)) {
      const { raster } = applyPart(pipeline, chart, undefined, part);
      if (isSame(quantize(raster, 'uint8'), returned)) {
        return { pipeline: pipeline.id, part, parts: views.length };
      }
    }
    return null;
  } catch (error) {
    if (error instanceof UserError || error instanceof RangeError) return null; // refuses this chart
    throw error;
  }
}

function isSame(a: Raster, b: Raster): boolean {
  if (a.channels !== b.channels || a.data.length !== b.data.length) return false;
  for (let i = 0; i < a.data.length; i++) if (a.data[i] !== b.data[i]) return false;
  return true;
}
