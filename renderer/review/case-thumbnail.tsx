import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { summary } from '../session/case-state.ts';
import { fetchThumbnail } from '../client/api-client-case.ts';
import { thumbnailVeil } from '../session/veil.ts';

interface CaseThumbnailProps {
  id: number;
  view: 'human' | 'machine';
  /** The larger side on screen in CSS pixels. */
  side: number;
}

/** The latest pictures, the oldest first. */
const kept = new Map<string, ImageBitmap>();
const MOST_KEPT = 400;
/** An image has to stay in view this long before its picture is asked for: what flies past is not. */
const REST_MS = 60;

/** What the scan kept of an image at one of its scales; of the machine's veiled until asked for. */
export function CaseThumbnail({ id, view, side }: CaseThumbnailProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [, redraw] = useState(0);
  const caseId = summary.value?.id ?? '';
  const key = `${caseId} ${id} ${view}`;
  const bitmap = kept.get(key);
  const pixels = Math.round(side * window.devicePixelRatio);
  const veil = view === 'machine' ? thumbnailVeil(id, pixels) : 'none';
  useEffect(() => {
    if (kept.has(key)) return undefined;
    const controller = new AbortController();
    const timer = setTimeout(() => {
      fetchThumbnail(caseId, id, view, controller.signal).then(
        (fetched) => {
          keep(key, fetched);
          redraw((times) => times + 1);
        },
        () => undefined, // an image without a picture has an empty place
      );
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [key]);
  useLayoutEffect(() => {
    if (bitmap === undefined) return;
    const scale = Math.min(1, pixels / Math.max(bitmap.width, bitmap.height));
    const { current: target } = canvas;
    target!.width = Math.max(1, Math.round(bitmap.width * scale));
    target!.height = Math.max(1, Math.round(bitmap.height * scale));
    const context = target!.getContext('2d')!;
    context.imageSmoothingQuality = 'high';
    context.filter = veil;
    context.drawImage(bitmap, 0, 0, target!.width, target!.height);
  }, [bitmap, veil, pixels]);
  return (
    <span class="case-picture" style={{ width: `${side}px`, height: `${side}px` }}>
      <canvas
        ref={canvas}
        width={1}
        height={1}
        aria-hidden="true"
        data-view={view}
        data-drawn={bitmap !== undefined}
        data-veil={veil}
      />
    </span>
  );
}

function keep(key: string, bitmap: ImageBitmap): void {
  kept.set(key, bitmap);
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST_KEPT) break;
    kept.delete(oldest);
  }
}
