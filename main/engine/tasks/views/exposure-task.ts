/** How exposed every pipeline is at a source size; `target` null: each at its own size. */
import { exposureTable, type ExposureTable } from '../../../../shared/pipelines/exposure-table.ts';
import { allPipelines } from '../../../../shared/pipelines/pipeline.ts';
import type { Size } from '../../../../shared/base/raster.ts';
import { version } from '../../../base/package-root.ts';

/** Time for one table: the screen waits for it. */
const MOST_MS = 10_000;

/** The table; it needs no image. What there is no time for is a row with an error. */
export async function run({
  source,
  target,
}: {
  source: Size;
  target: Size | null;
}): Promise<ExposureTable> {
  const started = performance.now();
  const isLate = () => performance.now() - started > MOST_MS;
  return exposureTable(allPipelines(), source, target ?? undefined, version, isLate);
}
