/** What is drawn over every pixel of a layer where pixels are large: grid, lattice, values. */
import type { LatticeWeights } from './paint-messages.ts';
import {
  cellOf,
  frameCell,
  contrastOf,
  latticeColorOver,
  luminanceOf,
  visibleRange,
  type Cell,
  type Context,
  type PixelRange,
} from './overlay.ts';
import type { Words } from './reduce.ts';
import { weightLabel } from '../../words/view-labels.ts';
import type { LayerWindow } from '../../geometry/layer-window.ts';

/** Device pixels per image pixel from which on the grid and the lattice are drawn. */
export const GRID_FROM = 8;
/** Device pixels per image pixel from which on values are written into the pixels. */
export const VALUES_FROM = 50;

/** Device pixels that a pixel of the layer takes on its smaller side. */
function sideOf({ stepX, stepY }: LayerWindow): number {
  return 1 / Math.max(stepX, stepY);
}

export function showsPixelGrid(window: LayerWindow): boolean {
  return sideOf(window) >= GRID_FROM;
}

export function showsValues(window: LayerWindow): boolean {
  return sideOf(window) >= VALUES_FROM;
}

/** The channel values of a pixel of the layer, or undefined until they are known. */
export type ValuesAt = (x: number, y: number) => number[] | undefined;

export interface GridOptions {
  /** How much each row and column counts; null where it is not known. */
  lattice: LatticeWeights | null;
  valuesAt: ValuesAt | null;
  /** What is under the grid: its colors decide on those of lattice and values. */
  picture: Words;
  /** Is told of which pixels values are needed. */
  want: (pixels: { x: number; y: number }[]) => void;
}

/** Draws the grid over `layer`, the lattice where it is known, and the values. */
export function drawPixelGrid(
  context: Context,
  window: LayerWindow,
  layer: { width: number; height: number },
  { lattice, valuesAt, picture, want }: GridOptions,
): void {
  const range = visibleRange(window, layer);
  if (range.x1 <= range.x0 || range.y1 <= range.y0) return;
  drawGrid(context, window, range);
  if (lattice !== null) drawLattice(context, window, range, lattice, picture);
  if (valuesAt === null || !showsValues(window)) return;
  want(pixelsOf(range));
  drawValues(context, window, range, valuesAt, lattice, picture);
}

/** The luminance of the pixel that `cell` shows, on the light checkerboard where it is transparent. */
function luminanceUnder(picture: Words, { left, top, width, height }: Cell): number {
  const inside = (from: number, extent: number, side: number): number => {
    const first = Math.max(0, from);
    const last = Math.min(side, from + extent) - 1;
    return Math.min(side - 1, Math.max(0, (first + last) >> 1));
  };
  const x = inside(left, width, picture.width);
  const y = inside(top, height, picture.height);
  const word = picture.data[y * picture.width + x];
  const alpha = (word >>> 24) / 255;
  const over = (value: number): number => value * alpha + CHECKS * (1 - alpha);
  return luminanceOf([word & 255, (word >>> 8) & 255, (word >>> 16) & 255].map(over));
}

/** About what the checkerboard under transparent pixels is. */
const CHECKS = 190;

function pixelsOf({ x0, y0, x1, y1 }: PixelRange): { x: number; y: number }[] {
  const pixels: { x: number; y: number }[] = [];
  for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) pixels.push({ x, y });
  return pixels;
}

/** A hairline between the pixels of `range`, gray so that it shows on any color. */
function drawGrid(context: Context, window: LayerWindow, range: PixelRange): void {
  const first = cellOf(window, range.x0, range.y0);
  const last = cellOf(window, range.x1 - 1, range.y1 - 1);
  const bottom = last.top + last.height;
  const right = last.left + last.width;
  context.fillStyle = 'rgba(128, 128, 128, 0.55)';
  for (let x = range.x0; x <= range.x1; x++) {
    const { left } = cellOf(window, x, range.y0);
    context.fillRect(left, first.top, 1, bottom - first.top);
  }
  for (let y = range.y0; y <= range.y1; y++) {
    const { top } = cellOf(window, range.x0, y);
    context.fillRect(first.left, top, right - first.left, 1);
  }
}

/** The pixels that the machine reads, framed in an orange that differs from them: the heavier, the stronger. */
function drawLattice(
  context: Context,
  window: LayerWindow,
  range: PixelRange,
  { columns, rows }: LatticeWeights,
  picture: Words,
): void {
  const heaviest = largest(columns) * largest(rows) || 1;
  for (let row = range.y0; row < range.y1; row++) {
    if (rows[row] === 0) continue;
    for (let col = range.x0; col < range.x1; col++) {
      const weight = columns[col] * rows[row];
      if (weight === 0) continue;
      const cell = cellOf(window, col, row);
      const color = latticeColorOver(luminanceUnder(picture, cell));
      frameCell(context, cell, color, weight / heaviest);
    }
  }
}

function largest(values: Float64Array): number {
  return values.reduce((max, value) => Math.max(max, value), 0);
}

/** Names of the channels by how many there are. */
const LABELS: Record<number, readonly string[]> = { 3: ['R', 'G', 'B'], 4: ['R', 'G', 'B', 'A'] };
/** Width of a digit of a monospaced font over its size. */
const DIGIT = 0.62;

/**
 * The channel values inside each pixel of `range`, one line per channel, and the weight it has; black or
 * white, whichever stands out more, and small enough for the widest of them. Alpha is left out where
 * every pixel is opaque.
 */
function drawValues(
  context: Context,
  window: LayerWindow,
  range: PixelRange,
  valuesAt: ValuesAt,
  lattice: LatticeWeights | null,
  picture: Words,
): void {
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const known = pixelsOf(range).flatMap(({ x, y }) => {
    const values = valuesAt(x, y);
    return values === undefined ? [] : [{ x, y, values }];
  });
  const isOpaque = known.every(({ values: [, , , alpha] }) => alpha === 255 || alpha === 65535);
  const cells = known.map(({ x, y, values }) => {
    const shown = isOpaque ? values.slice(0, 3) : values;
    const labels = LABELS[values.length] ?? [];
    const lines = shown.map((value, at) => `${labels[at] ?? ''} ${numberText(value)}`.trim());
    const weight = lattice === null ? 0 : lattice.columns[x] * lattice.rows[y];
    if (weight > 0) lines.push(`×${weightLabel(weight)}`);
    return { cell: cellOf(window, x, y), lines };
  });
  const longest = Math.max(1, ...cells.flatMap(({ lines }) => lines.map(({ length }) => length)));
  const most = Math.max(1, ...cells.map(({ lines }) => lines.length));
  for (const { cell, lines } of cells) {
    const { left, top, width, height } = cell;
    const size = Math.floor(
      Math.min((height * 0.74) / (most * 1.15), (width * 0.76) / (longest * DIGIT), 24),
    );
    const under = luminanceUnder(picture, cell);
    context.fillStyle = contrastOf(under, 1) >= contrastOf(under, 0) ? 'white' : 'black';
    context.font = `600 ${size}px ui-monospace, monospace`;
    lines.forEach((text, line) => {
      const at = top + height / 2 + (line - (lines.length - 1) / 2) * size * 1.15;
      context.fillText(text, left + width / 2, at, width * 0.8);
    });
  }
}

function numberText(value: number): string {
  const text = Number.isInteger(value) ? String(value) : value.toFixed(1);
  return text.replace('-', '−');
}
