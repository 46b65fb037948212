/**
 * The influence map of one output (the paper's Figure 7): on the left the source pixels around it
 * with those that feed it framed, on the right the weight of each.
 */
import type { IntegerSamples, Raster } from '../base/raster.ts';
import { influenceMap } from '../resample/lattice.ts';
import {
  drawRaster,
  drawText,
  fillRect,
  frameRect,
  makeCanvas,
  rgbOf,
  textWidth,
  withCaption,
  zoomNearest,
  type Canvas,
} from './canvas.ts';
import { BLACK, isLight, NOT_READ, signedColor, TAPS, WHITE } from './colors.ts';
import type { LatticeView } from './lattice-zoom.ts';
import { drawLegend, LEGEND_HEIGHT } from './legend.ts';

/** Side of each of the two pictures, about, in pixels. */
const SIDE = 560;
const GAP = 16;
/** Side of a cell from which on its weight is written into it. */
const NUMBERS_FROM = 36;
/** Source pixels around the taps. */
const AROUND = 2;

/** The influence map of output (dstX, dstY) of `view`. Throws RangeError where there is none such. */
export function drawInfluence(
  source: Raster<IntegerSamples>,
  view: LatticeView,
  dstX: number,
  dstY: number,
  title: string,
): Canvas {
  const taps = influenceMap(view.x, view.y, dstX, dstY);
  const region = regionAround(taps, source);
  const zoom = Math.max(1, Math.floor(SIDE / Math.max(region.width, region.height)));
  const left = zoomNearest(rgbOf(source), region, zoom);
  const right = makeCanvas(left.width, left.height, NOT_READ);
  const peak = taps.reduce((most, { weight }) => Math.max(most, Math.abs(weight)), 0);
  for (const { x, y, weight } of taps) {
    const cell = { x: (x - region.x) * zoom, y: (y - region.y) * zoom, width: zoom, height: zoom };
    const color = signedColor(weight / peak);
    fillRect(right, cell, color);
    if (zoom >= 6) {
      frameRect(left, cell, BLACK, Math.max(2, zoom >> 3), 0.6);
      frameRect(left, cell, TAPS, Math.max(1, zoom >> 4));
      frameRect(right, cell, BLACK, 1, 0.25);
    }
    if (zoom >= NUMBERS_FROM) {
      const text = weightText(weight);
      const ink = isLight(color) ? BLACK : WHITE;
      const scale = textWidth(text, 2) < zoom - 4 ? 2 : 1;
      const at = cell.x + ((zoom - textWidth(text, scale)) >> 1);
      drawText(right, text, at, cell.y + (zoom >> 1) - 3 * scale, ink, scale);
    }
  }
  const both = makeCanvas(2 * left.width + GAP, left.height, WHITE);
  drawRaster(both, left, 0, 0);
  drawRaster(both, right, left.width + GAP, 0);
  const sum = taps.reduce((total, { weight }) => total + weight, 0);
  return withCaption(
    both,
    [
      title,
      `output ${dstX},${dstY} is made of ${taps.length} source pixels, weights sum to ${sum.toFixed(3)}`,
      `gray: not read; source from ${region.x},${region.y} on, ${region.width}x${region.height} pixels`,
    ],
    {
      height: LEGEND_HEIGHT,
      draw: (on, x, y) =>
        drawLegend(on, x, y, {
          colorAt: (share) => signedColor(2 * share - 1),
          marks: [
            { at: 0, text: `-${weightText(peak)}` },
            { at: 0.5, text: '0' },
            { at: 1, text: weightText(peak) },
          ],
        }),
    },
  );
}

function regionAround(
  taps: readonly { x: number; y: number }[],
  source: { width: number; height: number },
) {
  let [left, right, top, bottom] = [source.width - 1, 0, source.height - 1, 0];
  for (const { x, y } of taps) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  if (left > right) [left, right, top, bottom] = [0, 0, 0, 0]; // padding: fed by nothing
  const x = Math.max(0, left - AROUND);
  const y = Math.max(0, top - AROUND);
  return {
    x,
    y,
    width: Math.min(source.width, right + 1 + AROUND) - x,
    height: Math.min(source.height, bottom + 1 + AROUND) - y,
  };
}

function weightText(weight: number): string {
  const text = Math.abs(weight) < 0.001 ? weight.toExponential(0) : weight.toFixed(3);
  return text.replace(/^(-?)0\./, '$1.');
}
