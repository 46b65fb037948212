/** Thumbnails of opened images, drawn by a worker and kept. */
import { signal, type ReadonlySignal } from '@preact/signals';
import type { ThumbnailAnswer, ThumbnailRequest } from './thumbnail-worker.ts';

/** The larger side in CSS pixels; smaller pictures keep their size. */
export const THUMBNAIL_SIDE = 128;
/** Those that are kept: more than any list shows at once. */
const KEPT = 200;
/** How often one is asked for, and how long after a failure. */
const TRIES = 3;
const AGAIN_MS = 1500;

const kept = new Map<string, ReadonlySignal<ImageBitmap | null>>();
const waiting = new Map<number, (bitmap: ImageBitmap | null) => void>();
let worker: Worker | null = null;
let nextId = 1;

/** The thumbnail of image `imageId`: the area average of its pixels; null until it is there. */
export function thumbnailOf(imageId: string): ReadonlySignal<ImageBitmap | null> {
  const known = kept.get(imageId);
  if (known !== undefined) {
    kept.delete(imageId);
    kept.set(imageId, known); // the latest that was looked at
    return known;
  }
  const made = signal<ImageBitmap | null>(null);
  kept.set(imageId, made);
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT) break;
    kept.delete(oldest);
  }
  askUntilThere(imageId, TRIES, (bitmap) => (made.value = bitmap));
  return made;
}

/** Asks again where the host could not give it: it may have had too much to do. */
function askUntilThere(
  imageId: string,
  tries: number,
  take: (bitmap: ImageBitmap | null) => void,
): void {
  ask(imageId, (bitmap) => {
    if (bitmap !== null) take(bitmap);
    else if (tries > 1) setTimeout(() => askUntilThere(imageId, tries - 1, take), AGAIN_MS);
    else kept.delete(imageId); // asked for anew the next time that it comes in sight
  });
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
