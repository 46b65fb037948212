/** A bar of colors with the values at marks along it. */
import { drawText, fillRect, frameRect, textHeight, textWidth, type Canvas } from './canvas.ts';
import { BLACK, type Rgb } from './colors.ts';

export interface Legend {
  /** The color at a share of the bar, 0..1. */
  colorAt: (share: number) => Rgb;
  /** What is written below the bar, and where, 0..1. */
  marks: { at: number; text: string }[];
}

const BAR_HEIGHT = 16;
const MOST_WIDTH = 480;
const SCALE = 2;

/** Height of a legend in pixels. */
export const LEGEND_HEIGHT = BAR_HEIGHT + 6 + textHeight(SCALE) + 4;

/** Draws `legend` with its upper left corner at (x, y), as wide as the canvas has room. */
export function drawLegend(canvas: Canvas, x: number, y: number, legend: Legend): void {
  const width = Math.min(MOST_WIDTH, canvas.width - 2 * x);
  for (let i = 0; i < width; i++) {
    const color = legend.colorAt(i / (width - 1));
    fillRect(canvas, { x: x + i, y, width: 1, height: BAR_HEIGHT }, color);
  }
  frameRect(canvas, { x, y, width, height: BAR_HEIGHT }, BLACK);
  for (const { at, text } of legend.marks) {
    const middle = x + Math.round(at * (width - 1));
    const size = textWidth(text, SCALE);
    const left = Math.min(x + width - size, Math.max(x, middle - (size >> 1)));
    fillRect(canvas, { x: middle, y: y + BAR_HEIGHT, width: 1, height: 4 }, BLACK);
    drawText(canvas, text, left, y + BAR_HEIGHT + 6, BLACK, SCALE);
  }
}
