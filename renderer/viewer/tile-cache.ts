/** Decoded tiles by key, the least recently used dropped when they exceed a byte budget. */
import type { Words } from './reduce.ts';

export interface TileCache {
  get(key: string): Words | undefined;
  has(key: string): boolean;
  put(key: string, tile: Words): void;
  clear(): void;
  readonly bytes: number;
}

/** An empty cache; the newest tile is kept even where it alone is above `budgetBytes`. */
export function createTileCache(budgetBytes: number): TileCache {
  const tiles = new Map<string, Words>();
  let bytes = 0;

  function drop(key: string): void {
    const tile = tiles.get(key);
    if (tile === undefined) return;
    tiles.delete(key);
    bytes -= tile.data.byteLength;
  }

  return {
    get(key) {
      const tile = tiles.get(key);
      if (tile === undefined) return undefined;
      tiles.delete(key); // to the end: a Map remembers the order of insertion
      tiles.set(key, tile);
      return tile;
    },
    has: (key) => tiles.has(key),
    put(key, tile) {
      drop(key);
      tiles.set(key, tile);
      bytes += tile.data.byteLength;
      for (const oldest of tiles.keys()) {
        if (bytes <= budgetBytes || oldest === key) break;
        drop(oldest);
      }
    },
    clear() {
      tiles.clear();
      bytes = 0;
    },
    get bytes() {
      return bytes;
    },
  };
}
