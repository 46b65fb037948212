/** What the image routes are asked for, checked against the image before an engine is bothered. */
import * as contract from '../../shared/contract.ts';
import { UserError } from '../../shared/errors.ts';
import type { Region } from '../../shared/finding.ts';
import { sizeOf } from '../../shared/pipelines/request.ts';
import type { Size } from '../../shared/raster.ts';
import { sweepSides, type SweepOrder } from '../../shared/sweep.ts';
import type { SpectrumOptions } from '../../shared/spectrum/spectrum.ts';
import type { MatrixOrder, OpenedImage } from '../engine/orders.ts';

type Query = Record<string, string>;
type TilePosition = { level: number; col: number; row: number };

/** The view that `query` asks for. */
export function readView(query: Query): contract.ViewRequest {
  const { pipeline, width, height, part } = contract.parse(contract.ViewQuery, query);
  if ((width === undefined) !== (height === undefined)) {
    const missing = width === undefined ? 'width' : 'height';
    throw new UserError('invalid-argument', `${missing} is missing`);
  }
  checkTarget('width times height', { width: width ?? 1, height: height ?? 1 });
  return { pipeline, width, height, part };
}

/** The view that `query` asks for, and what is shown of it. */
export function readShownView(query: Query): contract.ShownView {
  return { ...readView(query), ...contract.parse(contract.ShownQuery, query) };
}

/** The view that `query` asks for, or null where it names none of its fields. */
export function readOptionalView(query: Query): contract.ViewRequest | null {
  return asksForView(query) ? readView(query) : null;
}

function asksForView(query: Query): boolean {
  return ['pipeline', 'width', 'height', 'part'].some((field) => field in query);
}

/** The tile of a found picture that `params` name; the engine, which has it, checks that it exists. */
export function readFoundTile(params: Query): TilePosition {
  return contract.parse(contract.TileParams, params);
}

/** The region of the source that `query` asks for; it has to lie inside `bounds`. */
export function readRegion(query: Query, bounds: Size): Region {
  const region = contract.parse(contract.RegionQuery, query);
  return checkRegion(region, bounds, 'width', 'height');
}

/** The sizes (299x299 where there are none) and whether presets take part. */
export function readMatrix(query: Query): MatrixOrder {
  const { sizes, presets } = contract.parse(contract.MatrixQuery, query);
  const texts = sizes.split(',');
  atMost('the number of sizes', texts.length, contract.MAX_MATRIX_SIZES);
  const read = texts.map((text) => {
    const size = readSize('sizes', text);
    atMost('a side of sizes', Math.max(size.width, size.height), contract.MAX_TARGET_SIDE);
    checkTarget('the pixels of sizes', size);
    return size;
  });
  return { sizes: read, presets: presets === '1' };
}

/** How the spectrum that `query` asks for is made, and the view whose peaks it predicts. */
export function readSpectrum(query: Query): {
  options: SpectrumOptions;
  view: contract.ViewRequest | null;
} {
  const options = contract.parse(contract.SpectrumQuery, query);
  return { options, view: 'pipeline' in query ? readView(query) : null };
}

/** The sizes that a sweep goes through. */
export function readSweep(query: Query): SweepOrder {
  const { pipeline, from, to, step, aspect } = contract.parse(contract.SweepQuery, query);
  checkTarget('the pixels of to', { width: to, height: Math.round((to * aspect) / 1000) });
  return { pipeline: { pipeline }, sides: sweepSides(from, to, step), aspect: aspect / 1000 };
}

/** The size that `source=WxH` asks for, null where it is left out. */
export function readSourceSize(query: Query, maxPixels: number): Size | null {
  const { source } = contract.parse(contract.SourceQuery, query);
  if (source === undefined) return null;
  const size = readSize('source', source);
  atMost('the pixels of source', size.width * size.height, maxPixels);
  return size;
}

function checkTarget(field: string, { width, height }: Size): void {
  atMost(field, width * height, contract.MAX_TARGET_PIXELS);
}

function readSize(field: string, text: string): Size {
  const match = /^([1-9]\d{0,8})x([1-9]\d{0,8})$/.exec(text);
  if (match !== null) return { width: Number(match[1]), height: Number(match[2]) };
  throw new UserError(
    'invalid-argument',
    `Expected a size such as 299x299 for ${field} but received ${JSON.stringify(text.slice(0, 40))}`,
  );
}

/** Bounds of a view whose size its pipeline fixes: the engine, which knows it, checks the rest. */
const LARGEST: Size = { width: contract.MAX_TARGET_SIDE, height: contract.MAX_TARGET_SIDE };

/** The region of a machine view that `query` asks for. */
export function readViewRegion(query: Query, view: contract.ViewRequest): Region {
  const { x, y, columns, rows } = contract.parse(contract.ViewRegionQuery, query);
  const bounds = sizeOf(view) ?? LARGEST;
  return checkRegion({ x, y, width: columns, height: rows }, bounds, 'columns', 'rows');
}

function checkRegion(
  region: Region,
  bounds: Size,
  widthField: string,
  heightField: string,
): Region {
  const { x, y, width, height } = region;
  atMost('x', x, bounds.width - 1);
  atMost('y', y, bounds.height - 1);
  atMost(widthField, width, bounds.width - x);
  atMost(heightField, height, bounds.height - y);
  atMost(`${widthField} times ${heightField}`, width * height, contract.MAX_SAMPLE_PIXELS);
  return region;
}

/**
 * The tile that `params` name and the view that `query` asks for (null: the source). Tiles of the
 * source's size have to exist; those of a view are the engine's to check.
 */
export function readTile(
  params: Query,
  query: Query,
  image: OpenedImage,
): { view: contract.ShownView | null; tile: TilePosition } {
  const tile = contract.parse(contract.TileParams, params);
  const view = asksForView(query) ? readShownView(query) : null;
  const isSource = view === null || view.show === 'read' || view.show === 'rebuilt';
  const size = isSource ? image.raster : (sizeOf(view) ?? LARGEST);
  atMost(
    'level',
    tile.level,
    isSource ? image.levels - 1 : Math.ceil(Math.log2(contract.MAX_TARGET_SIDE)),
  );
  atMost('col', tile.col, lastTile(size.width, tile.level));
  atMost('row', tile.row, lastTile(size.height, tile.level));
  return { view, tile };
}

function lastTile(side: number, level: number): number {
  return Math.ceil(Math.ceil(side / 2 ** level) / contract.TILE_SIZE) - 1;
}

function atMost(field: string, value: number, limit: number): void {
  if (value <= limit) return;
  throw new UserError(
    'invalid-argument',
    `Expected at most ${limit} for ${field} but received ${value}`,
  );
}
