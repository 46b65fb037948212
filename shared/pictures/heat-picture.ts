/**
 * Where a hidden picture lies: the heat map of the search over the human view in gray. The human
 * view is the source itself, or its antialiased reduction where it has more than MOST_SIDE pixels
 * along a side.
 */
import type { IntegerSamples, Raster } from '../base/raster.ts';
import { areaTaps } from '../resample/taps/area.ts';
import type { AxisTaps } from '../resample/taps/taps.ts';
import {
  fillRect,
  frameRect,
  makeCanvas,
  rgbOf,
  withCaption,
  type Canvas,
  type Rect,
} from './canvas.ts';
import { BLACK, heatColor, WHITE } from './colors.ts';
import { drawLegend, LEGEND_HEIGHT } from './legend.ts';

/** Longest side of the picture, where nothing else is asked for. */
export const MOST_SIDE = 4096;

/** Heat of blocks, row-major, 0..1, 0.5 from which a block counts as altered. */
export interface HeatBlocks {
  width: number;
  height: number;
  heat: Float32Array;
  /** The source pixels that the blocks cover together. */
  frame: Rect;
  /** Altered source pixels, largest box first. */
  boxes: readonly Rect[];
}

/** The opacity of the coolest and of the hottest block. */
const LEAST_OPACITY = 0.15;
const MOST_OPACITY = 0.75;

/** `blocks` over `source`, with boxes and, unless `title` is null, caption and legend; no side beyond `mostSide`. */
export function drawHeat(
  source: Raster<IntegerSamples>,
  blocks: HeatBlocks,
  title: string | null,
  mostSide = MOST_SIDE,
): Canvas {
  const ratio = Math.max(1, Math.max(source.width, source.height) / mostSide);
  const canvas = humanView(source, ratio);
  const { frame } = blocks;
  const edge = (start: number, length: number, count: number, i: number): number =>
    Math.round((start + (i * length) / count) / ratio);
  for (let j = 0; j < blocks.height; j++) {
    const y = edge(frame.y, frame.height, blocks.height, j);
    const height = edge(frame.y, frame.height, blocks.height, j + 1) - y;
    for (let i = 0; i < blocks.width; i++) {
      const x = edge(frame.x, frame.width, blocks.width, i);
      const width = edge(frame.x, frame.width, blocks.width, i + 1) - x;
      const heat = blocks.heat[j * blocks.width + i];
      const opacity = LEAST_OPACITY + (MOST_OPACITY - LEAST_OPACITY) * Math.min(1, heat);
      fillRect(canvas, { x, y, width, height }, heatColor(heat), opacity);
    }
  }
  const thickness = Math.max(2, Math.round(canvas.width / 500));
  for (const box of blocks.boxes) {
    const rect = {
      x: Math.round(box.x / ratio),
      y: Math.round(box.y / ratio),
      width: Math.max(1, Math.round(box.width / ratio)),
      height: Math.max(1, Math.round(box.height / ratio)),
    };
    frameRect(canvas, rect, BLACK, thickness + 2);
    frameRect(canvas, rect, WHITE, thickness);
  }
  const scale = ratio === 1 ? 'at full size' : `reduced ${ratio.toFixed(2)} times, antialiased`;
  const shown = `the source in gray, ${scale}; white boxes: altered pixels`;
  return withCaption(canvas, [title, shown], {
    height: LEGEND_HEIGHT,
    draw: (on, x, y) =>
      drawLegend(on, x, y, {
        colorAt: heatColor,
        marks: [
          { at: 0, text: '0' },
          { at: 0.5, text: '0.5 altered from here' },
          { at: 1, text: '1' },
        ],
      }),
  });
}

/** The source in gray, each pixel the mean over `ratio` by `ratio` source pixels. */
function humanView(source: Raster<IntegerSamples>, ratio: number): Canvas {
  const { data, width, height } = rgbOf(source);
  const x = areaTaps(width, Math.max(1, Math.round(width / ratio)));
  const y = areaTaps(height, Math.max(1, Math.round(height / ratio)));
  const canvas = makeCanvas(x.dstSize, y.dstSize, BLACK);
  const line = new Float64Array(width);
  for (let row = 0; row < y.dstSize; row++) {
    line.fill(0);
    eachTap(y, row, (index, weight) => {
      for (let i = 0, at = index * width * 3; i < width; i++, at += 3) {
        line[i] += weight * (0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2]);
      }
    });
    for (let column = 0; column < x.dstSize; column++) {
      let level = 0;
      eachTap(x, column, (index, weight) => (level += weight * line[index]));
      canvas.data.fill(
        Math.round(level),
        (row * x.dstSize + column) * 3,
        (row * x.dstSize + column + 1) * 3,
      );
    }
  }
  return canvas;
}

function eachTap(taps: AxisTaps, dst: number, use: (index: number, weight: number) => void): void {
  for (let k = taps.offsets[dst]; k < taps.offsets[dst + 1]; k++) {
    use(taps.indices[k], taps.weights[k]);
  }
}
