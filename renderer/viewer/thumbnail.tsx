import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Size } from '../../shared/base/raster.ts';
import { layerVeil } from '../session/veil.ts';
import { buildAxisTable, reduceRegion } from './paint/reduce.ts';

/** The larger side of a thumbnail on screen, in CSS pixels. */
const SIDE = 84;

interface ThumbnailProps {
  picture: Size & { data: Uint8Array | Uint8ClampedArray };
  label: string;
}

/**
 * A small machine view: area averages of the pixels it is given, or whole squares where it is larger;
 * veiled where the machine view itself is.
 */
export function Thumbnail({ picture, label }: ThumbnailProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height, data } = picture;
  const side = SIDE * window.devicePixelRatio;
  const scale = Math.min(side / width, side / height);
  const shown = {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
  useLayoutEffect(() => {
    const words = new Uint32Array(data.slice().buffer);
    const x = buildAxisTable(shown.width, 0, width / shown.width, width, true);
    const y = buildAxisTable(shown.height, 0, height / shown.height, height, true);
    const reduced = reduceRegion({ width, height, data: words }, x, y);
    const bytes = new Uint8ClampedArray(reduced.data.buffer as ArrayBuffer);
    const context = canvas.current!.getContext('2d')!;
    context.putImageData(new ImageData(bytes, shown.width, shown.height), 0, 0);
  }, [data, shown.width, shown.height]);
  return (
    <span class="thumbnail">
      <canvas
        ref={canvas}
        width={shown.width}
        height={shown.height}
        style={{
          width: `${shown.width / window.devicePixelRatio}px`,
          filter: layerVeil('machine', SIDE),
        }}
        role="img"
        aria-label={label}
      />
    </span>
  );
}
