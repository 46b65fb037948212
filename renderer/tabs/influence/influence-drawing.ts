/**
 * Draws the influence map of one machine pixel (the paper's Figure 7) and the source under it, each
 * source pixel a square. Weights run from white to orange, negative ones to purple: two hues that
 * stay apart in every common form of color blindness, and in lightness too.
 */
import type { SampleValues } from '../../../shared/api/contract.ts';
import type { Region } from '../../../shared/finding/finding.ts';

/** Source index and weight, ascending. */
export type AxisWeights = readonly (readonly [number, number])[];

type Context = CanvasRenderingContext2D;
type Color = readonly [number, number, number];

const NOT_READ = '#dcdcd8';
const NONE: Color = [255, 255, 255];
const POSITIVE: Color = [179, 88, 6];
const NEGATIVE: Color = [84, 39, 136];

/** Side of a square from which on its weight is written into it, in CSS pixels. */
const NUMBERS_FROM = 36;

/** Where the squares of `region` are, in device pixels. */
interface Squares {
  side: number;
  left: number;
  top: number;
}

/** The color of `share` of the largest weight, -1..1. */
export function colorOf(share: number): Color {
  const end = share < 0 ? NEGATIVE : POSITIVE;
  const amount = Math.min(1, Math.abs(share));
  const mix = (channel: 0 | 1 | 2): number =>
    Math.round(NONE[channel] + (end[channel] - NONE[channel]) * amount);
  return [mix(0), mix(1), mix(2)];
}

/** True where black text is read better on `color` than white. */
export function isLight([r, g, b]: Color): boolean {
  return 0.299 * r + 0.587 * g + 0.114 * b > 140;
}

/** The products of `columns` and `rows` over `region`. */
export function drawInfluence(
  context: Context,
  region: Region,
  columns: AxisWeights,
  rows: AxisWeights,
): void {
  const squares = squaresOf(context, region);
  const { side, left, top } = squares;
  context.fillStyle = NOT_READ;
  context.fillRect(left, top, region.width * side, region.height * side);
  const peak = largest(columns) * largest(rows);
  for (const [y, wy] of rows) {
    for (const [x, wx] of columns) {
      const color = colorOf((wx * wy) / peak);
      fillSquare(context, squares, region, x, y, color);
      if (side >= NUMBERS_FROM * window.devicePixelRatio) {
        drawNumber(context, squares, x - region.x, y - region.y, wx * wy, color);
      }
    }
  }
  drawLines(context, squares, region);
}

/** The pixels of `samples`, of 0..most; those that both axes read are framed. */
export function drawNeighborhood(
  context: Context,
  samples: SampleValues,
  most: number,
  columns: AxisWeights,
  rows: AxisWeights,
): void {
  const { x, y, width, height, channels, values } = samples;
  const region = { x, y, width, height };
  const squares = squaresOf(context, region);
  for (let row = 0; row < height; row++) {
    for (let col = 0; col < width; col++) {
      const at = (row * width + col) * channels;
      const level = (channel: number): number =>
        Math.round((values[at + (channels === 1 ? 0 : channel)] / most) * 255);
      fillSquare(context, squares, region, x + col, y + row, [level(0), level(1), level(2)]);
    }
  }
  if (squares.side < 6) return;
  const thickness = Math.max(1, Math.min(3, Math.round(squares.side / 16)));
  for (const [row] of rows) {
    for (const [col] of columns) {
      const left = squares.left + (col - x) * squares.side;
      const top = squares.top + (row - y) * squares.side;
      if (thickness > 1) {
        frame(context, left, top, squares.side, thickness + 1, 'rgba(0, 0, 0, 0.6)');
      }
      frame(context, left, top, squares.side, thickness, 'rgb(230, 119, 0)');
    }
  }
}

function frame(
  context: Context,
  left: number,
  top: number,
  side: number,
  thickness: number,
  style: string,
): void {
  context.strokeStyle = style;
  context.lineWidth = thickness;
  const half = thickness / 2;
  context.strokeRect(left + half, top + half, side - thickness, side - thickness);
}

/** Squares as large as whole device pixels allow, in the middle; fractions where they are tiny. */
function squaresOf({ canvas }: Context, { width, height }: Region): Squares {
  const fits = canvas.width / Math.max(width, height);
  const side = fits >= 1 ? Math.floor(fits) : fits;
  return {
    side,
    left: Math.floor((canvas.width - width * side) / 2),
    top: Math.floor((canvas.height - height * side) / 2),
  };
}

function fillSquare(
  context: Context,
  { side, left, top }: Squares,
  region: Region,
  x: number,
  y: number,
  [r, g, b]: Color,
): void {
  context.fillStyle = `rgb(${r}, ${g}, ${b})`;
  const size = Math.max(1, side);
  context.fillRect(left + (x - region.x) * side, top + (y - region.y) * side, size, size);
}

function drawNumber(
  context: Context,
  { side, left, top }: Squares,
  col: number,
  row: number,
  weight: number,
  color: Color,
): void {
  context.fillStyle = isLight(color) ? 'black' : 'white';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.font = `600 ${Math.round(Math.min(side / 3.2, 14 * window.devicePixelRatio))}px ui-monospace, monospace`;
  const text = Math.abs(weight) < 0.0005 ? '0' : weight.toFixed(3).replace(/^(-?)0\./, '$1.');
  context.fillText(text, left + (col + 0.5) * side, top + (row + 0.5) * side, side * 0.9);
}

function drawLines(
  context: Context,
  { side, left, top }: Squares,
  { width, height }: Region,
): void {
  if (side < 6) return;
  context.fillStyle = 'rgba(0, 0, 0, 0.25)';
  for (let col = 0; col <= width; col++) {
    context.fillRect(left + col * side, top, 1, height * side);
  }
  for (let row = 0; row <= height; row++) {
    context.fillRect(left, top + row * side, width * side, 1);
  }
}

function largest(weights: AxisWeights): number {
  return weights.reduce((most, [, weight]) => Math.max(most, Math.abs(weight)), 0);
}
