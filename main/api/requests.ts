/** What the image routes are asked for, checked against the image before an engine is bothered. */
import type { ViewRequest } from '../../shared/pipelines/request.ts';
import type { QueryOf } from '../../shared/api/routes/route.ts';
import type { ROUTES } from '../../shared/api/routes/routes.ts';
import * as contract from '../../shared/api/contract.ts';
import { MAX_MATRIX_SIZES, TileParams, parse } from '../../shared/api/queries.ts';
import type { Region } from '../../shared/finding/finding.ts';
import { atMost, invalid, missing } from '../../shared/base/invalid.ts';
import { sizeOf } from '../../shared/pipelines/request.ts';
import type { Size } from '../../shared/base/raster.ts';
import { sweepSides, type SweepOrder } from '../../shared/analyze/sweep.ts';
import type { MatrixOrder, OpenedImage } from '../engine/images/orders.ts';
import type { OwnPipelines } from './own-pipelines.ts';

type Query<K extends keyof typeof ROUTES> = QueryOf<(typeof ROUTES)[K]>;
type TilePosition = { level: number; col: number; row: number };

/** What queries ask for of views. */
export interface ViewsAsked {
  /** The view that a query asks for. */
  viewOf: (query: Query<'view'>) => ViewRequest;
  /** The same, or null where it names none of its fields. */
  optionalViewOf: (query: Query<'inspect'>) => ViewRequest | null;
  /** The view that a query asks for and what is shown of it; null where it names no view. */
  shownViewOf: (query: Query<'tile'>) => contract.ShownView | null;
}

/** How queries are read where they may name the pipelines of `own` too. */
export function viewsAsked(own: Pick<OwnPipelines, 'ofView'>): ViewsAsked {
  const viewOf: ViewsAsked['viewOf'] = ({ pipeline, width, height, part }) => {
    if ((width === undefined) !== (height === undefined)) {
      throw missing(width === undefined ? 'width' : 'height');
    }
    checkTarget('width times height', { width: width ?? 1, height: height ?? 1 });
    return own.ofView({ pipeline, width, height, part });
  };
  const optionalViewOf: ViewsAsked['optionalViewOf'] = ({ pipeline, width, height, part }) => {
    if ([pipeline, width, height, part].every((field) => field === undefined)) return null;
    if (pipeline === undefined) throw missing('pipeline');
    return viewOf({ pipeline, width, height, part });
  };
  const shownViewOf: ViewsAsked['shownViewOf'] = (query) => {
    const view = optionalViewOf(query);
    return view === null ? null : { ...view, show: query.show };
  };
  return { viewOf, optionalViewOf, shownViewOf };
}

/** The region of the source that a query asks for; it has to lie inside `bounds`. */
export function regionOf(region: Query<'samples'>, bounds: Size): Region {
  return checkRegion(region, bounds, 'width', 'height');
}

/** The sizes (299x299 where there are none) and whether presets take part. */
export function matrixOf({ sizes, presets }: Query<'matrix'>): MatrixOrder {
  if (presets === 'only') return { sizes: [], presets: true };
  const texts = sizes.split(',');
  atMost('the number of sizes', texts.length, MAX_MATRIX_SIZES);
  const read = texts.map((text) => {
    const size = readSize('sizes', text);
    atMost('a side of sizes', Math.max(size.width, size.height), contract.MAX_TARGET_SIDE);
    checkTarget('the pixels of sizes', size);
    return size;
  });
  return { sizes: read, presets: presets === '1' };
}

/** The sizes that a sweep goes through. */
export function sweepOf({ pipeline, from, to, step, aspect }: Query<'sweep'>): SweepOrder {
  checkTarget('the pixels of to', { width: to, height: Math.round((to * aspect) / 1000) });
  return { pipeline: { pipeline }, sides: sweepSides(from, to, step), aspect: aspect / 1000 };
}

/** A table has an entry for every row and column of a source. */
const MOST_SOURCE_SIDE = 1_000_000;

/** The size that `source=WxH` asks for, null where it is left out. */
export function sourceSizeOf({ source }: Query<'pipelines'>, maxPixels: number): Size | null {
  if (source === undefined) return null;
  const size = readSize('source', source);
  atMost('a side of source', Math.max(size.width, size.height), MOST_SOURCE_SIDE);
  atMost('the pixels of source', size.width * size.height, maxPixels);
  return size;
}

function checkTarget(field: string, { width, height }: Size): void {
  atMost(field, width * height, contract.MAX_TARGET_PIXELS);
}

function readSize(field: string, text: string): Size {
  const match = /^([1-9]\d{0,8})x([1-9]\d{0,8})$/.exec(text);
  if (match !== null) return { width: Number(match[1]), height: Number(match[2]) };
  throw invalid('a size such as 299x299', field, text);
}

/** The region that a histogram counts; null: all. Throws UserError `invalid-argument` where a part is missing. */
export function countedRegionOf({ x, y, columns, rows }: Query<'histogram'>): Region | null {
  const given = { x, y, columns, rows };
  const missed = Object.entries(given).filter(([, value]) => value === undefined);
  if (missed.length === 4) return null;
  if (missed.length > 0) throw missing(missed[0][0]);
  return { x: x!, y: y!, width: columns!, height: rows! };
}

/** Bounds of a view whose size its pipeline fixes: the engine, which knows it, checks the rest. */
const LARGEST: Size = { width: contract.MAX_TARGET_SIDE, height: contract.MAX_TARGET_SIDE };

/** The region of a machine view that a query asks for. */
export function viewRegionOf(query: Query<'viewSamples'>, view: ViewRequest): Region {
  const { x, y, columns, rows } = query;
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

/** The tile of a found picture that `params` name; the engine, which has it, checks that it exists. */
export function foundTileOf(params: Record<keyof TilePosition, string>): TilePosition {
  return parse(TileParams, params);
}

/**
 * The tile that `params` name of `view` (null: the source). Tiles of the source's size have to exist; those
 * of a view are the engine's to check.
 */
export function tileOf(
  params: Record<keyof TilePosition, string>,
  view: contract.ShownView | null,
  image: OpenedImage,
): TilePosition {
  const tile = parse(TileParams, params);
  const isSource = view === null || view.show === 'read' || view.show === 'rebuilt';
  const size = isSource ? image.raster : (sizeOf(view) ?? LARGEST);
  atMost(
    'level',
    tile.level,
    isSource ? image.levels - 1 : Math.ceil(Math.log2(contract.MAX_TARGET_SIDE)),
  );
  atMost('col', tile.col, lastTile(size.width, tile.level));
  atMost('row', tile.row, lastTile(size.height, tile.level));
  return tile;
}

function lastTile(side: number, level: number): number {
  return Math.ceil(Math.ceil(side / 2 ** level) / contract.TILE_SIZE) - 1;
}
