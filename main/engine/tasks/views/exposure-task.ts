/** How exposed every pipeline is at a source size; `target` null: each at its own size. */
import { exposureTable, type ExposureTable } from '../../../../shared/pipelines/exposure-table.ts';
import { allPipelines } from '../../../../shared/pipelines/pipeline.ts';
import type { Size } from '../../../../shared/base/raster.ts';
import { version } from '../../../base/package-root.ts';

/** The table; it needs no image. */
export async function run({
  source,
  target,
}: {
  source: Size;
  target: Size | null;
}): Promise<ExposureTable> {
  return exposureTable(allPipelines(), source, target ?? undefined, version);
}
