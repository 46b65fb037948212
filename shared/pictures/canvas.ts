/** Drawing on an 8-bit RGB raster: rectangles, frames, text. What lies outside is left out. */
import { makeRaster, type IntegerSamples, type Raster, type Size } from '../base/raster.ts';
import { BLACK, WHITE, type Rgb } from './colors.ts';
import { GLYPH_HEIGHT, GLYPH_STEP, GLYPH_WIDTH, glyphOf } from './font.ts';

export type Canvas = Raster<Uint8Array>;

export interface Rect extends Size {
  x: number;
  y: number;
}

/** A canvas of one color. */
export function makeCanvas(width: number, height: number, color: Rgb): Canvas {
  const canvas = makeRaster(width, height, 3, new Uint8Array(width * height * 3));
  fillRect(canvas, { x: 0, y: 0, width, height }, color);
  return canvas;
}

/** Fills `rect`, in whole pixels, with `color` at an opacity of 0..1. */
export function fillRect(canvas: Canvas, rect: Rect, [r, g, b]: Rgb, opacity = 1): void {
  const right = Math.min(canvas.width, rect.x + rect.width);
  const bottom = Math.min(canvas.height, rect.y + rect.height);
  const keep = 1 - opacity;
  const { data } = canvas;
  for (let y = Math.max(0, rect.y); y < bottom; y++) {
    for (let x = Math.max(0, rect.x); x < right; x++) {
      const at = (y * canvas.width + x) * 3;
      data[at] = data[at] * keep + r * opacity + 0.5;
      data[at + 1] = data[at + 1] * keep + g * opacity + 0.5;
      data[at + 2] = data[at + 2] * keep + b * opacity + 0.5;
    }
  }
}

/** A frame inside `rect`, `thickness` pixels wide. */
export function frameRect(
  canvas: Canvas,
  rect: Rect,
  color: Rgb,
  thickness = 1,
  opacity = 1,
): void {
  const { x, y, width, height } = rect;
  const inner = height - 2 * thickness;
  fillRect(canvas, { x, y, width, height: thickness }, color, opacity);
  fillRect(canvas, { x, y: y + height - thickness, width, height: thickness }, color, opacity);
  fillRect(canvas, { x, y: y + thickness, width: thickness, height: inner }, color, opacity);
  const right = x + width - thickness;
  fillRect(canvas, { x: right, y: y + thickness, width: thickness, height: inner }, color, opacity);
}

/** Copies `from` to (x, y). */
export function drawRaster(canvas: Canvas, from: Canvas, x: number, y: number): void {
  for (let row = 0; row < from.height; row++) {
    const start = row * from.width * 3;
    const to = ((y + row) * canvas.width + x) * 3;
    canvas.data.set(from.data.subarray(start, start + from.width * 3), to);
  }
}

/** Width of `text` in pixels. */
export function textWidth(text: string, scale = 1): number {
  return Math.max(0, text.length * GLYPH_STEP - 1) * scale;
}

/** Height of a line of text in pixels. */
export function textHeight(scale = 1): number {
  return GLYPH_HEIGHT * scale;
}

/** Writes `text` with its upper left corner at (x, y); letters are capitals. */
export function drawText(
  canvas: Canvas,
  text: string,
  x: number,
  y: number,
  color: Rgb,
  scale = 1,
): void {
  [...text].forEach((character, i) => {
    glyphOf(character).forEach((row, line) => {
      for (let bit = 0; bit < GLYPH_WIDTH; bit++) {
        if ((row & (1 << (GLYPH_WIDTH - 1 - bit))) === 0) continue;
        const left = x + (i * GLYPH_STEP + bit) * scale;
        fillRect(canvas, { x: left, y: y + line * scale, width: scale, height: scale }, color);
      }
    });
  });
}

/** `raster` as 8-bit RGB: gray three times, alpha left out, 16-bit samples by their high byte. */
export function rgbOf({ width, height, channels, data }: Raster<IntegerSamples>): Canvas {
  const canvas = makeRaster(width, height, 3, new Uint8Array(width * height * 3));
  const shift = data instanceof Uint16Array ? 8 : 0;
  const [g, b] = channels === 1 ? [0, 0] : [1, 2];
  for (let from = 0, to = 0; to < canvas.data.length; from += channels, to += 3) {
    canvas.data[to] = data[from] >> shift;
    canvas.data[to + 1] = data[from + g] >> shift;
    canvas.data[to + 2] = data[from + b] >> shift;
  }
  return canvas;
}

/** The pixels of `region`, each a square of `zoom` pixels. */
export function zoomNearest(picture: Canvas, region: Rect, zoom: number): Canvas {
  const out = makeCanvas(region.width * zoom, region.height * zoom, BLACK);
  for (let y = 0; y < out.height; y++) {
    const row = (region.y + Math.floor(y / zoom)) * picture.width + region.x;
    for (let x = 0, to = y * out.width * 3; x < out.width; x++, to += 3) {
      const from = (row + Math.floor(x / zoom)) * 3;
      out.data[to] = picture.data[from];
      out.data[to + 1] = picture.data[from + 1];
      out.data[to + 2] = picture.data[from + 2];
    }
  }
  return out;
}

/** The margin around captions, in pixels. */
const MARGIN = 12;

/**
 * `picture` with lines of text and, below them, what `below` draws, under it. A null line: the picture alone, for pages
 * that write their own captions.
 */
export function withCaption(
  picture: Canvas,
  [title, ...more]: readonly [title: string | null, ...more: string[]],
  below: { height: number; draw: (canvas: Canvas, x: number, y: number) => void } | null = null,
): Canvas {
  if (title === null) return picture;
  const lines = [title, ...more];
  const scale = picture.width >= 1600 ? 3 : picture.width >= 500 ? 2 : 1;
  const step = textHeight(scale) + 5 * scale;
  const longest = lines.reduce((most, line) => Math.max(most, textWidth(line, scale)), 0);
  const width = Math.max(picture.width, longest + 2 * MARGIN);
  const text = MARGIN + lines.length * step;
  const extra = below === null ? 0 : below.height + MARGIN;
  const canvas = makeCanvas(width, picture.height + text + extra, WHITE);
  drawRaster(canvas, picture, 0, 0);
  lines.forEach((line, i) => {
    drawText(canvas, line, MARGIN, picture.height + MARGIN + i * step, BLACK, scale);
  });
  below?.draw(canvas, MARGIN, picture.height + text);
  return canvas;
}
