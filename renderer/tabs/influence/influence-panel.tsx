import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { MachineView } from '../../../shared/api/contract.ts';
import type { Region } from '../../../shared/finding/finding.ts';
import { areaTapsAround } from '../../../shared/resample/taps/area.ts';
import { mergedTaps } from '../../../shared/resample/lattice.ts';
import * as hover from '../../session/hover.ts';
import type { Pixel } from '../../session/state.ts';
import * as state from '../../session/state.ts';
import { percent, weightLabel } from '../../words/view-labels.ts';
import type { Sampling } from '../../geometry/sampling.ts';
import { drawInfluence, type AxisWeights } from './influence-drawing.ts';
import { InfluenceOut } from './influence-out.tsx';
import { PixelFields } from './pixel-panel.tsx';
import { useShownWidth } from '../../widgets/shown-width.ts';
import './influence.css';

/** Source pixels around the taps that are shown too. */
const MARGIN = 1;
/** Source pixels along a side of the maps, at most: more cannot be told apart. */
const MOST_SIDE = 160;

/** Which source pixels make one output pixel, with and without antialiasing (the paper's Figure 7). */
export function InfluencePanel() {
  const { value: sampling } = hover.sampling;
  const { value: view } = state.machineView;
  const pixel = hover.inspected.value ?? (view === null ? null : middleOf(view));
  return (
    <section class="panel" aria-labelledby="influence-title">
      <h2 id="influence-title">Influence</h2>
      <p class="muted">
        Which source pixels make one output pixel, and the weight of each: as this pipeline reads
        them, and as an antialiased resize to the same size would.
      </p>
      <PixelFields pixel={pixel} />
      {view !== null && sampling === null && (
        <p class="muted">This pipeline has no tables of weights.</p>
      )}
      {view !== null && sampling !== null && pixel !== null && (
        <Maps pixel={pixel} sampling={sampling} view={view} />
      )}
    </section>
  );
}

function middleOf({ width, height }: MachineView): Pixel {
  return { x: width >> 1, y: height >> 1 };
}

interface MapsProps {
  pixel: Pixel;
  sampling: Sampling;
  view: MachineView;
}

function Maps({ pixel, sampling, view }: MapsProps) {
  const fair = useMemo(
    () => ({
      x: areaTapsAround(sampling.x.taps, view.frame.width / view.width),
      y: areaTapsAround(sampling.y.taps, view.frame.height / view.height),
    }),
    [sampling],
  );
  const own = {
    columns: mergedTaps(sampling.x.taps, pixel.x),
    rows: mergedTaps(sampling.y.taps, pixel.y),
  };
  if (own.columns.length === 0 || own.rows.length === 0) {
    return (
      <p role="status">
        ({pixel.x}, {pixel.y}) is padding: it reads no source pixel.
      </p>
    );
  }
  const even = { columns: mergedTaps(fair.x, pixel.x), rows: mergedTaps(fair.y, pixel.y) };
  const across = spanOf(own.columns, even.columns);
  const down = spanOf(own.rows, even.rows);
  const region = { x: across.from, y: down.from, width: across.length, height: down.length };
  return (
    <>
      <p data-testid="influence-sentence">{sentenceOf(pixel, own, even)}</p>
      <div class="influence-pair">
        <WeightMap title={view.pipeline} testId="influence-own" weights={own} region={region} />
        <WeightMap title="Antialiased" testId="influence-even" weights={even} region={region} />
      </div>
      <Numbers own={own} even={even} />
      <InfluenceOut pixel={pixel} columns={own.columns} rows={own.rows} region={region} />
      <p class="muted">
        Source pixels ({region.x}, {region.y}) to ({region.x + region.width - 1},{' '}
        {region.y + region.height - 1}); each map has its own scale, from zero to its largest
        weight.
      </p>
    </>
  );
}

interface PixelWeights {
  columns: AxisWeights;
  rows: AxisWeights;
}

function spanOf(...all: AxisWeights[]): { from: number; length: number } {
  const indices = all.flatMap((weights) => weights.map(([index]) => index));
  const from = Math.max(0, Math.min(...indices) - MARGIN);
  return { from, length: Math.min(MOST_SIDE, Math.max(...indices) + 1 + MARGIN - from) };
}

function tapsOf({ columns, rows }: PixelWeights): number {
  return columns.length * rows.length;
}

function largestOf({ columns, rows }: PixelWeights): number {
  const most = (weights: AxisWeights): number =>
    weights.reduce((largest, [, weight]) => Math.max(largest, Math.abs(weight)), 0);
  return most(columns) * most(rows);
}

function sentenceOf({ x, y }: Pixel, own: PixelWeights, even: PixelWeights): string {
  const count = tapsOf(own);
  const read = count === 1 ? 'one source pixel' : `${count} source pixels`;
  return tapsOf(even) <= count
    ? `(${x}, ${y}) reads ${read}, as many as an antialiased resize reads.`
    : `(${x}, ${y}) reads ${read}. An antialiased resize reads ${tapsOf(even)}, so ${percent(
        count / tapsOf(even),
      )} of these decide the pixel.`;
}

interface WeightMapProps {
  title: string;
  testId: string;
  weights: PixelWeights;
  region: Region;
}

function WeightMap({ title, testId, weights, region }: WeightMapProps) {
  const frame = useRef<HTMLElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const side = Math.round(useShownWidth(frame) * window.devicePixelRatio);
  const { columns, rows } = weights;
  useLayoutEffect(() => {
    if (side === 0) return;
    const context = canvas.current!.getContext('2d')!;
    context.clearRect(0, 0, side, side);
    drawInfluence(
      context,
      region,
      inside(columns, region.x, region.width),
      inside(rows, region.y, region.height),
    );
  }, [side, JSON.stringify([region, columns, rows])]);
  return (
    <figure ref={frame}>
      <canvas
        ref={canvas}
        class="weight-map"
        width={side}
        height={side}
        role="img"
        aria-label={`Weights of the source pixels, ${title}`}
        data-testid={testId}
      />
      <figcaption>{title}</figcaption>
    </figure>
  );
}

function inside(weights: AxisWeights, from: number, length: number): AxisWeights {
  return weights.filter(([index]) => index < from + length);
}

function Numbers({ own, even }: { own: PixelWeights; even: PixelWeights }) {
  return (
    <table class="taps" data-testid="influence-numbers">
      <caption class="hidden-text">Taps and weights</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">this pipeline</th>
          <th scope="col">antialiased</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">Taps</th>
          <td>{tapsOf(own)}</td>
          <td>{tapsOf(even)}</td>
        </tr>
        <tr>
          <th scope="row">Across and down</th>
          <td>
            {own.columns.length}x{own.rows.length}
          </td>
          <td>
            {even.columns.length}x{even.rows.length}
          </td>
        </tr>
        <tr>
          <th scope="row">Largest weight</th>
          <td>{weightLabel(largestOf(own))}</td>
          <td>{weightLabel(largestOf(even))}</td>
        </tr>
      </tbody>
    </table>
  );
}
