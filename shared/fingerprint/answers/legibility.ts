/** How well the texts of a chart can be read in what a way makes of it. */
import type { Raster, Size } from '../../base/raster.ts';
import { glyphOf } from '../../pictures/font.ts';
import type { ChartText } from '../chart/layout.ts';

/** Letters are 7 pixels of their glyph high, and 6 from one to the next. */
const HEIGHT = 7;
const STEP = 6;

/** Half of all readers read letters of this height in pixels, and letters as alike to their ink as this. */
const HALF_HEIGHT = 6;
const HEIGHT_SLOPE = 0.9;
const HALF_LIKENESS = 0.6;
const LIKENESS_SLOPE = 0.07;

/** Readers guess, and overlook: no answer is surer. */
const SUREST = 0.96;

/** The probability that `text` of a chart of `chart` is read in `made`, which shows all of it in gray. */
export function legibility(text: ChartText, chart: Size, made: Raster): number {
  const across = made.width / chart.width;
  const down = made.height / chart.height;
  const height = HEIGHT * text.scale * Math.min(down, across);
  const likeness = Math.abs(inkLikeness(text, made, across, down));
  const chance =
    logistic((height - HALF_HEIGHT) / HEIGHT_SLOPE) *
    logistic((likeness - HALF_LIKENESS) / LIKENESS_SLOPE);
  return Math.min(SUREST, Math.max(1 - SUREST, chance));
}

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

/** Pearson's correlation of the picture with the share of ink under each of its pixels. */
function inkLikeness(text: ChartText, made: Raster, across: number, down: number): number {
  const { scale, left, top } = text;
  const right = Math.min(made.width, Math.floor((left + text.text.length * STEP * scale) * across));
  const bottom = Math.min(made.height, Math.floor((top + HEIGHT * scale) * down));
  let [n, a, b, aa, bb, ab] = [0, 0, 0, 0, 0, 0];
  for (let y = Math.max(0, Math.ceil(top * down)); y < bottom; y++) {
    for (let x = Math.max(0, Math.ceil(left * across)); x < right; x++) {
      const ink = inkAt(text, (x + 0.5) / across, (y + 0.5) / down, 0.5 / across, 0.5 / down);
      const level = made.data[(y * made.width + x) * made.channels];
      n++;
      a += ink;
      b += level;
      aa += ink * ink;
      bb += level * level;
      ab += ink * level;
    }
  }
  const spread = n === 0 ? 0 : (aa - (a * a) / n) * (bb - (b * b) / n);
  return spread > 1e-6 ? (ab - (a * b) / n) / Math.sqrt(spread) : 0;
}

/** The share of ink around a place of the chart, by nine points of the pixel. */
function inkAt(text: ChartText, x: number, y: number, halfX: number, halfY: number): number {
  let ink = 0;
  for (const dy of [-2 / 3, 0, 2 / 3]) {
    for (const dx of [-2 / 3, 0, 2 / 3]) {
      const column = Math.floor((x + dx * halfX - text.left) / text.scale);
      const row = Math.floor((y + dy * halfY - text.top) / text.scale);
      const letter = text.text[Math.floor(column / STEP)];
      if (letter === undefined || row < 0 || row >= HEIGHT || column % STEP === STEP - 1) continue;
      ink += (glyphOf(letter)[row] >> (4 - (column % STEP))) & 1;
    }
  }
  return ink / 9;
}
