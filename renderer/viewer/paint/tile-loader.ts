/** Fetches tiles of one source, a few at once, and keeps them. What is not wanted any more is dropped. */
import { Lru } from '../../../shared/base/lru.ts';
import { HostLost } from '../../client/call.ts';
import { fetchTile } from '../../client/api-client.ts';
import type { TileIndex } from './compose.ts';
import type { TileSource } from './paint-messages.ts';
import type { Words } from './reduce.ts';

const REQUESTS_AT_ONCE = 4;

export interface TileLoader {
  get(tile: TileIndex): Words | undefined;
  has(tile: TileIndex): boolean;
  /** Fetches these, the first ones first, and nothing else. */
  want(tiles: TileIndex[]): void;
  /** Tiles that failed are fetched again when they are wanted next. */
  retry(): void;
  close(): void;
}

export interface TileEvents {
  onTile(): void;
  onFailure(failure: { lost: boolean; message: string }): void;
}

/** A loader that keeps up to `budgetBytes` of tiles. */
export function createTileLoader(
  source: TileSource,
  budgetBytes: number,
  events: TileEvents,
): TileLoader {
  const cache = new Lru<Words>(budgetBytes);
  const loading = new Map<string, AbortController>();
  const failed = new Set<string>();

  async function load(tile: TileIndex): Promise<void> {
    const key = keyOf(tile);
    const controller = new AbortController();
    loading.set(key, controller);
    try {
      const { imageId, view } = source;
      const { width, height, bytes } = await fetchTile(imageId, view, tile, controller.signal);
      if (controller.signal.aborted) return;
      cache.set(key, { width, height, data: new Uint32Array(bytes) }, bytes.byteLength);
    } catch (error) {
      if (controller.signal.aborted) return;
      failed.add(key);
      const message = error instanceof Error ? error.message : String(error);
      events.onFailure({ lost: error instanceof HostLost, message });
    } finally {
      if (loading.get(key) === controller) loading.delete(key);
    }
    events.onTile();
  }

  function cancelExcept(wanted: Set<string>): void {
    for (const [key, controller] of loading) {
      if (wanted.has(key)) continue;
      controller.abort();
      loading.delete(key);
    }
  }

  return {
    get: (tile) => cache.get(keyOf(tile)),
    has: (tile) => cache.has(keyOf(tile)),
    want(tiles) {
      cancelExcept(new Set(tiles.map(keyOf)));
      for (const tile of tiles) {
        if (loading.size >= REQUESTS_AT_ONCE) return;
        const key = keyOf(tile);
        if (!loading.has(key) && !failed.has(key) && !cache.has(key)) void load(tile);
      }
    },
    retry: () => failed.clear(),
    close() {
      cancelExcept(new Set());
      cache.clear();
    },
  };
}

function keyOf({ level, col, row }: TileIndex): string {
  return `${level}/${col}/${row}`;
}
