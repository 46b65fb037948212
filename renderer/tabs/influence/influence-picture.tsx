import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { MAX_SAMPLE_PIXELS, type SampleValues } from '../../../shared/api/contract.ts';
import type { Region } from '../../../shared/finding/finding.ts';
import type { Size } from '../../../shared/base/raster.ts';
import * as host from '../../client/api-client.ts';
import * as state from '../../session/state.ts';
import { weightLabel } from '../../words/view-labels.ts';
import { drawInfluence, drawNeighborhood, type AxisWeights } from './influence-drawing.ts';

interface InfluencePictureProps {
  columns: AxisWeights;
  rows: AxisWeights;
}

/** Side of each picture in CSS pixels. */
const SIDE = 236;
/** Source pixels around the taps that are shown too. */
const MARGIN = 1;
/** Time the pixel rests before the source around it is fetched. */
const REST_MS = 80;

/** The influence map of one machine pixel, and the source pixels under it, each a small canvas. */
export function InfluencePicture({ columns, rows }: InfluencePictureProps) {
  const { value: image } = state.image;
  const influence = useRef<HTMLCanvasElement>(null);
  const region = regionOf(columns, rows, image?.raster ?? { width: 1, height: 1 });
  const { x, y, width, height } = region;
  const key = JSON.stringify([image?.id, columns, rows]);
  const peak = largest(columns) * largest(rows);
  const isSigned = [...columns, ...rows].some(([, weight]) => weight < 0);

  useLayoutEffect(() => drawInfluence(prepare(influence.current!), region, columns, rows), [key]);

  return (
    <div class="influence">
      <figure>
        <canvas
          ref={influence}
          class="influence-map"
          role="img"
          data-testid="influence"
          aria-label={`Influence map: weights of source pixels (${x}, ${y}) to (${x + width - 1}, ${y + height - 1})`}
        />
        <figcaption>
          <span>Weights</span>
          <span class="scale">
            {isSigned && <span>−{weightLabel(peak)}</span>}
            <i class={isSigned ? 'scale-bar scale-signed' : 'scale-bar'} />
            <span>{weightLabel(peak)}</span>
          </span>
        </figcaption>
      </figure>
      <Neighborhood region={region} columns={columns} rows={rows} of={key} />
    </div>
  );
}

interface NeighborhoodProps extends InfluencePictureProps {
  region: Region;
  of: string;
}

/** The source pixels of `region`, those that count framed; nothing where they are too many. */
function Neighborhood({ region, columns, rows, of }: NeighborhoodProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const samples = useSignal<{ of: string; value: SampleValues } | null>(null);
  const { value: image } = state.image;
  const isSmall = region.width * region.height <= MAX_SAMPLE_PIXELS;

  useEffect(() => {
    if (image === null || !isSmall) return undefined;
    const controller = new AbortController();
    const timer = setTimeout(() => {
      host.fetchSamples(image.id, null, region, controller.signal).then(
        (value) => (samples.value = { of, value }),
        () => undefined, // the picture stays empty; the next pixel asks again
      );
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [of]);

  const { value: known } = samples;
  useLayoutEffect(() => {
    if (!isSmall) return;
    const context = prepare(canvas.current!);
    if (known?.of !== of || image === null) return;
    const most = image.raster.dtype === 'uint16' ? 65535 : 255;
    drawNeighborhood(context, known.value, most, columns, rows);
  }, [of, known]);

  if (!isSmall) return <p class="muted">This part of the source is too large to show here.</p>;
  return (
    <figure>
      <canvas
        ref={canvas}
        class="influence-map"
        role="img"
        data-testid="neighborhood"
        aria-label="The source pixels in this area; those that are read are framed"
      />
      <figcaption>
        <span>Source pixels; those that are read are framed</span>
      </figcaption>
    </figure>
  );
}

function regionOf(columns: AxisWeights, rows: AxisWeights, source: Size): Region {
  const across = span(columns, source.width);
  const down = span(rows, source.height);
  return { x: across.start, y: down.start, width: across.length, height: down.length };
}

function span(weights: AxisWeights, side: number): { start: number; length: number } {
  const start = Math.max(0, weights[0][0] - MARGIN);
  const end = Math.min(side, weights[weights.length - 1][0] + 1 + MARGIN);
  return { start, length: end - start };
}

function largest(weights: AxisWeights): number {
  return weights.reduce((most, [, weight]) => Math.max(most, Math.abs(weight)), 0);
}

/** An empty context of the picture's size in device pixels. */
function prepare(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const side = Math.round(SIDE * window.devicePixelRatio);
  canvas.width = side;
  canvas.height = side;
  return canvas.getContext('2d')!;
}
