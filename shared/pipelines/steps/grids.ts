/**
 * Which grid of tiles a model lays over a picture, and the size the picture gets on it. The order of operations is
 * theirs: it decides between grids that are nearly alike.
 *
 * Source: transformers 5.24.0, models/got_ocr2 (InternVL), mllama, llama4, phi4_multimodal and minicpmv4_6,
 * image_processing_*.py; microsoft/Phi-3.5-vision-instruct, image_processing_phi3_v.py.
 */
import { UserError } from '../../base/errors.ts';
import type { Size } from '../../base/raster.ts';
import { nearArea, nearMultiple } from './budget-sizes.ts';
import type { GridChoice, GridStep } from './format.ts';

/** Tiles across and down. */
export interface Grid {
  columns: number;
  rows: number;
}

/** What a step lays over a picture: the tiles, the whole of them, and where the picture lies in it. */
export interface LaidGrid extends Grid {
  tile: Size;
  /** The size the picture is resized to. */
  inner: Size;
  /** Padding before it. */
  left: number;
  top: number;
}

/** The grid of `step` over `picture`; null where it has no tiles. Throws UserError `invalid-argument`. */
export function gridFor(picture: Size, { choose, tile }: GridStep): LaidGrid | null {
  switch (choose.by) {
    case 'aspect': {
      if (Math.max(picture.width, picture.height) <= (choose.above ?? 0)) return null;
      return stretched(nearestAspect(picture, tile, choose), { width: tile, height: tile });
    }
    case 'canvas':
      return onCanvas(picture, tile, choose);
    case 'cover':
      return covered(picture, tile, choose);
    case 'columns':
      return inColumns(picture, tile, choose.most);
    case 'slices':
      return sliced(picture, tile, choose);
  }
}

function stretched({ columns, rows }: Grid, tile: Size): LaidGrid {
  const inner = { width: columns * tile.width, height: rows * tile.height };
  return { columns, rows, tile, inner, left: 0, top: 0 };
}

/** Every grid of `least` to `most` tiles, fewest tiles first, then fewest columns. */
function gridsOf(least: number, most: number): Grid[] {
  const grids: Grid[] = [];
  for (let columns = 1; columns <= most; columns++) {
    for (let rows = 1; rows <= most; rows++) {
      if (columns * rows >= least && columns * rows <= most) grids.push({ columns, rows });
    }
  }
  return grids.sort((a, b) => a.columns * a.rows - b.columns * b.rows);
}

function nearestAspect(
  { width, height }: Size,
  tile: number,
  { least, most }: { least: number; most: number },
): Grid {
  const aspect = width / height;
  let best: Grid = { columns: 1, rows: 1 };
  let difference = Infinity;
  for (const grid of gridsOf(least, most)) {
    const own = Math.abs(aspect - grid.columns / grid.rows);
    if (own > difference) continue;
    const isLarge = width * height > 0.5 * tile * tile * grid.columns * grid.rows;
    if (own < difference || isLarge) best = grid;
    difference = own;
  }
  return best;
}

function onCanvas(
  picture: Size,
  tile: number,
  { most, single }: Extract<GridChoice, { by: 'canvas' }>,
): LaidGrid {
  const as = single ? Math.fround : (value: number) => value;
  const factorOf = ({ columns, rows }: Grid) =>
    Math.min(as((columns * tile) / picture.width), as((rows * tile) / picture.height));
  let best: Grid | null = null;
  let factor = 0;
  for (const grid of gridsOf(1, most)) {
    const own = factorOf(grid);
    const enlarges = own >= 1;
    // Of those that enlarge the least, else the most; the first of equals is the smallest.
    const isBetter =
      best === null || (enlarges ? factor < 1 || own < factor : factor < 1 && own > factor);
    if (!isBetter) continue;
    best = grid;
    factor = own;
  }
  const { columns, rows } = best!;
  const size = { width: tile, height: tile };
  const bound = {
    width: Math.min(Math.max(picture.width, tile), columns * tile),
    height: Math.min(Math.max(picture.height, tile), rows * tile),
  };
  return { columns, rows, tile: size, inner: fitted(picture, bound, 1), left: 0, top: 0 };
}

/** Inside `bound`, the free side cut to a whole number. */
function fitted({ width, height }: Size, bound: Size, least: number): Size {
  const across = bound.width / width;
  const down = bound.height / height;
  return across < down
    ? { width: bound.width, height: Math.max(least, Math.trunc(height * across)) }
    : { width: Math.max(least, Math.trunc(width * down)), height: bound.height };
}

function covered(
  picture: Size,
  tile: number,
  { most, leastSide }: Extract<GridChoice, { by: 'cover' }>,
): LaidGrid {
  const covering = {
    columns: Math.ceil(picture.width / tile),
    rows: Math.ceil(picture.height / tile),
  };
  const { columns, rows } =
    covering.columns * covering.rows > most
      ? nearestAspect(picture, tile, { least: 1, most })
      : covering;
  const inner = fitted(picture, { width: columns * tile, height: rows * tile }, 0);
  const short = Math.min(inner.width, inner.height);
  if (short < leastSide) {
    throw new UserError(
      'invalid-argument',
      `This pipeline refuses pictures as long and narrow as ${picture.width}x${picture.height}: resized, the ` +
        `shorter side would be ${short} pixels, and the least is ${leastSide}.`,
    );
  }
  return { columns, rows, tile: { width: tile, height: tile }, inner, left: 0, top: 0 };
}

function inColumns({ width, height }: Size, tile: number, most: number): LaidGrid {
  const isTall = width < height;
  const ratio = isTall ? height / width : width / height;
  let long = 1;
  while ((long + 1) * Math.ceil((long + 1) / ratio) <= most) long++;
  const along = long * tile;
  const across = Math.trunc(along / ratio);
  const short = Math.ceil(across / tile);
  if (short < 1) {
    throw new UserError(
      'invalid-argument',
      `This pipeline refuses pictures as long and narrow as ${width}x${height}: nothing is left of a side.`,
    );
  }
  const before = Math.trunc((short * tile - across) / 2);
  const size = { width: tile, height: tile };
  return isTall
    ? {
        columns: short,
        rows: long,
        tile: size,
        inner: { width: across, height: along },
        left: before,
        top: 0,
      }
    : {
        columns: long,
        rows: short,
        tile: size,
        inner: { width: along, height: across },
        left: 0,
        top: before,
      };
}

function sliced(
  { width, height }: Size,
  tile: number,
  { most, multiple }: Extract<GridChoice, { by: 'slices' }>,
): LaidGrid | null {
  const wanted = Math.min(Math.ceil((width * height) / (tile * tile)), most);
  if (wanted <= 1) return null;
  const { columns, rows } = nearestLogAspect(Math.log(width / height), wanted, most);
  const slice = {
    width: nearMultiple(width, columns) / columns,
    height: nearMultiple(height, rows) / rows,
  };
  return stretched({ columns, rows }, nearArea(slice, tile, multiple));
}

/** The grid of `count` tiles, or one fewer or more, whose aspect is nearest in logarithms. */
function nearestLogAspect(logAspect: number, count: number, most: number): Grid {
  let best: Grid = { columns: 1, rows: 1 };
  let difference = Infinity;
  for (const tiles of [count - 1, count, count + 1]) {
    if (tiles === 1 || tiles > most) continue;
    for (let rows = 1; rows <= tiles; rows++) {
      if (tiles % rows !== 0) continue;
      const columns = tiles / rows;
      const own = Math.abs(logAspect - Math.log(columns / rows));
      if (own < difference || (own === difference && rows > best.rows)) best = { columns, rows };
      difference = Math.min(difference, own);
    }
  }
  return best;
}
