/** Thumbnails of opened images, drawn by a worker and kept. */
import { signal, type ReadonlySignal } from '@preact/signals';
import type { ThumbnailAnswer, ThumbnailRequest } from './thumbnail-worker.ts';

/** The larger side in CSS pixels; smaller pictures keep their size. */
export const THUMBNAIL_SIDE = 128;
const KEPT = 200;

const kept = new Map<string, ReadonlySignal<ImageBitmap | null>>();
const waiting = new Map<number, (bitmap: ImageBitmap | null) => void>();
let worker: Worker | null = null;
let nextId = 1;

/** The thumbnail of image `imageId`: the area average of its pixels; null until it is there. */
export function thumbnailOf(imageId: string): ReadonlySignal<ImageBitmap | null> {
  const known = kept.get(imageId);
  if (known !== undefined) return known;
  const made = signal<ImageBitmap | null>(null);
  kept.set(imageId, made);
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT) break;
    kept.delete(oldest);
  }
  ask(imageId, (bitmap) => (made.value = bitmap));
  return made;
}

function ask(imageId: string, take: (bitmap: ImageBitmap | null) => void): void {
  if (worker === null) {
    worker = new Worker(new URL('./thumbnail-worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data: { id, bitmap } }: MessageEvent<ThumbnailAnswer>) => {
      waiting.get(id)?.(bitmap);
      waiting.delete(id);
    };
  }
  const id = nextId++;
  waiting.set(id, take);
  const side = Math.round(THUMBNAIL_SIDE * window.devicePixelRatio);
  worker.postMessage({ id, imageId, side } satisfies ThumbnailRequest);
}
