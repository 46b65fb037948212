/** Services that are drawn at random from the catalog, what they make of a chart, and how well that is read. */
import sharp from 'sharp';
import { makeRaster, type Channels, type Raster, type Size } from '../../../shared/base/raster.ts';
import { makeChart } from '../../../shared/fingerprint/chart/chart.ts';
import { readChart, type ChartReading } from '../../../shared/fingerprint/read/read-chart.ts';
import { goWay, type Way } from '../../../shared/fingerprint/read/way.ts';
import { walkJpeg } from '../../../shared/image/containers/jpeg.ts';
import { jpegFacts } from '../../../shared/image/forensics/jpeg-facts.ts';
import { SAMPLERS } from '../../../shared/resample/catalog.ts';
import { Random } from '../../support/random.ts';

export const CHART: Size = { width: 1024, height: 768 };

/** How a picture comes back: as PNG, or as JPEG of a quality, its colors at half resolution. */
export type Sent = 'png' | number;

/** A way drawn at random: sampler, size, and a cut before or after the resize in half of them. */
export function drawWay(random: Random, chart: Size): Way {
  const { id } = random.pick(SAMPLERS);
  const width = random.int(96, 640);
  const size = { width, height: random.chance(0.5) ? width : random.int(96, 640) };
  const whole = { left: 0, top: 0 };
  const way: Way = {
    cut: { ...whole, ...chart },
    resizes: [{ sampler: id, size }],
    window: { ...whole, ...size },
  };
  const kind = random.pick(['whole', 'whole', 'center', 'box'] as const);
  if (kind === 'center') {
    const side = Math.round(Math.min(size.width, size.height) * random.range(0.7, 1));
    const left = Math.floor((size.width - side) / 2);
    const top = Math.floor((size.height - side) / 2);
    return { ...way, window: { left, top, width: side, height: side } };
  }
  if (kind === 'box') {
    const taken = {
      width: random.int(Math.round(0.5 * chart.width), chart.width),
      height: random.int(Math.round(0.5 * chart.height), chart.height),
    };
    const left = random.int(0, chart.width - taken.width);
    const top = random.int(0, chart.height - taken.height);
    return { ...way, cut: { left, top, ...taken } };
  }
  return way;
}

/** One reading, and where the class of the sampler that was drawn stands in it: 1 is first, null is nowhere. */
export interface Trial {
  way: Way;
  sent: Sent;
  reading: ChartReading | null;
  rank: number | null;
  ms: number;
}

/** Draws `count` services by `seed` and reads what each makes of one chart. */
export async function runTrials(
  seed: number,
  count: number,
  sentAs: readonly Sent[],
  each: (trial: Trial) => void = () => undefined,
): Promise<Trial[]> {
  const random = new Random(seed);
  const chart = makeChart(CHART);
  const trials: Trial[] = [];
  while (trials.length < count * sentAs.length) {
    const way = drawWay(random, CHART);
    const made = goWay(chart, way);
    if (made === null) continue; // a sampler that takes no such pictures
    for (const sent of sentAs) {
      const { raster, steps } = await transmitted(made, sent);
      const started = performance.now();
      const reading = readChart(raster, { charts: [CHART], steps });
      const ms = performance.now() - started;
      const { sampler } = way.resizes[0];
      const index = reading?.classes.findIndex(({ samplers }) => samplers.includes(sampler)) ?? -1;
      const trial = { way, sent, reading, rank: index < 0 ? null : index + 1, ms };
      trials.push(trial);
      each(trial);
    }
  }
  return trials;
}

/** `made` as it comes back, and the steps of its brightness where that is JPEG. */
export async function transmitted(
  made: Raster<Uint8Array>,
  sent: Sent,
): Promise<{ raster: Raster<Uint8Array>; steps?: readonly number[] }> {
  if (sent === 'png') return { raster: made };
  const { width, height, channels } = made;
  const file = await sharp(made.data, { raw: { width, height, channels } })
    .jpeg({ quality: sent })
    .toBuffer();
  const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
  const facts = jpegFacts(walkJpeg(file).segments)!;
  const raster = makeRaster(
    info.width,
    info.height,
    info.channels as Channels,
    new Uint8Array(data),
  );
  return { raster, steps: facts.tables[0].values };
}
