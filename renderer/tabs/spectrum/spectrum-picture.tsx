import { useSignal } from '@preact/signals';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { SpectrumReport } from '../../../shared/api/contract.ts';
import { readSpectrumAt, type AxisReading } from '../../../shared/spectrum/reading.ts';
import type { TileBytes } from '../../client/call.ts';
import { numberLabel } from '../../words/sentences.ts';
import { SpectrumOut } from './spectrum-out.tsx';
import { brightestAt, brightestBins, drawRings, type SpectrumBins } from './spectrum-drawing.ts';
import { useShownWidth } from '../../widgets/shown-width.ts';

interface SpectrumPictureProps {
  report: SpectrumReport;
  picture: TileBytes;
  showsPeaks: boolean;
}

interface Bin {
  binX: number;
  binY: number;
}

/** The spectrum with its predicted peaks, and what the place under the pointer means. */
export function SpectrumPicture({ report, picture, showsPeaks }: SpectrumPictureProps) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const rings = useRef<HTMLCanvasElement>(null);
  const at = useSignal<Bin | null>(null);
  const isLarge = useSignal(false);
  const side = Math.round(useShownWidth(frame) * window.devicePixelRatio);
  const bins = useMemo<SpectrumBins>(
    () => ({ width: picture.width, height: picture.height, gray: new Uint8Array(picture.bytes) }),
    [picture],
  );
  const shown = { width: side, height: side };

  useLayoutEffect(() => {
    if (side === 0) return;
    const data = new ImageData(brightestBins(bins, shown), side, side);
    canvas.current!.getContext('2d')!.putImageData(data, 0, 0);
  }, [bins, side]);
  useLayoutEffect(() => {
    const context = rings.current!.getContext('2d')!;
    const peaks = showsPeaks ? report.peaks : [];
    drawRings(context, { ...report, peaks }, window.devicePixelRatio);
  }, [report, showsPeaks, side]);

  const point = (event: PointerEvent): void => {
    const box = frame.current!.getBoundingClientRect();
    const pixel = (from: number, extent: number): number =>
      Math.min(side - 1, Math.max(0, Math.floor((from / extent) * side)));
    const x = pixel(event.clientX - box.left, box.width);
    const y = pixel(event.clientY - box.top, box.height);
    at.value = brightestAt(bins, shown, x, y);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const { binX, binY } = at.value ?? { binX: bins.width >> 1, binY: bins.height >> 1 };
    const by = event.shiftKey ? 10 : 1;
    at.value = {
      binX: (binX + step[0] * by + bins.width) % bins.width,
      binY: (binY + step[1] * by + bins.height) % bins.height,
    };
  };
  return (
    <figure
      class={isLarge.value ? 'spectrum spectrum-large' : 'spectrum'}
      onKeyDown={(event) => {
        if (event.key === 'Escape') isLarge.value = false;
      }}
    >
      <div
        ref={frame}
        class="spectrum-frame"
        role="group"
        aria-label="Spectrum. The arrow keys move the reading from frequency to frequency"
        tabIndex={0}
        data-testid="spectrum-frame"
        onPointerMove={point}
        onPointerLeave={() => (at.value = null)}
        onKeyDown={onKeyDown}
      >
        <canvas
          ref={canvas}
          width={side}
          height={side}
          role="img"
          aria-label="Logarithm of the magnitude of each frequency, frequency 0 in the middle"
          data-testid="spectrum"
        />
        <canvas
          ref={rings}
          width={side}
          height={side}
          aria-hidden="true"
          data-testid="spectrum-rings"
        />
        {at.value !== null && <Cross bin={at.value} bins={bins} />}
      </div>
      <Ticks along="x" count={bins.width} />
      <Ticks along="y" count={bins.height} />
      <div class="spectrum-legend" data-testid="spectrum-legend">
        <span>{decibels(report.lowDb)}</span>
        <i aria-hidden="true" />
        <span>{decibels(report.highDb)}</span>
        <button
          type="button"
          class="quiet"
          data-testid="spectrum-large"
          data-tip="Show the spectrum as large as the window"
          aria-pressed={isLarge.value}
          onClick={() => (isLarge.value = !isLarge.value)}
        >
          {isLarge.value ? 'Smaller' : 'Large'}
        </button>
        <SpectrumOut report={report} bins={bins} />
      </div>
      <figcaption>
        <p class="muted" data-testid="spectrum-scale">
          −½ to ½ cycles per pixel, across and down; {bins.width}x{bins.height} bins
          {bins.width > side && ', the brightest of the bins under each pixel'}.
        </p>
        <Reading report={report} bins={bins} at={at.value} />
      </figcaption>
    </figure>
  );
}

const TICKS = [
  ['−½', -0.5],
  ['−¼', -0.25],
  ['0', 0],
  ['¼', 0.25],
  ['½', 0.5],
] as const;

/** The frequencies along an axis of `count` bins, each at the middle of its bin. */
function Ticks({ along, count }: { along: 'x' | 'y'; count: number }) {
  const places = TICKS.map(([text, frequency]) => {
    const bin = (count >> 1) + frequency * count + 0.5;
    return { text, share: Math.min(1, bin / count) };
  });
  return (
    <div
      class={`spectrum-ticks along-${along}`}
      aria-hidden="true"
      data-testid={`spectrum-ticks-${along}`}
    >
      {places.map(({ text, share }) => (
        <span key={text} style={{ [along === 'x' ? 'left' : 'top']: `${share * 100}%` }}>
          {text}
        </span>
      ))}
    </div>
  );
}

function decibels(value: number): string {
  return `${value.toFixed(0).replace('-', '−')} dB`;
}

const STEPS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Where the reading is. */
function Cross({ bin, bins }: { bin: Bin; bins: SpectrumBins }) {
  const place = {
    left: `${((bin.binX + 0.5) / bins.width) * 100}%`,
    top: `${((bin.binY + 0.5) / bins.height) * 100}%`,
  };
  return <i class="spectrum-cross" style={place} />;
}

/** What frequency `at` is, and which size it would be the first peak of. */
function Reading({
  report,
  bins,
  at,
}: {
  report: SpectrumReport;
  bins: SpectrumBins;
  at: Bin | null;
}) {
  if (at === null) {
    return (
      <div class="spectrum-reading muted" data-testid="spectrum-reading">
        Point at a place to read its frequency, its period and the matching target size.
      </div>
    );
  }
  const { x, y } = readSpectrumAt(bins, report.source, at.binX, at.binY);
  const gray = bins.gray[at.binY * bins.width + at.binX];
  const db = report.lowDb + (gray / 255) * (report.highDb - report.lowDb);
  const sign = gray === 0 ? '≤ ' : gray === 255 ? '≥ ' : '';
  return (
    <table class="spectrum-reading" data-testid="spectrum-reading">
      <caption>
        {sign}
        {db.toFixed(1)} dB of one grey level
      </caption>
      <thead>
        <tr>
          <td />
          <th scope="col">cycles/px</th>
          <th scope="col">period, px</th>
          <th scope="col">size</th>
        </tr>
      </thead>
      <tbody>
        <ReadingRow name="Across" reading={x} />
        <ReadingRow name="Down" reading={y} />
      </tbody>
    </table>
  );
}

function ReadingRow({ name, reading }: { name: string; reading: AxisReading }) {
  const { frequency, period, size } = reading;
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{frequency.toFixed(4).replace('-', '−')}</td>
      <td>{Number.isFinite(period) ? numberLabel(period) : '∞'}</td>
      <td>{size.toFixed(1)}</td>
    </tr>
  );
}
