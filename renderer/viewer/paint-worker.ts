/**
 * The painter: fetches the tiles that a pane needs and composes its picture, off the interface
 * thread. First from the level of the screen's resolution, at once and as tiles come in; then, when
 * the window rests, the final picture from a finer level.
 */
import { fetchTile, HostLost } from '../connect.ts';
import { compose, tilesFor, type TileIndex } from './compose.ts';
import type { PaintAnswer, PaintRequest, TileSource } from './paint-messages.ts';
import { createTileCache } from './tile-cache.ts';
import { levelFor, refinedLevelFor, type LayerWindow } from './window.ts';

const CACHE_BYTES = 192 * 1024 * 1024;
const REQUESTS_AT_ONCE = 4;
/** Time a window rests before its final picture is made. */
const REST_MS = 120;

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
let isRefining = false;
let restTimer: ReturnType<typeof setTimeout> | undefined;

scope.onmessage = ({ data }) => {
  if (data.type === 'source') {
    cancelExcept(new Set());
    cache.clear();
    failed.clear();
    clearTimeout(restTimer);
    ({ source, epoch } = data);
    latest = null;
  } else if (data.type === 'window') {
    latest = { serial: data.serial, window: data.window };
    isRefining = false;
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
  clearTimeout(restTimer);
  const { serial, window } = latest;
  const current = epoch;
  const quickLevel = levelFor(window, source.levels);
  const finalLevel = refinedLevelFor(window, source, source.levels);
  const level = isRefining ? finalLevel : quickLevel;
  const missing = tilesFor(source, window, level).filter((tile) => !cache.has(keyOf(tile)));
  const isWhole = missing.length === 0;
  load(source, missing);
  if (isRefining && !isWhole) return; // the quick picture stays until this one is whole
  const picture = compose(source, window, level, (tile) => cache.get(keyOf(tile)));
  if (isWhole && level !== finalLevel) restTimer = setTimeout(refine, REST_MS);
  const bytes = new Uint8ClampedArray(picture.data.buffer as ArrayBuffer);
  const bitmap = await createImageBitmap(new ImageData(bytes, picture.width, picture.height));
  const final = isWhole && level === finalLevel;
  scope.postMessage({ type: 'picture', epoch: current, serial, bitmap, window, final }, [bitmap]);
}

function refine(): void {
  isRefining = true;
  schedule();
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
