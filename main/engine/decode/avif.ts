/** AVIF: the planes of the picture that is asked for, its tiles put together and its alpha beside it. */
import { UserError } from '../../../shared/base/errors.ts';
import type { Size } from '../../../shared/base/raster.ts';
import { damagedBoxes } from '../../../shared/loaders/heif/boxes.ts';
import { itemData, readGrid, refuseCycles } from '../../../shared/loaders/heif/item-data.ts';
import type { Item, ItemFile } from '../../../shared/loaders/heif/item-file.ts';
import { alphaItem, isPremultiplied } from '../../../shared/loaders/heif/pictures.ts';
import { propertyOf, type Cicp } from '../../../shared/loaders/heif/properties.ts';
import { chromaSize, type Plane, type YuvPlanes } from '../../../shared/loaders/yuv/planes.ts';
import { decodeAv1, type Av1Planes } from './av1-samples.ts';

/** Planes of one item, and what its own samples say of color. */
type ItemPlanes = Av1Planes;

/**
 * The planes of `item` of the AVIF file `bytes`, as stored: not turned, not cropped. Throws UserError
 * `decode-failed` or `unsupported-format` (an item that is not AV1 and no grid of AV1).
 */
export async function decodeAvifItem(
  bytes: Uint8Array,
  file: ItemFile,
  item: Item,
): Promise<YuvPlanes> {
  refuseCycles(file, item);
  const color = await decodeItem(bytes, file, item);
  const { header } = color;
  const alphaOf = alphaItem(file, item);
  const alpha = alphaOf === null ? null : await decodeAlpha(bytes, file, alphaOf, color);
  return {
    width: color.width,
    height: color.height,
    depth: header.depth,
    halfColumns: !header.monochrome && header.halfColumns,
    halfRows: !header.monochrome && header.halfRows,
    y: color.y,
    u: color.u,
    v: color.v,
    alpha,
    premultiplied: alphaOf !== null && isPremultiplied(file, item, alphaOf),
    cicp: cicpOf(item, header.cicp),
  };
}

/** The color box of the item counts; without one, what the AV1 samples say of themselves. */
function cicpOf(item: Item, ofSamples: Cicp): Cicp {
  return propertyOf(item.properties, 'cicp')?.cicp ?? ofSamples;
}

async function decodeItem(bytes: Uint8Array, file: ItemFile, item: Item): Promise<ItemPlanes> {
  if (item.type === 'grid') return decodeGrid(bytes, file, item);
  const size = propertyOf(item.properties, 'size');
  const codec = propertyOf(item.properties, 'codec');
  if (item.type !== 'av01' || codec?.type !== 'av1C') {
    throw new UserError(
      'unsupported-format',
      `item ${item.id} of the file is of the kind "${item.type}", not a picture in AV1`,
    );
  }
  if (size === null) throw damagedBoxes(`item ${item.id} has no size`);
  const config = bytes.subarray(codec.box.start, codec.box.end);
  return decodeAv1(itemData(bytes, item), config, { width: size.width, height: size.height });
}

/** Tiles side by side, what hangs over the right and lower edge cut off. */
async function decodeGrid(bytes: Uint8Array, file: ItemFile, item: Item): Promise<ItemPlanes> {
  const grid = readGrid(bytes, file, item);
  let canvas: ItemPlanes | null = null;
  for (let i = 0; i < grid.tiles.length; i++) {
    const tileItem = file.items.get(grid.tiles[i]);
    if (tileItem === undefined || tileItem.type === 'grid') {
      throw damagedBoxes(`tile ${grid.tiles[i]} of grid ${item.id} is no coded picture`);
    }
    const tile = await decodeItem(bytes, file, tileItem);
    canvas ??= emptyCanvas(grid, tile);
    if (!fits(grid, canvas, tile)) {
      throw damagedBoxes(`the tiles of grid ${item.id} differ, or do not cover it`);
    }
    const [left, top] = [
      (i % grid.columns) * tile.width,
      Math.floor(i / grid.columns) * tile.height,
    ];
    place(canvas, tile, left, top);
  }
  if (canvas === null) throw damagedBoxes(`grid ${item.id} has no tiles`);
  return canvas;
}

interface Canvas extends ItemPlanes {
  tile: Size;
}

function emptyCanvas({ width, height }: Size, { header, width: w, height: h }: ItemPlanes): Canvas {
  const Samples = header.depth > 8 ? Uint16Array : Uint8Array;
  const chroma = chromaSize({ width, height, ...header });
  const plane = () => (header.monochrome ? null : new Samples(chroma.width * chroma.height));
  const y = new Samples(width * height);
  return { width, height, header, y, u: plane(), v: plane(), tile: { width: w, height: h } };
}

function fits(
  grid: { rows: number; columns: number },
  canvas: ItemPlanes & Partial<Canvas>,
  tile: ItemPlanes,
): boolean {
  const first = canvas.tile ?? tile;
  const { header } = canvas;
  return (
    tile.width === first.width &&
    tile.height === first.height &&
    tile.header.depth === header.depth &&
    tile.header.monochrome === header.monochrome &&
    tile.header.halfColumns === header.halfColumns &&
    tile.header.halfRows === header.halfRows &&
    tile.width * grid.columns >= canvas.width &&
    tile.height * grid.rows >= canvas.height &&
    tile.width * (grid.columns - 1) < canvas.width &&
    tile.height * (grid.rows - 1) < canvas.height
  );
}

function place(canvas: ItemPlanes, tile: ItemPlanes, left: number, top: number): void {
  copy(tile.y, tile, canvas.y, canvas, left, top);
  if (canvas.u === null || canvas.v === null || tile.u === null || tile.v === null) return;
  const { halfColumns, halfRows } = canvas.header;
  const from = chromaSize({ ...tile, halfColumns, halfRows });
  const to = chromaSize({ ...canvas, halfColumns, halfRows });
  const [x, y] = [halfColumns ? left >> 1 : left, halfRows ? top >> 1 : top];
  copy(tile.u, from, canvas.u, to, x, y);
  copy(tile.v, from, canvas.v, to, x, y);
}

function copy(from: Plane, size: Size, to: Plane, canvas: Size, left: number, top: number): void {
  const width = Math.min(size.width, canvas.width - left);
  const rows = Math.min(size.height, canvas.height - top);
  for (let row = 0; row < rows; row++) {
    const start = row * size.width;
    to.set(from.subarray(start, start + width), (top + row) * canvas.width + left);
  }
}

/** Alpha of the size and depth of `color`, in all codes. */
async function decodeAlpha(
  bytes: Uint8Array,
  file: ItemFile,
  item: Item,
  color: ItemPlanes,
): Promise<Plane> {
  refuseCycles(file, item);
  const { width, height, header, y } = await decodeItem(bytes, file, item);
  if (width !== color.width || height !== color.height || header.depth !== color.header.depth) {
    throw damagedBoxes(
      `alpha is ${width}x${height} in ${header.depth} bits, the colors ` +
        `${color.width}x${color.height} in ${color.header.depth}`,
    );
  }
  return header.cicp.fullRange ? y : widened(y, header.depth);
}

/** Limited range to full, in whole numbers, as libavif does it. */
function widened(plane: Plane, depth: number): Plane {
  const unit = 1 << (depth - 8);
  const max = (1 << depth) - 1;
  const [low, range] = [16 * unit, 219 * unit];
  return plane.map((code) =>
    Math.min(max, Math.max(0, Math.trunc(((code - low) * max + (range >> 1)) / range))),
  );
}
