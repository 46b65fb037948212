/** What would decide between samplers that one chart leaves open: another chart, or the same without JPEG. */
import type { Size } from '../../base/raster.ts';
import { CHART_SIZES, sizeText } from '../chart/chart-size.ts';
import { makeChart } from '../chart/chart.ts';
import type { ChartReading } from '../read/read-chart.ts';
import { goWay, type Way } from '../read/way.ts';

export interface Decision {
  /** The chart that would decide; null where none of those tried does. */
  chart: Size | null;
  /** True where the chart that was sent decides, if it comes back without loss. */
  lossless: boolean;
  /** The samplers as it would set them apart. */
  parts: string[][];
  text: string;
}

/** Members of a class that are made once more. */
const MOST_MEMBERS = 24;

/** What decides between the two best classes of `reading`, or else between the members of the best; null for nothing. */
export function decide(reading: ChartReading, isLate: () => boolean): Decision | null {
  const [best, second] = reading.classes;
  if (best === undefined || reading.verdict === 'none') return null;
  if (reading.verdict === 'nearest') {
    return {
      chart: null,
      lossless: false,
      parts: [],
      text:
        'Neither of the best two is the sampler itself. If a client may have made the picture smaller first, ' +
        'name the size that it makes with --via; else send the chart at the size that comes back, which ' +
        'shows what happens beside the resize.',
    };
  }
  if (second !== undefined && second.share >= 0.01) {
    return {
      chart: null,
      lossless: true,
      parts: [best.samplers, second.samplers],
      text:
        `The same chart of ${sizeText(reading.chart)}, returned as PNG, decides between ` +
        `${best.samplers[0]} and ${second.samplers[0]}.`,
    };
  }
  const ways = membersOf(best.ways, best.samplers).slice(0, MOST_MEMBERS);
  if (ways.length < 2) return null;
  const charts = [...CHART_SIZES, ...otherSizes(reading.chart)];
  for (const chart of charts.filter((size) => sizeText(size) !== sizeText(reading.chart))) {
    if (isLate()) break;
    const parts = partsOn(chart, ways, isLate);
    if (parts.length < 2) continue;
    const names = parts.map(([first, ...rest]) =>
      rest.length === 0 ? first : `${first} and its like`,
    );
    return {
      chart,
      lossless: false,
      parts,
      text: `A chart of ${sizeText(chart)} sets these apart: ${names.join('; ')}.`,
    };
  }
  return {
    chart: null,
    lossless: false,
    parts: [best.samplers],
    text: 'No chart that was tried sets these samplers apart: on pictures of 8 bits they are the same.',
  };
}

function membersOf(ways: readonly Way[], samplers: readonly string[]): Way[] {
  return samplers.flatMap((id) => ways.find(({ resizes }) => resizes.at(-1)!.sampler === id) ?? []);
}

/** Sizes near that of the chart: other ratios make other fractions. */
function otherSizes({ width, height }: Size): Size[] {
  const sized = (w: number, h: number) => ({ width: Math.max(256, w), height: Math.max(256, h) });
  return [sized(width + 1, height - 1), sized(Math.round(0.6 * width), Math.round(0.6 * height))];
}

/** The samplers of `ways` by the bytes that they make of the chart of `size`. */
function partsOn(size: Size, ways: readonly Way[], isLate: () => boolean): string[][] {
  const chart = makeChart(size);
  const parts: { bytes: Uint8Array; ids: string[] }[] = [];
  for (const way of ways) {
    if (isLate()) return [];
    const made = goWay(chart, movedWay(way, size));
    if (made === null) continue;
    const id = way.resizes.at(-1)!.sampler;
    const same = parts.find(({ bytes }) => bytes.every((value, i) => value === made.data[i]));
    if (same === undefined) parts.push({ bytes: made.data, ids: [id] });
    else same.ids.push(id);
  }
  return parts.map(({ ids }) => ids);
}

/** `way` on another chart: all of it to the same size, which is enough to see tables differ. */
function movedWay(way: Way, chart: Size): Way {
  const { size } = way.resizes.at(-1)!;
  return {
    cut: { left: 0, top: 0, ...chart },
    resizes: way.resizes,
    window: { left: 0, top: 0, ...size },
  };
}
