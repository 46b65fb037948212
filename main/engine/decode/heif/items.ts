/** The planes of the pictures of an AVIF or HEIC file: one coded picture, or tiles put together. */
import type { Size } from '../../../../shared/base/raster.ts';
import { UserError } from '../../../../shared/base/errors.ts';
import { damagedBoxes } from '../../../../shared/loaders/heif/boxes.ts';
import { declaredSize, itemData, readGrid } from '../../../../shared/loaders/heif/item-data.ts';
import type { Item, ItemFile } from '../../../../shared/loaders/heif/item-file.ts';
import { alphaItem, isPremultiplied, sourcesOf } from '../../../../shared/loaders/heif/pictures.ts';
import { propertyOf } from '../../../../shared/loaders/heif/properties.ts';
import {
  emptyCanvas,
  fitsTiling,
  placeTile,
  widenedAlpha,
  type CodedPlanes,
} from '../../../../shared/loaders/yuv/coded-planes.ts';
import type { Plane, YuvPlanes } from '../../../../shared/loaders/yuv/planes.ts';
import { decodeAv1 } from './av1.ts';
import { decodeHevc } from './hevc.ts';

/**
 * The planes of `item` of the HEIF file `bytes`, as stored: not turned, not cropped. Throws UserError
 * `decode-failed`, or `unsupported-format` for an item that is not of AV1 or HEVC.
 */
export async function decodeItem(
  bytes: Uint8Array,
  file: ItemFile,
  item: Item,
): Promise<YuvPlanes> {
  const size = declaredSize(bytes, file, item);
  const alphaOf = alphaItem(file, item);
  if (alphaOf !== null) refuseLargeAlpha(declaredSize(bytes, file, alphaOf), size);
  const { cicp, ...color } = await decodeColors(bytes, file, item);
  const alpha = alphaOf === null ? null : await decodeAlpha(bytes, file, alphaOf, color);
  return {
    ...color,
    alpha,
    premultiplied: alphaOf !== null && isPremultiplied(file, item, alphaOf),
    // The color box of the item counts; without one, what the samples say of themselves.
    cicp: propertyOf(item.properties, 'cicp')?.cicp ?? cicp,
  };
}

async function decodeColors(bytes: Uint8Array, file: ItemFile, item: Item): Promise<CodedPlanes> {
  if (item.type === 'grid') return decodeGrid(bytes, file, item);
  if (item.type === 'iden') {
    const source = file.items.get(sourcesOf(file, item)[0] ?? -1);
    if (source === undefined) throw damagedBoxes(`item ${item.id} is derived from nothing`);
    return decodeColors(bytes, file, source);
  }
  const size = propertyOf(item.properties, 'size');
  const codec = propertyOf(item.properties, 'codec');
  const known = item.type === 'av01' ? 'av1C' : /^h(vc|ev)1$/.test(item.type) ? 'hvcC' : null;
  if (known === null) {
    throw new UserError(
      'unsupported-format',
      `picture ${item.id} of the file is of the kind "${item.type}"; ` +
        'Scalescope reads those in AV1 and HEVC, and grids of them',
    );
  }
  if (size === null) throw damagedBoxes(`picture ${item.id} has no size`);
  if (codec?.type !== known) throw damagedBoxes(`picture ${item.id} has no ${known} box`);
  const data = itemData(bytes, item);
  const said: Size = { width: size.width, height: size.height };
  if (known === 'hvcC') return decodeHevc(bytes, codec.box, data, said);
  return decodeAv1(data, bytes.subarray(codec.box.start, codec.box.end), said);
}

/** Tiles side by side, what hangs over the right and lower edge cut off. */
async function decodeGrid(bytes: Uint8Array, file: ItemFile, item: Item): Promise<CodedPlanes> {
  const grid = readGrid(bytes, file, item);
  let first: CodedPlanes | null = null;
  let canvas: CodedPlanes | null = null;
  for (let i = 0; i < grid.tiles.length; i++) {
    const tileItem = file.items.get(grid.tiles[i]);
    if (tileItem === undefined || tileItem.type === 'grid') {
      throw damagedBoxes(`tile ${grid.tiles[i]} of grid ${item.id} is no coded picture`);
    }
    refuseLargeTile(tileItem.id, declaredSize(bytes, file, tileItem), grid);
    const tile = await decodeColors(bytes, file, tileItem);
    first ??= tile;
    if (!fitsTiling(grid, first, tile)) {
      throw damagedBoxes(`the tiles of grid ${item.id} differ, or do not cover it`);
    }
    canvas ??= emptyCanvas(grid, tile);
    const row = Math.floor(i / grid.columns);
    placeTile(canvas, tile, (i % grid.columns) * tile.width, row * tile.height);
  }
  if (canvas === null) throw damagedBoxes(`grid ${item.id} has no tiles`);
  return canvas;
}

function isAv1(file: ItemFile, item: Item): boolean {
  const first = item.type === 'grid' ? file.items.get(sourcesOf(file, item)[0] ?? -1) : item;
  return first?.type === 'av01';
}

/** Pixels that a tile may have beyond those of its grid: small pictures lie in tiles of 64x64 and more. */
const SPARE_PIXELS = 1 << 20;

/** Throws before a tile is decoded that is many times larger than what is shown of it. */
function refuseLargeTile(id: number, { width, height }: Size, grid: Size): void {
  if (width === 0 || height === 0) throw damagedBoxes(`tile ${id} has no size`);
  if (width * height > 4 * grid.width * grid.height + SPARE_PIXELS) {
    throw damagedBoxes(`tile ${id} is ${width}x${height}, larger than its grid`);
  }
}

/** Throws before anything is decoded whose alpha is larger than its colors: the limits go by these. */
function refuseLargeAlpha(alpha: Size, { width, height }: Size): void {
  if (alpha.width <= width && alpha.height <= height) return;
  throw damagedBoxes(`alpha is ${alpha.width}x${alpha.height}, the colors ${width}x${height}`);
}

/** Alpha of the size and depth of `color`, in all codes. */
async function decodeAlpha(
  bytes: Uint8Array,
  file: ItemFile,
  item: Item,
  color: Omit<CodedPlanes, 'cicp'>,
): Promise<Plane> {
  const alpha = await decodeColors(bytes, file, item);
  if (alpha.width !== color.width || alpha.height !== color.height || alpha.depth !== color.depth) {
    throw damagedBoxes(
      `alpha is ${alpha.width}x${alpha.height} in ${alpha.depth} bits, ` +
        `the colors ${color.width}x${color.height} in ${color.depth}`,
    );
  }
  // libavif widens a limited range; libheif takes alpha as it is.
  const widens = isAv1(file, item) && !alpha.cicp.fullRange;
  return widens ? widenedAlpha(alpha.y, alpha.depth) : alpha.y;
}
