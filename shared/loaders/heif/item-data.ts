/** The bytes of HEIF items, and what a grid says of itself. */
import type { Size } from '../../base/raster.ts';
import { damagedBoxes, Fields } from './boxes.ts';
import type { Item, ItemFile } from './item-file.ts';
import { sourcesOf } from './pictures.ts';
import { propertyOf } from './properties.ts';

/**
 * The bytes of `item`, its extents in order; a view of the file where there is one extent. Throws UserError
 * `decode-failed` where they lie outside of the file, are empty, or are together longer than the file,
 * which only overlapping extents can be.
 */
export function itemData(bytes: Uint8Array, item: Item): Uint8Array {
  const parts: Uint8Array[] = [];
  let total = 0;
  for (const { at, length } of item.extents) {
    // A length of 0 reaches to the end of the file.
    const end = length === 0 ? bytes.length : at + length;
    if (at >= bytes.length || end > bytes.length) {
      throw damagedBoxes(`the data of item ${item.id} lie beyond the end of the file`);
    }
    total += end - at;
    if (total > bytes.length) throw damagedBoxes(`the data of item ${item.id} overlap themselves`);
    parts.push(bytes.subarray(at, end));
  }
  if (total === 0) throw damagedBoxes(`item ${item.id} has no data`);
  if (parts.length === 1) return parts[0];
  const data = new Uint8Array(total);
  let at = 0;
  for (const part of parts) {
    data.set(part, at);
    at += part.length;
  }
  return data;
}

export interface Grid {
  rows: number;
  columns: number;
  width: number;
  height: number;
  /** rows*columns ids, row by row. */
  tiles: number[];
}

const MAX_TILES = 4096;

/**
 * What the grid `item` is put together from (ISO/IEC 23008-12, 6.6.2.3). Throws UserError `decode-failed`
 * where it has no size, or not the tiles that it says.
 */
export function readGrid(bytes: Uint8Array, file: ItemFile, item: Item): Grid {
  const data = itemData(bytes, item);
  const fields = new Fields(data, { type: 'grid', start: 0, end: data.length });
  fields.uint(1);
  const wide = (fields.uint(1) & 1) === 1 ? 4 : 2;
  const rows = fields.uint(1) + 1;
  const columns = fields.uint(1) + 1;
  const width = fields.uint(wide);
  const height = fields.uint(wide);
  const tiles = sourcesOf(file, item);
  if (width === 0 || height === 0) throw damagedBoxes(`grid ${item.id} has no size`);
  if (tiles.length !== rows * columns || tiles.length > MAX_TILES) {
    throw damagedBoxes(`grid ${item.id} says ${columns}x${rows} tiles and has ${tiles.length}`);
  }
  return { rows, columns, width, height, tiles };
}

/**
 * The most pixels that decoding `item` makes, by what the file declares: of its size box, of its grid, and of
 * what it repeats, the largest width and height. Throws UserError `decode-failed` as readGrid and refuseCycles
 * do.
 */
export function declaredSize(bytes: Uint8Array, file: ItemFile, item: Item): Size {
  refuseCycles(file, item);
  const sizes: Size[] = [];
  let next: Item | undefined = item;
  while (next !== undefined) {
    sizes.push(propertyOf(next.properties, 'size') ?? { width: 0, height: 0 });
    if (next.type === 'grid') sizes.push(readGrid(bytes, file, next));
    next = next.type === 'iden' ? file.items.get(sourcesOf(file, next)[0] ?? -1) : undefined;
  }
  return {
    width: Math.max(...sizes.map(({ width }) => width)),
    height: Math.max(...sizes.map(({ height }) => height)),
  };
}

/**
 * Throws UserError `decode-failed` where `item` is derived from itself through any chain, or from more than
 * 8 levels of other items.
 */
export function refuseCycles(file: ItemFile, item: Item): void {
  const visit = (id: number, above: number[]): void => {
    if (above.includes(id)) throw damagedBoxes(`item ${id} is made of itself`);
    if (above.length === 8) throw damagedBoxes('items are made of items more than 8 levels deep');
    const next = file.items.get(id);
    if (next === undefined) throw damagedBoxes(`item ${id}, a part of another, is not there`);
    for (const source of new Set(sourcesOf(file, next))) visit(source, [...above, id]);
  };
  visit(item.id, []);
}
