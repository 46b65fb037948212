import { useMemo } from 'preact/hooks';
import type { SweepPoint } from '../../../shared/api/contract.ts';
import type { Size } from '../../../shared/base/raster.ts';
import { chooseSize } from '../../session/actions.ts';
import { useQuery } from '../../session/use-query.ts';
import { fetchTile } from '../../client/api-client.ts';
import { wholeLevel } from '../../client/api-client-evidence.ts';
import * as state from '../../session/state.ts';
import { estimateLabel } from '../../words/sentences.ts';
import { Thumbnail } from '../../viewer/thumbnail.tsx';

/** Views that are shown beside those around the spike. */
const SPREAD = 6;

/** The sizes of a film: those around `middle`, and some spread over the rest; ascending. */
export function filmSizes(
  points: readonly SweepPoint[],
  middle: SweepPoint | null,
): readonly SweepPoint[] {
  const chosen = new Set<number>();
  const at = middle === null ? -1 : points.indexOf(middle);
  for (const by of [-1, 0, 1]) if (at >= 0 && points[at + by] !== undefined) chosen.add(at + by);
  for (let i = 0; i < SPREAD; i++) {
    chosen.add(Math.round((i * (points.length - 1)) / (SPREAD - 1)));
  }
  return [...chosen].sort((a, b) => a - b).map((index) => points[index]);
}

interface FilmstripProps {
  imageId: string;
  pipeline: string;
  sizes: readonly SweepPoint[];
}

/** Machine views side by side, each one press away. */
export function Filmstrip({ imageId, pipeline, sizes }: FilmstripProps) {
  return (
    <ol class="filmstrip" aria-label="Machine views at each size" data-testid="filmstrip">
      {sizes.map((point) => (
        <li key={`${point.width}x${point.height}`}>
          <FilmFrame imageId={imageId} pipeline={pipeline} point={point} />
        </li>
      ))}
    </ol>
  );
}

interface FilmFrameProps {
  imageId: string;
  pipeline: string;
  point: SweepPoint;
}

function FilmFrame({ imageId, pipeline, point }: FilmFrameProps) {
  const { width, height, normalised } = point;
  const name = `${width}x${height}`;
  const level = wholeLevel(point);
  const tile = useQuery(JSON.stringify(['film', imageId, pipeline, width, height]), (signal) =>
    fetchTile(imageId, { pipeline, width, height }, { level, col: 0, row: 0 }, signal),
  );
  const picture = useMemo(() => {
    if (tile.status !== 'ready') return null;
    const { bytes, ...size } = tile.value;
    return { ...size, data: new Uint8Array(bytes) };
  }, [tile.status]);
  return (
    <button
      type="button"
      class="film-frame"
      aria-pressed={isShown(point)}
      data-tip={`Show ${name}`}
      data-testid="film-frame"
      onClick={() => void chooseSize({ width, height })}
    >
      <span class="film-picture">
        {picture !== null && <Thumbnail picture={picture} label={`The machine view at ${name}`} />}
        {tile.status === 'loading' && <span class="muted waiting" />}
        {tile.status === 'failed' && <span class="muted">{tile.error.message}</span>}
      </span>
      <span>{name}</span>
      <span class="muted">≈ {estimateLabel(normalised)} ×</span>
    </button>
  );
}

function isShown({ width, height }: Size): boolean {
  const { value: shown } = state.machineView;
  return shown?.width === width && shown.height === height;
}
