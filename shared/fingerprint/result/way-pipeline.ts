/** A way as a pipeline that every other command takes. */
import type { Size } from '../../base/raster.ts';
import { findPipeline } from '../../pipelines/pipeline.ts';
import {
  PIPELINE_SCHEMA,
  type Pipeline,
  type SizeRule,
  type Step,
} from '../../pipelines/steps/format.ts';
import { centered, type Window } from '../../pipelines/steps/windows.ts';
import type { ChartReading } from '../read/read-chart.ts';
import { isWhole, type Way } from '../read/way.ts';
import { sizeText } from '../chart/chart-size.ts';

/** The pipeline of `way`; `rule` is that of its last resize. What it cannot say stands in its `exactness`. */
export function wayPipeline(reading: ChartReading, way: Way, rule: SizeRule | null): Pipeline {
  const { chart, returned, verdict, padding } = reading;
  const last = way.resizes.at(-1)!;
  const bare = findPipeline(last.sampler);
  const left: string[] = [];
  const steps: Step[] = [];
  if (!isWhole(way.cut, chart)) {
    const { left: x, top: y, width, height } = way.cut;
    steps.push({ op: 'crop', size: { width, height }, rounding: 'floor', at: { x, y } });
    left.push('the part is that of the chart, in its pixels');
  }
  way.resizes.forEach(({ sampler, size }, i) => {
    const isLast = i === way.resizes.length - 1;
    const exact: SizeRule = { rule: 'exact', ...size };
    steps.push({ op: 'resize', sampler, size: isLast && rule !== null ? rule : exact });
  });
  if (!isWhole(way.window, last.size)) steps.push(cropOf(way.window, last.size));
  if (padding !== null) {
    const step = padOf(returned, padding.at, padding.color);
    if (step === null)
      left.push('its padding, which is neither centered nor at the end, is left out');
    else steps.push(step);
  }
  const turn = reading.turn;
  if (turn.transposed || turn.mirrorX || turn.mirrorY)
    left.push('that the picture is turned is left out');
  if (reading.channels === 'bgr') left.push('that red and blue are exchanged is left out');
  const name = way.resizes.map(({ sampler }) => sampler.replace('/', '-')).join('-then-');
  const told = {
    exact: 'makes of the chart the bytes that came back',
    likely: 'makes of the chart what came back, as far as JPEG lets it be told',
    nearest: 'the nearest of the catalog; what came back differs from it',
    none: 'no resize of a chart',
  }[verdict];
  const hasColor = steps.some((step) => 'color' in step && new Set(step.color).size > 1);
  return {
    schema: PIPELINE_SCHEMA,
    id: `fingerprint/${name}-${sizeText(returned)}`,
    title: `A service that returns ${sizeText(returned)}, by its fingerprint`,
    library: bare.library,
    versions: bare.versions,
    source: `a chart of ${sizeText(chart)} that it returned`,
    exactness: [told, ...left].join('; '),
    call: bare.call,
    decode: { ...bare.decode, frame: 'first', ...(hasColor && { gray: 'rgb' as const }) },
    steps,
    defaultSize: { width: returned.width, height: returned.height },
    sizeIsFree: false,
  };
}

function cropOf(window: Window, made: Size): Step {
  const { left, top, width, height } = window;
  const size = { width, height };
  for (const rounding of ['half-even', 'floor', 'ceil'] as const) {
    const at = centered(made, size, rounding);
    if (at.left === left && at.top === top) return { op: 'crop', size, rounding };
  }
  return { op: 'crop', size, rounding: 'floor', at: { x: left, y: top } };
}

function padOf({ width, height }: Size, at: Window, color: readonly number[]): Step | null {
  const half = (whole: number, part: number) => Math.floor((whole - part) / 2);
  const isCentered = at.left === half(width, at.width) && at.top === half(height, at.height);
  const isAtStart = at.left === 0 && at.top === 0;
  if (!isCentered && !isAtStart) return null;
  const [red, green = red, blue = red] = color;
  return {
    op: 'pad',
    to: { width, height },
    at: isCentered ? 'center' : 'start',
    color: [red, green, blue],
  };
}
