/** What is drawn over the pixels: the grid, the sampled lattice, the hovered pixels, the values. */
import type { Sampling, Weighted } from './sampling.ts';
import type { Rectangle } from './spaces.ts';
import type { LayerWindow } from './window.ts';

/** Device pixels per image pixel from which on the grid is drawn. */
export const GRID_FROM = 8;
/** Device pixels per image pixel from which on values are written into the pixels. */
export const VALUES_FROM = 50;

// Orange and blue stay apart in every common form of color blindness.
const LATTICE = '230, 119, 0';
const TAPS = '0, 144, 255';

/** A pixel that begins in the middle of a device pixel owns it, as the painter has it. */
const TOLERANCE = 1e-9;

/** Side of the ring around a pinned pixel, at least, in device pixels. */
const PINNED_SIDE = 10;

type Context = CanvasRenderingContext2D;

interface Cell {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The device pixels that pixel (x, y) of the layer covers, edges where the painter puts them. */
export function cellOf(window: LayerWindow, x: number, y: number): Cell {
  const edge = (at: number, origin: number, step: number): number =>
    Math.ceil((at - origin) / step - 0.5 - TOLERANCE);
  const left = edge(x, window.originX, window.stepX);
  const top = edge(y, window.originY, window.stepY);
  return {
    left,
    top,
    width: edge(x + 1, window.originX, window.stepX) - left,
    height: edge(y + 1, window.originY, window.stepY) - top,
  };
}

export interface PixelRange {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

/** The pixels of a layer that the window shows: x0..x1 and y0..y1, ends excluded. */
export function visibleRange(
  window: LayerWindow,
  layer: { width: number; height: number },
): PixelRange {
  const { originX, originY, stepX, stepY, viewport } = window;
  return {
    x0: Math.max(0, Math.floor(originX)),
    y0: Math.max(0, Math.floor(originY)),
    x1: Math.min(layer.width, Math.ceil(originX + stepX * viewport.width)),
    y1: Math.min(layer.height, Math.ceil(originY + stepY * viewport.height)),
  };
}

/** A hairline between the pixels of `range`, light and dark so that it shows on any color. */
export function drawGrid(context: Context, window: LayerWindow, range: PixelRange): void {
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
export function drawLattice(
  context: Context,
  window: LayerWindow,
  range: PixelRange,
  { x, y }: Sampling,
): void {
  for (let row = range.y0; row < range.y1; row++) {
    for (let col = range.x0; col < range.x1; col++) {
      const weight = x.influence[col] * y.influence[row];
      if (weight > 0.004) frameCell(context, cellOf(window, col, row), LATTICE, weight);
    }
  }
}

/** The taps of one machine pixel, framed in blue; with a ring where the pixels are too small. */
export function drawTaps(context: Context, window: LayerWindow, taps: readonly Weighted[]): void {
  const largest = taps.reduce((max, { weight }) => Math.max(max, Math.abs(weight)), 0) || 1;
  if (1 / window.stepX < GRID_FROM) {
    for (const ring of ringAround(window, taps)) drawRing(context, ring);
    return;
  }
  for (const { x, y, weight } of taps) {
    frameCell(context, cellOf(window, x, y), TAPS, Math.abs(weight) / largest);
  }
}

function ringAround(window: LayerWindow, taps: readonly Weighted[]): Cell[] {
  if (taps.length === 0) return [];
  const cells = taps.map(({ x, y }) => cellOf(window, x, y));
  const left = Math.min(...cells.map((cell) => cell.left)) - 4;
  const top = Math.min(...cells.map((cell) => cell.top)) - 4;
  const right = Math.max(...cells.map((cell) => cell.left + cell.width)) + 4;
  const bottom = Math.max(...cells.map((cell) => cell.top + cell.height)) + 4;
  return [{ left, top, width: right - left, height: bottom - top }];
}

function drawRing(context: Context, { left, top, width, height }: Cell): void {
  context.lineWidth = 3;
  context.strokeStyle = 'rgba(0, 0, 0, 0.6)';
  context.strokeRect(left - 1, top - 1, width + 2, height + 2);
  context.strokeStyle = `rgb(${TAPS})`;
  context.lineWidth = 2;
  context.strokeRect(left, top, width, height);
}

/** A frame around the pinned pixel, or around its place where it is too small to be seen. */
export function drawPinned(context: Context, window: LayerWindow, x: number, y: number): void {
  const { left, top, width, height } = cellOf(window, x, y);
  const grow = Math.max(2, (PINNED_SIDE - Math.min(width, height)) / 2);
  drawRing(context, {
    left: left - grow,
    top: top - grow,
    width: width + 2 * grow,
    height: height + 2 * grow,
  });
}

/** The outline of the part of the source that the machine view covers, dashed light on dark. */
export function drawCover(context: Context, window: LayerWindow, cover: Rectangle): void {
  const left = Math.round((cover.x - window.originX) / window.stepX);
  const top = Math.round((cover.y - window.originY) / window.stepY);
  const width = Math.round(cover.width / window.stepX);
  const height = Math.round(cover.height / window.stepY);
  context.lineWidth = 3;
  context.strokeStyle = 'rgba(0, 0, 0, 0.75)';
  context.strokeRect(left - 0.5, top - 0.5, width + 1, height + 1);
  context.lineWidth = 1;
  context.strokeStyle = 'rgb(255, 255, 255)';
  context.setLineDash([8, 5]);
  context.strokeRect(left - 0.5, top - 0.5, width + 1, height + 1);
  context.setLineDash([]);
}

/** A thin frame around the hovered pixel. */
export function drawHovered(context: Context, window: LayerWindow, x: number, y: number): void {
  const { left, top, width, height } = cellOf(window, x, y);
  if (width < 3 || height < 3) return;
  context.lineWidth = 1;
  context.strokeStyle = 'rgba(0, 0, 0, 0.9)';
  context.strokeRect(left - 0.5, top - 0.5, width + 1, height + 1);
  context.strokeStyle = 'rgba(255, 255, 255, 0.95)';
  context.strokeRect(left + 0.5, top + 0.5, width - 1, height - 1);
}

/** A frame inside the cell, so that the pixel's own color stays visible in the middle. */
function frameCell(
  context: Context,
  { left, top, width, height }: Cell,
  color: string,
  weight: number,
): void {
  const side = Math.min(width, height);
  const thickness = Math.max(1, Math.min(6, Math.round(side * (0.06 + 0.12 * weight))));
  const halo = side >= 14 ? 1 : 0;
  context.lineJoin = 'miter';
  if (halo > 0) {
    context.lineWidth = thickness + 2;
    context.strokeStyle = `rgba(0, 0, 0, ${0.55 * Math.sqrt(weight)})`;
    strokeInside(context, left + 1, top + 1, width - 1, height - 1, thickness + 2);
  }
  context.lineWidth = thickness;
  context.strokeStyle = `rgba(${color}, ${0.3 + 0.7 * weight})`;
  strokeInside(
    context,
    left + 1 + halo,
    top + 1 + halo,
    width - 1 - 2 * halo,
    height - 1 - 2 * halo,
    thickness,
  );
}

function strokeInside(
  context: Context,
  left: number,
  top: number,
  width: number,
  height: number,
  thickness: number,
): void {
  const half = thickness / 2;
  context.strokeRect(left + half, top + half, width - thickness, height - thickness);
}

/** The channel values inside each pixel of `range`, one line per channel. */
export function drawValues(
  context: Context,
  window: LayerWindow,
  range: PixelRange,
  valuesAt: (x: number, y: number) => number[] | undefined,
): void {
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  for (let y = range.y0; y < range.y1; y++) {
    for (let x = range.x0; x < range.x1; x++) {
      const values = valuesAt(x, y);
      if (values === undefined) continue;
      const { left, top, width, height } = cellOf(window, x, y);
      const lineHeight = Math.min(height / 5, width / 4, 26);
      context.font = `600 ${Math.round(lineHeight * 0.9)}px ui-monospace, monospace`;
      values.forEach((value, channel) => {
        const text = Number.isInteger(value) ? String(value) : value.toFixed(1);
        const at = top + height / 2 + (channel - (values.length - 1) / 2) * lineHeight;
        context.lineWidth = Math.max(2, lineHeight / 5);
        context.strokeStyle = 'rgba(0, 0, 0, 0.85)';
        context.strokeText(text, left + width / 2, at, width * 0.7);
        context.fillStyle = 'white';
        context.fillText(text, left + width / 2, at, width * 0.7);
      });
    }
  }
}
