/** Reads what a service made of a chart. */
import type { Size } from '../../../../shared/base/raster.ts';
import { makeChart } from '../../../../shared/fingerprint/chart/chart.ts';
import { grayChart } from '../../../../shared/fingerprint/read/channel-order.ts';
import { readChart } from '../../../../shared/fingerprint/read/read-chart.ts';
import { plainBytes } from '../../../../shared/fingerprint/read/returned.ts';
import { decide } from '../../../../shared/fingerprint/result/decide.ts';
import { knownModels } from '../../../../shared/fingerprint/result/known-models.ts';
import type { FileReading } from '../../../../shared/fingerprint/result/told.ts';
import type { OpenedImage } from '../../images/orders.ts';
import type { TaskContext } from '../../images/task.ts';

/** Time of the processor for the search of one picture, and for each thing that is asked of its result. */
const SEARCH_MS = 10_000;
const AFTER_MS = 2000;
/** Where others use the processor too, so much longer it may take. */
const WAIT = 3;

/** The reading of `image`, where one of `charts` may have been sent; `vias`: sizes that it may have had between. */
export async function run(
  { image, charts, vias }: { image: OpenedImage; charts: Size[]; vias: Size[] },
  { images, signal, progress }: TaskContext,
): Promise<FileReading> {
  const { raster, facts } = await images.raster(image);
  const until = (ms: number) => {
    const end = performance.now() + WAIT * ms;
    const used = process.cpuUsage().user + 1000 * ms;
    return () =>
      performance.now() > end || process.cpuUsage().user > used || signal?.aborted === true;
  };
  progress('compare samplers', 0);
  const steps = lumaSteps(facts.forensics?.jpeg?.tables);
  const isLate = until(SEARCH_MS);
  const reading = readChart(raster, { charts, vias, steps, isLate });
  progress('compare presets', 0.8);
  const told = { file: image.source.name, sha256: facts.sha256, reading };
  if (reading === null || reading.verdict !== 'exact') {
    return { ...told, models: [], decision: reading && decide(reading, until(AFTER_MS)) };
  }
  const chart = makeChart(reading.chart);
  const returned = plainBytes(raster);
  const names = new Set(reading.classes[0]?.samplers);
  const isAfter = until(AFTER_MS);
  const models = knownModels(
    returned.channels === 1 ? grayChart(chart) : chart,
    returned,
    names,
    isAfter,
  );
  return { ...told, models, decision: decide(reading, until(AFTER_MS)) };
}

/** The steps of the brightness of a JPEG file: its table 0 by all usual encoders. */
function lumaSteps(
  tables: readonly { id: number; values: readonly number[] }[] | undefined,
): readonly number[] | undefined {
  const steps = tables?.find(({ id }) => id === 0)?.values;
  return steps?.length === 64 && steps.every((step) => step >= 1) ? steps : undefined;
}
