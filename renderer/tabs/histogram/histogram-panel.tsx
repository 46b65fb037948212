import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { OpenImage, ShownView } from '../../../shared/api/contract.ts';
import type {
  ChannelHistogram,
  Histogram,
  HistogramChannel,
} from '../../../shared/image/histogram.ts';
import { useQuery } from '../../session/use-query.ts';
import { fetchHistogram } from '../../client/api-client-evidence.ts';
import { oneOf, remembered } from '../../session/remembered.ts';
import * as state from '../../session/state.ts';
import { QueryBody } from '../../widgets/query-body.tsx';
import { colorScheme } from '../../widgets/color-scheme.ts';
import { drawHistogram, type CountScale } from './histogram-drawing.ts';
import { numberLabel } from '../../words/sentences.ts';
import { useShownWidth } from '../../widgets/shown-width.ts';
import './histogram.css';

const SCALES = ['linear', 'log'] as const;
const scale = remembered<CountScale>('histogram-scale', 'linear', oneOf(SCALES));

const NAMES: Record<HistogramChannel, string> = {
  r: 'Red',
  g: 'Green',
  b: 'Blue',
  gray: 'Gray',
  alpha: 'Alpha',
};

/** Readable on either ground, and told apart by their titles too. */
const COLORS: Record<'light' | 'dark', Record<HistogramChannel, string>> = {
  light: { r: '#b3341f', g: '#1f7a3d', b: '#1f5fb3', gray: '#4a4a4a', alpha: '#7a4b8f' },
  dark: { r: '#ff8a75', g: '#6fd18f', b: '#7ab8ff', gray: '#c8c8c8', alpha: '#d3a3e6' },
};

/** How often each value occurs, in the source and in the machine view. */
export function HistogramPanel({ image }: { image: OpenImage }) {
  const { value: view } = state.shownRequest;
  const { value: machine } = state.machineView;
  return (
    <>
      <section class="panel" aria-labelledby="histogram-title">
        <h2 id="histogram-title">Histogram</h2>
        <p class="muted">
          How often each value occurs, counted over every pixel. A fair reduction keeps the shape of
          the histogram. A picture that only the machine sees has a different shape.
        </p>
        <div class="choices" role="radiogroup" aria-label="Scale of the counts">
          {SCALES.map((name) => (
            <label key={name} class="check">
              <input
                type="radio"
                name="histogram-scale"
                checked={scale.value === name}
                onChange={() => (scale.value = name)}
              />
              {name === 'log' ? 'logarithmic' : 'linear'}
            </label>
          ))}
        </div>
      </section>
      <One title="Values at human scale" testId="histogram-human" imageId={image.id} view={null} />
      {view !== null && machine !== null && (
        <One
          title={`Values at machine scale, ${machine.width}x${machine.height}`}
          testId="histogram-machine"
          imageId={image.id}
          view={view}
        />
      )}
    </>
  );
}

interface OneProps {
  title: string;
  testId: string;
  imageId: string;
  view: ShownView | null;
}

function One({ title, testId, imageId, view }: OneProps) {
  const asked = useQuery(JSON.stringify(['histogram', imageId, view]), (signal) =>
    fetchHistogram(imageId, view, signal),
  );
  return (
    <section class="panel" aria-labelledby={`${testId}-title`} data-testid={testId}>
      <h2 id={`${testId}-title`}>{title}</h2>
      <QueryBody query={asked} name="Counting values">
        {(histogram) => <Channels histogram={histogram} />}
      </QueryBody>
    </section>
  );
}

function Channels({ histogram }: { histogram: Histogram }) {
  return (
    <>
      {histogram.channels.map((channel) => (
        <Channel key={channel.channel} channel={channel} histogram={histogram} />
      ))}
    </>
  );
}

interface ChannelProps {
  channel: ChannelHistogram;
  histogram: Histogram;
}

const HEIGHT = 64;

function Channel({ channel, histogram }: ChannelProps) {
  const { counts, min, max, mean } = channel;
  const name = NAMES[channel.channel];
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const at = useSignal<number | null>(null);
  const width = Math.round(useShownWidth(frame) * window.devicePixelRatio);
  const { value: counted } = scale;
  const { value: scheme } = colorScheme;
  useLayoutEffect(() => {
    if (width === 0) return;
    drawHistogram(
      canvas.current!.getContext('2d')!,
      channel,
      counted,
      COLORS[scheme][channel.channel],
    );
  }, [channel, counted, scheme, width]);
  const summary = `${name}: ${min} to ${max}, mean ${numberLabel(mean)}`;
  const point = ({ clientX }: PointerEvent): void => {
    const box = frame.current!.getBoundingClientRect();
    const bin = Math.floor(((clientX - box.left) / box.width) * counts.length);
    at.value = Math.min(counts.length - 1, Math.max(0, bin));
  };
  return (
    <figure class="histogram">
      <div
        ref={frame}
        class="histogram-frame"
        onPointerMove={point}
        onPointerLeave={() => (at.value = null)}
      >
        <canvas
          ref={canvas}
          width={width}
          height={Math.round(HEIGHT * window.devicePixelRatio)}
          role="img"
          aria-label={`How often each value of ${name.toLowerCase()} occurs`}
          data-testid={`bars-${channel.channel}`}
        />
        {at.value !== null && (
          <i
            class="histogram-cursor"
            style={{ left: `${((at.value + 0.5) / counts.length) * 100}%` }}
          />
        )}
      </div>
      <figcaption data-testid={`histogram-reading-${channel.channel}`}>
        {at.value === null ? summary : readingOf(name, at.value, counts, histogram)}
      </figcaption>
    </figure>
  );
}

/** "Red 128: 1,234 pixels, 0.4 %", or a range of values where a bin holds several. */
function readingOf(
  name: string,
  bin: number,
  counts: readonly number[],
  { width, height, most }: Histogram,
): string {
  const values = (most + 1) / counts.length;
  const from = bin * values;
  const range = values === 1 ? String(from) : `${from} to ${from + values - 1}`;
  const share = (100 * counts[bin]) / (width * height);
  return `${name} ${range}: ${counts[bin].toLocaleString('en')} pixels, ${share.toFixed(2)} %`;
}
