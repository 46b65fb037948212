import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { ChannelHistogram } from '../../../shared/image/histogram.ts';
import { attempt, canvasOfSvg, pngOf, saveAs, svgText } from '../../out/take-out.ts';
import { provenanceOf } from '../../out/provenance.ts';
import { colorScheme } from '../../widgets/color-scheme.ts';
import { OutButtons } from '../../widgets/out-buttons.tsx';
import { useShownWidth } from '../../widgets/shown-width.ts';
import { COLORS, NAMES } from './channels.ts';
import * as shape from './histogram-shape.ts';

/** A channel of a picture with as many pixels. */
export interface ChannelOf {
  channel: ChannelHistogram;
  pixels: number;
}

interface HistogramChartProps {
  human: ChannelOf;
  machine: ChannelOf | null;
  most: number;
  scale: shape.CountScale;
  /** Of what part, for its provenance. */
  part: string;
}

const HEIGHT = 116;
const PLOT = { left: 46, right: 8, top: 8, bottom: HEIGHT - 18 };

/** A channel of both scales over each other: human filled, machine as a line; shares of all pixels. */
export function HistogramChart({ human, machine, most, scale, part }: HistogramChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const svg = useRef<SVGSVGElement>(null);
  const at = useSignal<number | null>(null);
  const shown = Math.max(200, useShownWidth(frame));
  const { channel } = human.channel;
  const name = NAMES[channel];
  const colors = COLORS[colorScheme.value];
  const all = [human, ...(machine === null ? [] : [machine])].map(({ channel: of, pixels }) => ({
    counts: of.counts,
    pixels,
  }));
  const top = shape.largestShare(all);
  const least = shape.leastShare(all);
  const height = PLOT.bottom - PLOT.top;
  const plot = { ...PLOT, width: shown - PLOT.left - PLOT.right, height };
  const tall = (share: number): number => shape.heightOf(share, top, least, scale);
  const paths = all.map(({ counts, pixels }, of) =>
    shape.stepPath(
      counts.map((count) => tall(count / pixels)),
      plot,
      of === 0,
    ),
  );
  const bins = human.channel.counts.length;
  const xOf = (bin: number): number => plot.left + ((bin + 0.5) * plot.width) / bins;
  const step = (by: number): void => {
    at.value = Math.min(bins - 1, Math.max(0, (at.value ?? bins / 2) + by));
  };
  const point = ({ clientX }: PointerEvent): void => {
    const box = svg.current!.getBoundingClientRect();
    const bin = Math.floor(((clientX - box.left - plot.left) / plot.width) * bins);
    at.value = Math.min(bins - 1, Math.max(0, bin));
  };
  const told = (ending: string) =>
    provenanceOf(`Histogram of ${name.toLowerCase()}`, { Part: part, Counts: scale, Form: ending });
  return (
    <figure class="histogram">
      <div
        ref={frame}
        class="histogram-frame"
        role="group"
        tabIndex={0}
        aria-label={`Histogram of ${name.toLowerCase()}. The arrow keys read value after value`}
        onPointerMove={point}
        onPointerLeave={() => (at.value = null)}
        onKeyDown={(event) => {
          const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
          if (by === undefined) return;
          event.preventDefault();
          event.stopPropagation();
          step(by * (event.shiftKey ? 10 : 1));
        }}
      >
        <svg
          ref={svg}
          role="img"
          aria-label={`How often each value of ${name.toLowerCase()} occurs, human scale filled, machine scale as a line`}
          width={shown}
          height={HEIGHT}
          viewBox={`0 0 ${shown} ${HEIGHT}`}
          font-family="system-ui, sans-serif"
          font-size="10"
          data-testid={`bars-${channel}`}
        >
          <rect width={shown} height={HEIGHT} fill={colors.ground} />
          {shape.shareTicks(top, least, scale).map(({ share, text }) => {
            const y = plot.bottom - tall(share) * plot.height;
            return (
              <g key={text}>
                <line x1={plot.left} x2={shown - PLOT.right} y1={y} y2={y} stroke={colors.grid} />
                <text x={plot.left - 4} y={y + 3.5} text-anchor="end" fill={colors.text}>
                  {text}
                </text>
              </g>
            );
          })}
          <path d={paths[0]} fill={colors.channels[channel]} data-scale="human" />
          {paths[1] !== undefined && (
            <path d={paths[1]} fill="none" stroke={colors.machine} data-scale="machine" />
          )}
          <line
            x1={plot.left}
            x2={shown - PLOT.right}
            y1={plot.bottom}
            y2={plot.bottom}
            stroke={colors.text}
          />
          {[0, 0.25, 0.5, 0.75, 1].map((share) => (
            <text
              key={share}
              x={plot.left + share * plot.width}
              y={HEIGHT - 6}
              text-anchor={share === 1 ? 'end' : share === 0 ? 'start' : 'middle'}
              fill={colors.text}
            >
              {Math.round(share * most)}
            </text>
          ))}
          {at.value !== null && (
            <line
              data-not-out=""
              x1={xOf(at.value)}
              x2={xOf(at.value)}
              y1={plot.top}
              y2={plot.bottom}
              stroke={colors.text}
              stroke-dasharray="2 2"
            />
          )}
        </svg>
      </div>
      <figcaption>
        <span data-testid={`histogram-reading-${channel}`}>
          {at.value === null
            ? `${name}: point at a value`
            : readingOf(name, at.value, most, human, machine)}
        </span>
        <OutButtons
          of={`the histogram of ${name.toLowerCase()}`}
          makes={[
            ['SVG', () => saveAs(svgText(svg.current!, told('SVG')), `histogram-${channel}.svg`)],
            [
              'PNG',
              () =>
                attempt(async () =>
                  saveAs(
                    await pngOf(await canvasOfSvg(svg.current!), told('PNG')),
                    `histogram-${channel}.png`,
                  ),
                ),
            ],
          ]}
        />
      </figcaption>
    </figure>
  );
}

/** "Red 128: human 1,234 pixels, 0.40 %; machine 5 pixels, 0.01 %"; a range where a bin has several. */
function readingOf(
  name: string,
  bin: number,
  most: number,
  human: ChannelOf,
  machine: ChannelOf | null,
): string {
  const values = (most + 1) / human.channel.counts.length;
  const from = bin * values;
  const range = values === 1 ? String(from) : `${from} to ${from + values - 1}`;
  const told = ({ channel: { counts }, pixels }: ChannelOf): string =>
    `${counts[bin].toLocaleString('en')} pixels, ${((100 * counts[bin]) / pixels).toFixed(2)} %`;
  const other = machine === null ? '' : `; machine ${told(machine)}`;
  return `${name} ${range}: human ${told(human)}${other}`;
}
