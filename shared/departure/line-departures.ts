/** What is left of departures without what the lines of the picture explain (lines.ts). */
import type { ChannelView } from './channel-view.ts';
import type { LineRoom } from './line-sums.ts';
import { lineDifferences, type CellCodes, type LineDifferences } from './lines.ts';
import type { AxisTaps } from '../resample/taps/taps.ts';
import type { PixelMasks, Tile } from './untouched.ts';

/** The departures of one tile: what is seen in its cells, and its untouched pixels. */
export interface LookedInto {
  tile: Tile;
  masks: PixelMasks;
}

/** The tables of the antialiased view. */
export interface Areas {
  x: AxisTaps;
  y: AxisTaps;
}

/**
 * Lessens the `departure` of the cells that are `wanted` (1 of all cells) to what the row view, the
 * column view and both leave of `difference`, in a tile; both in grey levels.
 */
export function takeOffLines(
  view: ChannelView,
  { tile, masks }: LookedInto,
  wanted: Uint8Array,
  difference: Float64Array,
  codes: CellCodes,
  scale: number,
  areas: Areas,
  departure: Float64Array,
  room: LineRoom,
): void {
  const box = boxWhere(wanted, view.cells.width, tile);
  if (box === null) return;
  const { source, channel, cells, tables } = view;
  const rowAxis = { taps: tables.y, area: areas.y, cells: cells.y, along: cells.x };
  const columnAxis = { taps: tables.x, area: areas.x, cells: cells.x, along: cells.y };
  const differences = (lines: 'rows' | 'columns', axis: typeof rowAxis): LineDifferences =>
    lineDifferences(lines, source, channel, cells, axis, box, masks, wanted, codes, room);
  const byRow = differences('rows', rowAxis);
  const byColumn = differences('columns', columnAxis);
  for (let j = box.top, n = 0; j < box.bottom; j++) {
    for (let i = box.left; i < box.right; i++, n++) {
      const cell = j * cells.width + i;
      if (wanted[cell] === 0) continue;
      const seen = difference[cell];
      const own = unexplained(seen, scale * byRow.own[n], scale * byColumn.own[n]);
      const wide = unexplained(seen, scale * byRow.wide[n], scale * byColumn.wide[n]);
      departure[cell] = Math.min(departure[cell], own, wide);
    }
  }
}

/** The box around the wanted cells of a tile; null where there is none. */
function boxWhere(wanted: Uint8Array, width: number, tile: Tile): Tile | null {
  const box = { left: tile.right, top: tile.bottom, right: 0, bottom: 0 };
  for (let j = tile.top; j < tile.bottom; j++) {
    for (let i = tile.left; i < tile.right; i++) {
      if (wanted[j * width + i] === 0) continue;
      box.left = Math.min(box.left, i);
      box.right = Math.max(box.right, i + 1);
      box.top = Math.min(box.top, j);
      box.bottom = j + 1;
    }
  }
  return box.right > 0 ? box : null;
}

/** The least square of a difference less that of the row view, of the column view, and of both. */
function unexplained(difference: number, row: number, column: number): number {
  let least = Infinity;
  if (!Number.isNaN(row)) least = Math.min(least, (difference - row) ** 2);
  if (!Number.isNaN(column)) least = Math.min(least, (difference - column) ** 2);
  const both = difference - row - column;
  return Number.isNaN(both) ? least : Math.min(least, both * both);
}
