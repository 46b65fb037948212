/**
 * Draws a chart: RGB of 8 bits, equal bytes on every machine. All but its colors are gray, so that color
 * sampling of JPEG, or a conversion to gray, leaves it as it is.
 */
import { makeRaster, type Raster, type Size } from '../../base/raster.ts';
import { glyphOf } from '../../pictures/font.ts';
import { requireChartSize, sizeText } from './chart-size.ts';
import { cellsOf, textsOf, type Cell, type ChartText } from './layout.ts';
import { markOf, parabolaWave } from './marks.ts';
import { mixed, mixedLevel, seedOf } from './seeded.ts';

const MIDDLE = 128;
/** With the marks of both axes it stays within 0 to 255, so that nothing is cut off. */
const DETAIL = 68;

/** Three colors whose order tells that of the channels, and whose brightness a conversion to gray. */
export const COLORS = [
  [208, 48, 64],
  [48, 192, 64],
  [64, 48, 224],
] as const;

/** The chart of `size`, HxWx3. Throws UserError `invalid-argument` for a size that no chart has. */
export function makeChart(size: Size): Raster<Uint8Array> {
  requireChartSize(size);
  const { width, height } = size;
  const gray = grayOf(size);
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < gray.length; i++) data.fill(gray[i], 3 * i, 3 * i + 3);
  for (const cell of cellsOf(size)) if (cell.kind === 'colors') drawColors(data, width, cell);
  return makeRaster(width, height, 3, data);
}

function grayOf(size: Size): Uint8Array {
  const { width, height } = size;
  const across = markOf(size, 'x');
  const down = markOf(size, 'y');
  const seed = seedOf(`detail ${sizeText(size)}`);
  const gray = new Uint8Array(width * height);
  for (const cell of cellsOf(size)) {
    const draw = DRAW[cell.kind];
    for (let y = cell.top; y < cell.top + cell.height; y++) {
      for (let x = cell.left; x < cell.left + cell.width; x++) {
        gray[y * width + x] = level(
          draw({ x, y, cell, seed, width, mark: across[x] + down[y], across, down }),
        );
      }
    }
  }
  for (const text of textsOf(size)) drawText(gray, width, text);
  return gray;
}

function level(value: number): number {
  return Math.min(255, Math.max(0, Math.floor(value + 0.5)));
}

interface Place {
  x: number;
  y: number;
  cell: Cell;
  seed: number;
  width: number;
  mark: number;
  across: Float64Array;
  down: Float64Array;
}

const DRAW: Record<Cell['kind'], (place: Place) => number> = {
  'bars-down': ({ x, seed, across }) => MIDDLE + across[x] + DETAIL * mixedLevel(seed ^ 1, x),
  'bars-across': ({ y, seed, down }) => MIDDLE + down[y] + DETAIL * mixedLevel(seed ^ 2, y),
  noise: ({ x, y, seed, width, mark }) =>
    MIDDLE + mark + DETAIL * mixedLevel(seed ^ 3, y * width + x),
  zone: zonePlate,
  checkers: ({ x, y, cell }) => {
    const right = x - cell.left >= cell.width / 2 ? 1 : 0;
    const below = y - cell.top >= cell.height / 2 ? 2 : 0;
    const side = [1, 2, 3, 8][right + below];
    const isOdd = (Math.floor(x / side) + Math.floor(y / side)) % 2 === 1;
    return isOdd ? 255 : 0;
  },
  edges: ({ x, y, cell }) => {
    const along = x - cell.left + (y - cell.top) / 5;
    const period = Math.max(12, Math.round(cell.width / 5));
    return Math.floor(along / period) % 2 === 0 ? 24 : 232;
  },
  phase: ({ x, y, cell, mark }) => {
    const row = Math.floor(((y - cell.top) * 4) / cell.height);
    const period = [5, 7, 11, 16][row];
    return MIDDLE + mark + ((x - cell.left) % period === row % period ? DETAIL : -DETAIL / 4);
  },
  text: () => 255,
  words: ({ x, cell, y }) => {
    const right = x - cell.left >= cell.width / 2 ? 1 : 0;
    const below = y - cell.top >= cell.height / 2 ? 2 : 0;
    return lined(x, [2, 3, 4, 6][right + below], false);
  },
  colors: () => MIDDLE,
};

/** Rings that get finer from the middle of the cell to its corners, where they reach half a period a pixel. */
function zonePlate({ x, y, cell, mark }: Place): number {
  const dx = x - cell.left - cell.width / 2;
  const dy = y - cell.top - cell.height / 2;
  const far = Math.max(cell.width, cell.height) / 2;
  return MIDDLE + mark + DETAIL * parabolaWave((dx * dx + dy * dy) / (4 * far));
}

function lined(x: number, period: number, isTurned: boolean): number {
  const isFirst = x % period < period / 2;
  return isFirst !== isTurned ? 255 : 0;
}

function drawText(gray: Uint8Array, width: number, { text, left, top, scale, period }: ChartText) {
  [...text].forEach((letter, i) => {
    glyphOf(letter).forEach((bits, row) => {
      for (let column = 0; column < 5; column++) {
        if (((bits >> (4 - column)) & 1) === 0) continue;
        for (let dy = 0; dy < scale; dy++) {
          for (let dx = 0; dx < scale; dx++) {
            const x = left + (6 * i + column) * scale + dx;
            const y = top + row * scale + dy;
            gray[y * width + x] = period === 0 ? 0 : lined(x, period, true);
          }
        }
      }
    });
  });
}

function drawColors(data: Uint8Array, width: number, { left, top, ...cell }: Cell): void {
  for (let y = 0; y < cell.height; y++) {
    for (let x = 0; x < cell.width; x++) {
      const color = COLORS[Math.min(2, Math.floor((x * 3) / cell.width))];
      for (let c = 0; c < 3; c++) {
        const grain = (mixed(c, y * width + x) % 33) - 16;
        data[((y + top) * width + x + left) * 3 + c] = color[c] + grain;
      }
    }
  }
}
