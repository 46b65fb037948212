/** The views of a grid step: tiles row by row, and the whole beside them. */
import type { Color, GridStep, Step } from './format.ts';
import { gridFor, type LaidGrid } from './grids.ts';
import { resizeTo, windowPicture } from './operations.ts';
import type { Picture } from './picture.ts';

const BLACK: Color = [0];

/** Makes the views that `steps` make of `from`, called `called`. */
export type RunSteps<T> = (steps: readonly Step[], from: Picture, called: string) => T[];

/** The views of `step` in their order; `run` makes each. Throws UserError `invalid-argument`. */
export function gridTiles<T>(picture: Picture, step: GridStep, run: RunSteps<T>): T[] {
  const grid = gridFor(picture.shape, step);
  const canvas = grid === null ? picture : canvasOf(picture, step, grid);
  const tiles = grid === null ? [] : tilesOf(canvas, grid, run);
  const { beside } = step;
  if (beside === undefined || (tiles.length < 2 && !beside.always)) return tiles;
  const whole = run(beside.steps, beside.of === 'canvas' ? canvas : picture, beside.name);
  return beside.at === 'first' ? [...whole, ...tiles] : [...tiles, ...whole];
}

/** The picture at its size, padded to all tiles. */
function canvasOf(picture: Picture, { sampler, color = BLACK }: GridStep, grid: LaidGrid): Picture {
  const { columns, rows, tile, inner, left, top } = grid;
  const at = {
    left: -left || 0,
    top: -top || 0,
    width: columns * tile.width,
    height: rows * tile.height,
  };
  return windowPicture(resizeTo(picture, sampler, inner), at, color);
}

function tilesOf<T>(canvas: Picture, { columns, rows, tile }: LaidGrid, run: RunSteps<T>): T[] {
  return Array.from({ length: columns * rows }, (_, i) => {
    const row = Math.floor(i / columns);
    const column = i % columns;
    const at = { left: column * tile.width, top: row * tile.height, ...tile };
    return run([], windowPicture(canvas, at, BLACK), `tile ${row + 1},${column + 1}`);
  }).flat();
}
