/** Draws thumbnails off the interface thread: the area average of an image's smallest level. */
import { fetchImage, fetchTile } from '../../client/api-client.ts';
import { buildAxisTable, reduceRegion } from './reduce.ts';

export interface ThumbnailRequest {
  id: number;
  imageId: string;
  /** The larger side, in device pixels. */
  side: number;
}

export type ThumbnailAnswer = { id: number; bitmap: ImageBitmap | null };

interface WorkerScope {
  onmessage: ((event: MessageEvent<ThumbnailRequest>) => void) | null;
  postMessage(answer: ThumbnailAnswer, transfer?: Transferable[]): void;
}

const scope = globalThis as unknown as WorkerScope;

scope.onmessage = ({ data: { id, imageId, side } }) => {
  draw(imageId, side).then(
    (bitmap) => scope.postMessage({ id, bitmap }, [bitmap]),
    () => scope.postMessage({ id, bitmap: null }), // its place stays empty; the image tells why
  );
};

async function draw(imageId: string, side: number): Promise<ImageBitmap> {
  const { levels } = await fetchImage(imageId);
  const tile = await fetchTile(imageId, null, { level: levels - 1, col: 0, row: 0 });
  const { width, height } = tile;
  const scale = Math.min(1, side / Math.max(width, height));
  const columns = Math.max(1, Math.round(width * scale));
  const rows = Math.max(1, Math.round(height * scale));
  const words = { width, height, data: new Uint32Array(tile.bytes) };
  const x = buildAxisTable(columns, 0, width / columns, width, true);
  const y = buildAxisTable(rows, 0, height / rows, height, true);
  const bytes = new Uint8ClampedArray(reduceRegion(words, x, y).data.buffer as ArrayBuffer);
  return createImageBitmap(new ImageData(bytes, columns, rows));
}
