/** Where pixels lie on the screen, and what is drawn over single ones: hovered, pinned, read. */
import { LATTICE as LATTICE_RGB, TAPS as TAPS_RGB } from '../../../shared/pictures/colors.ts';
import { weightLabel } from '../../words/view-labels.ts';
import type { Weighted } from '../../geometry/sampling.ts';
import type { Rectangle } from '../../geometry/spaces.ts';
import type { LayerWindow } from '../../geometry/layer-window.ts';

/** Device pixels per image pixel from which on single pixels are framed. */
const FRAMES_FROM = 8;
/** Device pixels per image pixel from which on the weights of taps are written into them. */
const WEIGHTS_FROM = 28;

/** Channels as CSS has them, of the colors that evidence pictures have too. */
export const LATTICE_COLOR = LATTICE_RGB.join(', ');
/** In its place where the picture is about as light as it: the same hue, light or dark. */
const LIGHT_LATTICE = [255, 214, 140] as const;
const DARK_LATTICE = [90, 30, 0] as const;
/** Contrast (WCAG 2) below which the usual color does not stand out. */
const LEAST_CONTRAST = 2.4;

/** Relative luminance (WCAG 2) of a color of 0..255 a channel, 0..1. */
export function luminanceOf([r, g, b]:
  readonly [number, number, number] | readonly number[]): number {
  const linear = (value: number): number => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

/** Contrast ratio of two luminances, 1 to 21. */
export function contrastOf(a: number, b: number): number {
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** The color of the lattice over a pixel of `luminance`: one that is lighter or darker than it. */
export function latticeColorOver(luminance: number): string {
  if (contrastOf(luminanceOf(LATTICE_RGB), luminance) >= LEAST_CONTRAST) return LATTICE_COLOR;
  const [light, dark] = [LIGHT_LATTICE, DARK_LATTICE].map((color) =>
    contrastOf(luminanceOf(color), luminance),
  );
  return (light >= dark ? LIGHT_LATTICE : DARK_LATTICE).join(', ');
}

const TAPS = TAPS_RGB.join(', ');

/** A pixel that begins in the middle of a device pixel owns it, as the painter has it. */
const TOLERANCE = 1e-9;

/** Side of the ring around a pinned pixel, at least, in device pixels. */
const PINNED_SIDE = 10;

export type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

export interface Cell {
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

/** The taps of one machine pixel, framed in blue; with a ring where the pixels are too small. */
export function drawTaps(context: Context, window: LayerWindow, taps: readonly Weighted[]): void {
  const largest = taps.reduce((max, { weight }) => Math.max(max, Math.abs(weight)), 0) || 1;
  const side = 1 / Math.max(window.stepX, window.stepY);
  if (side < FRAMES_FROM) {
    for (const ring of ringAround(window, taps)) drawRing(context, ring);
    return;
  }
  for (const { x, y, weight } of taps) {
    const cell = cellOf(window, x, y);
    frameCell(context, cell, TAPS, Math.abs(weight) / largest);
    if (side >= WEIGHTS_FROM) drawWeight(context, cell, weight);
  }
}

/** The weight along the lower edge of its cell, on dark so that it reads on any color. */
function drawWeight(context: Context, { left, top, width, height }: Cell, weight: number): void {
  const size = Math.max(9, Math.min(20, width / 5));
  context.font = `600 ${Math.round(size)}px ui-monospace, monospace`;
  context.textAlign = 'center';
  context.textBaseline = 'bottom';
  const text = weightLabel(weight);
  const room = Math.min(width - 4, context.measureText(text).width + 6);
  context.fillStyle = 'rgba(0, 32, 64, 0.85)';
  context.fillRect(left + (width - room) / 2, top + height - size - 6, room, size + 2);
  context.fillStyle = 'white';
  context.fillText(text, left + width / 2, top + height - 4, width - 8);
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
export function frameCell(
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
    context.strokeStyle = `rgba(0, 0, 0, ${0.2 + 0.35 * Math.sqrt(weight)})`;
    strokeInside(context, left + 1, top + 1, width - 1, height - 1, thickness + 2);
  }
  context.lineWidth = thickness;
  context.strokeStyle = `rgba(${color}, ${0.45 + 0.55 * weight})`;
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
