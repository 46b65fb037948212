/** The painter: fetches the tiles that a pane needs and composes its picture, off the interface thread. */
import { fetchTile, HostLost } from '../connect.ts';
import { compose, type TileIndex } from './compose.ts';
import type { PaintAnswer, PaintRequest, TileSource } from './paint-messages.ts';
import { createTileCache } from './tile-cache.ts';
import type { LayerWindow } from './window.ts';

const CACHE_BYTES = 192 * 1024 * 1024;
const REQUESTS_AT_ONCE = 4;

interface WorkerScope {
  onmessage: ((event: MessageEvent<PaintRequest>) => void) | null;
  postMessage(answer: PaintAnswer, transfer?: Transferable[]): void;
}

const scope = globalThis as unknown as WorkerScope;
const cache = createTileCache(CACHE_BYTES);
const loading = new Map<string, AbortController>();
const failed = new Set<string>();
let source: TileSource | null = null;
let epoch = 0;
let latest: { serial: number; window: LayerWindow } | null = null;
let isScheduled = false;

scope.onmessage = ({ data }) => {
  if (data.type === 'source') {
    cancelExcept(new Set());
    cache.clear();
    failed.clear();
    ({ source, epoch } = data);
    latest = null;
  } else if (data.type === 'window') {
    latest = { serial: data.serial, window: data.window };
    schedule();
  } else {
    failed.clear();
    schedule();
  }
};

/** Paints once after all messages that are already here: only the last window counts. */
function schedule(): void {
  if (isScheduled) return;
  isScheduled = true;
  setTimeout(() => {
    isScheduled = false;
    void paint();
  });
}

async function paint(): Promise<void> {
  if (source === null || latest === null) return;
  const { serial, window } = latest;
  const current = epoch;
  const { picture, level, missing } = compose(source, window, (tile) => cache.get(keyOf(tile)));
  load(source, missing);
  const bytes = new Uint8ClampedArray(picture.data.buffer as ArrayBuffer);
  const bitmap = await createImageBitmap(new ImageData(bytes, picture.width, picture.height));
  const complete = missing.length === 0;
  scope.postMessage({ type: 'picture', epoch: current, serial, bitmap, window, level, complete }, [
    bitmap,
  ]);
}

function keyOf({ level, col, row }: TileIndex): string {
  return `${level}/${col}/${row}`;
}

function load(from: TileSource, missing: TileIndex[]): void {
  cancelExcept(new Set(missing.map(keyOf)));
  for (const tile of missing) {
    if (loading.size >= REQUESTS_AT_ONCE) return;
    if (!loading.has(keyOf(tile)) && !failed.has(keyOf(tile))) void loadTile(from, tile);
  }
}

function cancelExcept(wanted: Set<string>): void {
  for (const [key, controller] of loading) {
    if (wanted.has(key)) continue;
    controller.abort();
    loading.delete(key);
  }
}

async function loadTile(from: TileSource, tile: TileIndex): Promise<void> {
  const key = keyOf(tile);
  const controller = new AbortController();
  loading.set(key, controller);
  try {
    const { width, height, bytes } = await fetchTile(
      from.imageId,
      from.view,
      tile,
      controller.signal,
    );
    if (controller.signal.aborted) return;
    cache.put(key, { width, height, data: new Uint32Array(bytes) });
  } catch (error) {
    if (controller.signal.aborted) return;
    failed.add(key);
    const message = error instanceof Error ? error.message : String(error);
    scope.postMessage({ type: 'failed', epoch, lost: error instanceof HostLost, message });
  } finally {
    if (loading.get(key) === controller) loading.delete(key);
  }
  schedule();
}
