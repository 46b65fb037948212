/** What is drawn over every pixel of a layer where pixels are large: grid, lattice, values. */
import type { LatticeWeights } from './paint-messages.ts';
import {
  cellOf,
  frameCell,
  LATTICE_COLOR,
  visibleRange,
  type Context,
  type PixelRange,
} from './overlay.ts';
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

/**
 * Draws the grid over `layer`, the lattice where it is known, and the values; `want` is told of
 * which pixels values are needed.
 */
export function drawPixelGrid(
  context: Context,
  window: LayerWindow,
  layer: { width: number; height: number },
  lattice: LatticeWeights | null,
  valuesAt: ValuesAt | null,
  want: (pixels: { x: number; y: number }[]) => void,
): void {
  const range = visibleRange(window, layer);
  if (range.x1 <= range.x0 || range.y1 <= range.y0) return;
  drawGrid(context, window, range);
  if (lattice !== null) drawLattice(context, window, range, lattice);
  if (valuesAt === null || !showsValues(window)) return;
  want(pixelsOf(range));
  drawValues(context, window, range, valuesAt, lattice);
}

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

/** The pixels that the machine reads, framed in orange: the heavier, the stronger. */
function drawLattice(
  context: Context,
  window: LayerWindow,
  range: PixelRange,
  { columns, rows }: LatticeWeights,
): void {
  const heaviest = largest(columns) * largest(rows) || 1;
  for (let row = range.y0; row < range.y1; row++) {
    if (rows[row] === 0) continue;
    for (let col = range.x0; col < range.x1; col++) {
      const weight = columns[col] * rows[row];
      if (weight === 0) continue;
      frameCell(context, cellOf(window, col, row), LATTICE_COLOR, weight / heaviest);
    }
  }
}

function largest(values: Float64Array): number {
  return values.reduce((max, value) => Math.max(max, value), 0);
}

/** The channel values inside each pixel of `range`, one line per channel, and the weight it has. */
function drawValues(
  context: Context,
  window: LayerWindow,
  range: PixelRange,
  valuesAt: ValuesAt,
  lattice: LatticeWeights | null,
): void {
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  for (let y = range.y0; y < range.y1; y++) {
    for (let x = range.x0; x < range.x1; x++) {
      const values = valuesAt(x, y);
      if (values === undefined) continue;
      const { left, top, width, height } = cellOf(window, x, y);
      const weight = lattice === null ? 0 : lattice.columns[x] * lattice.rows[y];
      const lines = values.map(numberText);
      if (weight > 0) lines.push(`×${weightLabel(weight)}`);
      const lineHeight = Math.min(height / 6, width / 4, 26);
      context.font = `600 ${Math.round(lineHeight * 0.92)}px ui-monospace, monospace`;
      lines.forEach((text, line) => {
        const at = top + height / 2 + (line - (lines.length - 1) / 2) * lineHeight;
        const isWeight = line === values.length;
        drawText(context, text, left + width / 2, at, lineHeight, width * 0.8, isWeight);
      });
    }
  }
}

function drawText(
  context: Context,
  text: string,
  x: number,
  y: number,
  size: number,
  room: number,
  isWeight: boolean,
): void {
  context.lineWidth = Math.max(2, size / 5);
  context.strokeStyle = 'rgba(0, 0, 0, 0.85)';
  context.strokeText(text, x, y, room);
  context.fillStyle = isWeight ? '#ffb45e' : 'white';
  context.fillText(text, x, y, room);
}

function numberText(value: number): string {
  const text = Number.isInteger(value) ? String(value) : value.toFixed(1);
  return text.replace('-', '−');
}
