/**
 * The sampled lattice on the source: a region at whole zoom by nearest neighbor, and every pixel that
 * the machine reads framed in orange, the more weight the thicker and the stronger. The same drawing
 * as the viewer's overlay.
 */
import type { IntegerSamples, Raster, Size } from '../base/raster.ts';
import { influenceOf } from '../resample/lattice.ts';
import type { AxisTaps } from '../resample/taps/taps.ts';
import {
  fillRect,
  frameRect,
  rgbOf,
  withCaption,
  zoomNearest,
  type Canvas,
  type Rect,
} from './canvas.ts';
import { BLACK, LATTICE, type Rgb } from './colors.ts';

/** A view's tables, and its source pixels per output. */
export interface LatticeView {
  x: AxisTaps;
  y: AxisTaps;
  periodX: number;
  periodY: number;
}

interface ViewTables extends Size {
  x: AxisTaps;
  y: AxisTaps;
  frame: Rect;
}

/** Weights below this are not seen. */
const LEAST_WEIGHT = 0.004;
const GRID: Rgb = [128, 128, 128];

/** Width of the picture, about, in pixels; outputs that are shown across, about. */
const WIDTH = 960;
const OUTPUTS = 4;
const LEAST_SIDE = 24;
const MOST_SIDE = 96;

/** The tables of a pipeline's view that covers `frame`, and the place in its middle. */
export function latticeOf({ x, y, frame, width, height }: ViewTables): {
  view: LatticeView;
  middle: { x: number; y: number };
} {
  return {
    view: { x, y, periodX: frame.width / width, periodY: frame.height / height },
    middle: { x: frame.x + frame.width / 2, y: frame.y + frame.height / 2 },
  };
}

/** The region of `source` around (centerX, centerY) that shows a few outputs of `view`. */
export function latticeRegion(
  source: Size,
  view: LatticeView,
  centerX: number,
  centerY: number,
): Rect {
  const side = (period: number, most: number): number =>
    Math.min(most, Math.max(LEAST_SIDE, Math.min(MOST_SIDE, Math.round(OUTPUTS * period))));
  const width = side(view.periodX, source.width);
  const height = Math.min(side(view.periodY, source.height), Math.max(1, Math.round(width * 0.75)));
  const start = (center: number, length: number, size: number): number =>
    Math.min(size - length, Math.max(0, Math.round(center - length / 2)));
  return {
    x: start(centerX, width, source.width),
    y: start(centerY, height, source.height),
    width,
    height,
  };
}

/** Pixels of the picture that a source pixel of `region` is wide. */
export function latticeZoom(region: Size): number {
  return Math.max(4, Math.round(WIDTH / region.width));
}

/** `region` of `source` with the pixels that `view` reads and, unless `title` is null, a caption. */
export function drawLatticeZoom(
  source: Raster<IntegerSamples>,
  view: LatticeView,
  region: Rect,
  title: string | null,
): Canvas {
  const zoom = latticeZoom(region);
  const canvas = zoomNearest(rgbOf(source), region, zoom);
  if (zoom >= 8) drawGrid(canvas, zoom);
  const influenceX = influenceOf(view.x);
  const influenceY = influenceOf(view.y);
  for (let row = 0; row < region.height; row++) {
    for (let column = 0; column < region.width; column++) {
      const weight = influenceX[region.x + column] * influenceY[region.y + row];
      if (weight < LEAST_WEIGHT) continue;
      frameCell(canvas, column * zoom, row * zoom, zoom, Math.min(1, weight));
    }
  }
  return withCaption(canvas, [
    title,
    `source pixels ${region.x},${region.y} to ${region.x + region.width - 1},` +
      `${region.y + region.height - 1}, each ${zoom} wide`,
    `orange: read by the machine, thicker: more weight`,
    `one output every ${view.periodX.toFixed(2)} pixels across and ${view.periodY.toFixed(2)} down`,
  ]);
}

function drawGrid(canvas: Canvas, zoom: number): void {
  for (let x = 0; x < canvas.width; x += zoom) {
    fillRect(canvas, { x, y: 0, width: 1, height: canvas.height }, GRID, 0.55);
  }
  for (let y = 0; y < canvas.height; y += zoom) {
    fillRect(canvas, { x: 0, y, width: canvas.width, height: 1 }, GRID, 0.55);
  }
}

/** A frame inside the cell, so that the pixel's own color stays visible in the middle. */
function frameCell(canvas: Canvas, x: number, y: number, side: number, weight: number): void {
  const thickness = Math.max(1, Math.min(6, Math.round(side * (0.06 + 0.12 * weight))));
  const halo = side >= 14 ? 1 : 0;
  const cell = { x: x + 1, y: y + 1, width: side - 1, height: side - 1 };
  if (halo > 0) frameRect(canvas, cell, BLACK, thickness + 2, 0.55 * Math.sqrt(weight));
  const inner = side - 1 - 2 * halo;
  const frame = { x: cell.x + halo, y: cell.y + halo, width: inner, height: inner };
  frameRect(canvas, frame, LATTICE, thickness, 0.3 + 0.7 * weight);
}
