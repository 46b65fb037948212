/** Composes what a window shows from the tiles that are there, and names those that are missing. */
import { TILE_SIZE } from '../../shared/contract.ts';
import type { Size } from '../../shared/raster.ts';
import { buildAxisTable, reduceRegion, type Words } from './reduce.ts';
import { levelFor, type LayerWindow } from './window.ts';

export interface TileIndex {
  level: number;
  col: number;
  row: number;
}

export interface Layer extends Size {
  levels: number;
}

export interface Composition {
  picture: Words;
  level: number;
  /** Tiles of the right level that are not there yet, those nearest to the middle first. */
  missing: TileIndex[];
}

/**
 * The picture of `window` on `layer`. A tile that is missing is stood in for by the nearest coarser
 * level that is there; where there is none the pixels stay transparent.
 */
export function compose(
  layer: Layer,
  window: LayerWindow,
  tileAt: (tile: TileIndex) => Words | undefined,
): Composition {
  const level = levelFor(window, layer.levels);
  const size = 2 ** level;
  const { viewport, originX, originY, stepX, stepY } = window;
  const nearest = level === 0;
  const tableX = buildAxisTable(
    viewport.width,
    originX / size,
    stepX / size,
    layer.width / size,
    nearest,
  );
  const tableY = buildAxisTable(
    viewport.height,
    originY / size,
    stepY / size,
    layer.height / size,
    nearest,
  );
  const region: Words = {
    width: tableX.end - tableX.first,
    height: tableY.end - tableY.first,
    data: new Uint32Array((tableX.end - tableX.first) * (tableY.end - tableY.first)),
  };
  const missing: TileIndex[] = [];
  for (const tile of tilesOf(level, tableX, tableY)) {
    const words = tileAt(tile);
    if (words !== undefined) {
      copyTile(words, tile, region, tableX.first, tableY.first);
    } else {
      missing.push(tile);
      standIn(layer, tile, region, tableX.first, tableY.first, tileAt);
    }
  }
  const middleX = (tableX.first + tableX.end) / 2 / TILE_SIZE - 0.5;
  const middleY = (tableY.first + tableY.end) / 2 / TILE_SIZE - 0.5;
  const distance = (tile: TileIndex): number => Math.hypot(tile.col - middleX, tile.row - middleY);
  missing.sort((a, b) => distance(a) - distance(b));
  return { picture: reduceRegion(region, tableX, tableY), level, missing };
}

interface Span {
  first: number;
  end: number;
}

/** The tiles of `level` that the pixels x, y lie in. */
function tilesOf(level: number, x: Span, y: Span): TileIndex[] {
  const tiles: TileIndex[] = [];
  if (x.end <= x.first || y.end <= y.first) return tiles;
  const first = (span: Span): number => Math.floor(span.first / TILE_SIZE);
  const last = (span: Span): number => Math.floor((span.end - 1) / TILE_SIZE);
  for (let row = first(y); row <= last(y); row++) {
    for (let col = first(x); col <= last(x); col++) tiles.push({ level, col, row });
  }
  return tiles;
}

function copyTile(
  words: Words,
  tile: TileIndex,
  region: Words,
  firstX: number,
  firstY: number,
): void {
  const left = tile.col * TILE_SIZE - firstX;
  const top = tile.row * TILE_SIZE - firstY;
  const from = Math.max(0, -left);
  const to = Math.min(words.width, region.width - left);
  if (to <= from) return;
  for (let y = Math.max(0, -top); y < words.height && y + top < region.height; y++) {
    const row = words.data.subarray(y * words.width + from, y * words.width + to);
    region.data.set(row, (y + top) * region.width + left + from);
  }
}

/** Fills the part of `region` under `tile` from the nearest coarser tile. */
function standIn(
  layer: Layer,
  tile: TileIndex,
  region: Words,
  firstX: number,
  firstY: number,
  tileAt: (tile: TileIndex) => Words | undefined,
): void {
  for (let level = tile.level + 1; level < layer.levels; level++) {
    const shift = level - tile.level;
    const col = tile.col >> shift;
    const row = tile.row >> shift;
    const words = tileAt({ level, col, row });
    if (words === undefined) continue;
    const endX = Math.min(region.width, (tile.col + 1) * TILE_SIZE - firstX);
    const endY = Math.min(region.height, (tile.row + 1) * TILE_SIZE - firstY);
    for (let y = Math.max(0, tile.row * TILE_SIZE - firstY); y < endY; y++) {
      const fromY = Math.min(words.height - 1, ((y + firstY) >> shift) - row * TILE_SIZE);
      for (let x = Math.max(0, tile.col * TILE_SIZE - firstX); x < endX; x++) {
        const fromX = Math.min(words.width - 1, ((x + firstX) >> shift) - col * TILE_SIZE);
        region.data[y * region.width + x] = words.data[fromY * words.width + fromX];
      }
    }
    return;
  }
}
