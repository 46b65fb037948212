/**
 * What the machine sees more and less of than a person: the machine view less the antialiased view of
 * the same size, in false color. Of each pixel the channel that differs most counts.
 */
import { type IntegerSamples, type Raster, greyLevelsPerCode } from '../base/raster.ts';
import { makeCanvas, withCaption, zoomNearest, type Canvas } from './canvas.ts';
import { BLACK, signedColor } from './colors.ts';
import { drawLegend, LEGEND_HEIGHT } from './legend.ts';

/** Sides of the picture from which on its pixels are not enlarged. */
const LARGE = 600;
/** Differences of so many grey levels or more have the full color. */
const LEAST_FULL = 8;

/**
 * `machine` less `antialiased`, rasters of one size and type. Without a title there is no caption. `fullAt`: the
 * grey levels from which on a difference has the full color; default: the largest there is.
 */
export function drawDifference(
  machine: Raster<IntegerSamples>,
  antialiased: Raster<IntegerSamples>,
  title: string | null,
  fullAt?: number,
): Canvas {
  const { width, height, channels } = machine;
  const colors = Math.min(3, channels);
  const levels = greyLevelsPerCode(machine);
  const differences = new Float32Array(width * height);
  let largest = 0;
  for (let i = 0, at = 0; i < differences.length; i++, at += channels) {
    for (let c = 0; c < colors; c++) {
      const difference = (machine.data[at + c] - antialiased.data[at + c]) * levels;
      if (Math.abs(difference) > Math.abs(differences[i])) differences[i] = difference;
    }
    largest = Math.max(largest, Math.abs(differences[i]));
  }
  const full = fullAt ?? fullColorAt(largest);
  const picture = makeCanvas(width, height, BLACK);
  differences.forEach((difference, i) => picture.data.set(signedColor(difference / full), 3 * i));
  const zoom = Math.max(1, Math.ceil(LARGE / Math.max(width, height)));
  return withCaption(
    zoomNearest(picture, { x: 0, y: 0, width, height }, zoom),
    [title, `machine view minus antialiased view, in grey levels; at most ${largest.toFixed(0)}`],
    {
      height: LEGEND_HEIGHT,
      draw: (on, x, y) =>
        drawLegend(on, x, y, {
          colorAt: (share) => signedColor(2 * share - 1),
          marks: [
            { at: 0, text: `-${full}` },
            { at: 0.5, text: '0' },
            { at: 1, text: `+${full}` },
          ],
        }),
    },
  );
}

/** The grey levels from which on a difference has the full color, where `largest` is the largest. */
export function fullColorAt(largest: number): number {
  return Math.max(LEAST_FULL, Math.ceil(largest));
}
