/** Composes what a window shows from the tiles that are there. */
import { TILE_SIZE } from '../../../shared/api/contract.ts';
import type { Size } from '../../../shared/base/raster.ts';
import { buildAxisTable, reduceRegion, type AxisTable, type Words } from './reduce.ts';
import type { LayerWindow } from '../../geometry/layer-window.ts';

export interface TileIndex {
  level: number;
  col: number;
  row: number;
}

export interface Layer extends Size {
  levels: number;
}

/** The tiles of `level` that `window` shows, those nearest to its middle first. */
export function tilesFor(layer: Layer, window: LayerWindow, level: number): TileIndex[] {
  const { x, y } = tablesOf(layer, window, level);
  const tiles = tilesOf(level, x, y);
  const middleX = (x.first + x.end) / 2 / TILE_SIZE - 0.5;
  const middleY = (y.first + y.end) / 2 / TILE_SIZE - 0.5;
  const distance = (tile: TileIndex): number => Math.hypot(tile.col - middleX, tile.row - middleY);
  return tiles.sort((a, b) => distance(a) - distance(b));
}

/**
 * The picture of `window` on `layer`, averaged from `level`. A tile that is missing is stood in for
 * by the nearest coarser level that is there; where there is none the pixels stay transparent.
 */
export function compose(
  layer: Layer,
  window: LayerWindow,
  level: number,
  tileAt: (tile: TileIndex) => Words | undefined,
): Words {
  const { x, y } = tablesOf(layer, window, level);
  const width = x.end - x.first;
  const height = y.end - y.first;
  const region: Words = { width, height, data: new Uint32Array(width * height) };
  for (const tile of tilesOf(level, x, y)) {
    const words = tileAt(tile);
    if (words !== undefined) copyTile(words, tile, region, x.first, y.first);
    else standIn(layer, tile, region, x.first, y.first, tileAt);
  }
  return reduceRegion(region, x, y);
}

function tablesOf(
  layer: Layer,
  window: LayerWindow,
  level: number,
): { x: AxisTable; y: AxisTable } {
  const size = 2 ** level;
  const { viewport, originX, originY, stepX, stepY } = window;
  const nearest = level === 0;
  return {
    x: buildAxisTable(viewport.width, originX / size, stepX / size, layer.width / size, nearest),
    y: buildAxisTable(viewport.height, originY / size, stepY / size, layer.height / size, nearest),
  };
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
