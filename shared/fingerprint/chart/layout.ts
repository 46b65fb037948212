/**
 * Where a chart has which pattern: a grid of 8 by 8 cells. Two rows of cells hold only bars that run down, two
 * columns only bars that run across: what a resize makes of them depends on one axis alone. Texts and words
 * that only a sparse sampler shows serve readers that answer in words.
 */
import type { Size } from '../../base/raster.ts';
import { mixed, seedOf } from './seeded.ts';
import { sizeText } from './chart-size.ts';

export const GRID = 8;

/**
 * bars-down: constant along y; bars-across: constant along x; noise; zone: a zone plate; checkers; edges: slanted
 * edges; phase: lines that step through the phases; text; words: shown by sparse samplers alone; colors.
 */
export type CellKind =
  | 'bars-down'
  | 'bars-across'
  | 'noise'
  | 'zone'
  | 'checkers'
  | 'edges'
  | 'phase'
  | 'text'
  | 'words'
  | 'colors';

const KINDS: Record<string, CellKind> = {
  '-': 'bars-down',
  '|': 'bars-across',
  n: 'noise',
  z: 'zone',
  c: 'checkers',
  e: 'edges',
  p: 'phase',
  t: 'text',
  w: 'words',
  k: 'colors',
};

const PLAN = [
  'n|zec|np',
  't|nzw|cn',
  '--------',
  'n|pzn|te',
  'c|nkn|zn',
  '--------',
  'e|npz|nt',
  'n|znc|wn',
];

/** The rows and the columns of cells that hold bars. */
export const BAR_ROWS: readonly number[] = [2, 5];
export const BAR_COLUMNS: readonly number[] = [1, 5];

export interface Cell extends Size {
  kind: CellKind;
  left: number;
  top: number;
}

/** Where cell `i` of `length` pixels begins. */
export function cellStart(length: number, i: number): number {
  return Math.round((length * i) / GRID);
}

/** The cells of a chart of `size`, row by row. */
export function cellsOf({ width, height }: Size): Cell[] {
  return PLAN.flatMap((kinds, row) =>
    [...kinds].map((kind, column) => {
      const left = cellStart(width, column);
      const top = cellStart(height, row);
      return {
        kind: KINDS[kind],
        left,
        top,
        width: cellStart(width, column + 1) - left,
        height: cellStart(height, row + 1) - top,
      };
    }),
  );
}

/** A text in a chart, in pixels of it; each pixel of its glyphs has `scale` by `scale` pixels. */
export interface ChartText {
  text: string;
  left: number;
  top: number;
  scale: number;
  /** 0 for ink on paper; else the period of the lines whose phase the letters turn around. */
  period: number;
}

/** Letters that are not mistaken for one another. */
const LETTERS = 'ACEFHJKLMNPRTUVXY3479';
const STEP = 6;
const LINE = 9;
const SCALES = [4, 3, 2, 1];
const PERIODS = [2, 3, 4, 6];

/** The texts of a chart of `size`, no two of them alike. */
export function textsOf(size: Size): ChartText[] {
  const seed = seedOf(`text ${sizeText(size)}`);
  const texts: ChartText[] = [];
  const word = (length: number): string =>
    Array.from({ length }, (_, i) => {
      const place = texts.length * 32 + i;
      return LETTERS[mixed(seed, place) % LETTERS.length];
    }).join('');
  for (const cell of cellsOf(size)) {
    if (cell.kind === 'text') {
      let top = cell.top + 3;
      for (const scale of SCALES) {
        const length = Math.min(8, Math.floor((cell.width - 6) / (STEP * scale)));
        if (length < 3 || top + 7 * scale > cell.top + cell.height) continue;
        texts.push({ text: word(length), left: cell.left + 3, top, scale, period: 0 });
        top += LINE * scale;
      }
    }
    if (cell.kind === 'words') {
      const half = { width: cell.width / 2, height: cell.height / 2 };
      const scale = Math.floor(Math.min((half.width - 4) / (STEP * 3), (half.height - 4) / 7));
      if (scale < 1) continue;
      PERIODS.forEach((period, i) => {
        const left = Math.round(cell.left + (i % 2) * half.width + 2);
        const top = Math.round(cell.top + Math.floor(i / 2) * half.height + 2);
        texts.push({ text: word(3), left, top, scale, period });
      });
    }
  }
  return texts;
}
