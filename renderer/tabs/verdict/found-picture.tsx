import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { FoundKind, FoundPicture } from '../../../shared/api/contract.ts';
import type { Size } from '../../../shared/base/raster.ts';
import { useQuery } from '../../session/use-query.ts';
import type { TileBytes } from '../../client/call.ts';
import { fetchFound } from '../../client/api-client-evidence.ts';
import { isVeiled, layerVeil } from '../../session/veil.ts';
import { buildAxisTable, reduceRegion } from '../../viewer/paint/reduce.ts';
import { QueryBody } from '../../widgets/query-body.tsx';
import { useShownWidth } from '../../widgets/shown-width.ts';

/** The hidden picture as it was recovered, pixel for pixel where there is room for it. */
export function HiddenPicture({ imageId }: { imageId: string }) {
  const asked = useFound(imageId, 'hidden');
  return (
    <div class="found">
      <QueryBody query={asked} name="Recovering it">
        {(value) => <Recovered {...value} />}
      </QueryBody>
    </div>
  );
}

/** The picture `kind` that the search of image `imageId` made. */
export function useFound(imageId: string | null, kind: FoundKind) {
  const key = imageId === null ? null : JSON.stringify(['found', kind, imageId]);
  return useQuery(key, (signal) => fetchFound(imageId!, kind, signal));
}

interface RecoveredProps {
  found: FoundPicture;
  tile: TileBytes;
}

function Recovered({ found, tile }: RecoveredProps) {
  const { target } = found;
  const frame = useRef<HTMLDivElement>(null);
  const room = Math.round(useShownWidth(frame) * window.devicePixelRatio);
  const shrink = Math.max(1, target.width / Math.max(1, room));
  const shown = {
    width: Math.max(1, Math.round(target.width / shrink)),
    height: Math.max(1, Math.round(target.height / shrink)),
  };
  const name = `${target.width}x${target.height}`;
  return (
    <figure class="found-picture" ref={frame}>
      {room > 0 && (
        <Averaged
          picture={tile}
          shown={shown}
          label={`The hidden picture, ${name} pixels`}
          testId="hidden"
        />
      )}
      <figcaption class="muted" data-testid="hidden-caption">
        Recovered from the pixels that a machine reads at {name};{' '}
        {isVeiled.value && 'veiled like the machine view; '}
        {shrink === 1 ? 'shown pixel for pixel.' : `shown 1:${shrink.toFixed(2)}, box-averaged.`}
      </figcaption>
    </figure>
  );
}

interface AveragedProps {
  picture: TileBytes;
  /** Device pixels. */
  shown: Size;
  label: string;
  testId: string;
}

/**
 * A picture that the search made, at `shown` device pixels: area averages where it is smaller, else
 * nearest. Veiled where the machine view is.
 */
export function Averaged({ picture, shown, label, testId }: AveragedProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height, bytes } = picture;
  const data = useMemo(() => new Uint32Array(bytes), [bytes]);
  const side = Math.min(shown.width, shown.height) / window.devicePixelRatio;
  useLayoutEffect(() => {
    const x = buildAxisTable(shown.width, 0, width / shown.width, width, true);
    const y = buildAxisTable(shown.height, 0, height / shown.height, height, true);
    const reduced = reduceRegion({ width, height, data }, x, y);
    const pixels = new Uint8ClampedArray(reduced.data.buffer as ArrayBuffer);
    const context = canvas.current!.getContext('2d')!;
    context.putImageData(new ImageData(pixels, shown.width, shown.height), 0, 0);
  }, [data, shown.width, shown.height]);
  return (
    <canvas
      class="averaged"
      ref={canvas}
      width={shown.width}
      height={shown.height}
      style={{
        width: `${shown.width / window.devicePixelRatio}px`,
        height: `${shown.height / window.devicePixelRatio}px`,
        filter: layerVeil('machine', side),
      }}
      role="img"
      aria-label={label}
      data-testid={testId}
    />
  );
}
