/** Draws a spectrum smaller than it is without losing its peaks, and the rings around them. */
import type { SpectrumReport } from '../../../shared/api/contract.ts';
import type { Size } from '../../../shared/base/raster.ts';
import { STANDS_OUT_DB, type SpectrumPeak } from '../../../shared/spectrum/peaks.ts';

/** A spectrum as it came: a gray value for each bin, height*width, frequency 0 in the middle. */
export interface SpectrumBins extends Size {
  gray: Uint8Array;
}

/** Predicted peaks that are ringed: the strongest expectations. */
export const RINGED_PEAKS = 48;

/**
 * The brightest bin under each pixel of a picture of `shown` pixels: RGBA, height*width*4. An average
 * would bury the peaks, which are one bin wide. Where there are more pixels than bins: the nearest.
 */
export function brightestBins(
  { width, height, gray }: SpectrumBins,
  shown: Size,
): Uint8ClampedArray<ArrayBuffer> {
  const columns = edgesOf(width, shown.width);
  const rows = edgesOf(height, shown.height);
  const out = new Uint8ClampedArray(shown.width * shown.height * 4);
  for (let y = 0, to = 0; y < shown.height; y++) {
    for (let x = 0; x < shown.width; x++, to += 4) {
      let most = 0;
      for (let row = rows[y].from; row < rows[y].to; row++) {
        for (let bin = columns[x].from; bin < columns[x].to; bin++) {
          most = Math.max(most, gray[row * width + bin]);
        }
      }
      out[to] = out[to + 1] = out[to + 2] = most;
      out[to + 3] = 255;
    }
  }
  return out;
}

/** The brightest bin under pixel (x, y) of such a picture. */
export function brightestAt(
  { width, height, gray }: SpectrumBins,
  shown: Size,
  x: number,
  y: number,
): { binX: number; binY: number } {
  const columns = edgesAt(x, width, shown.width);
  const rows = edgesAt(y, height, shown.height);
  let best = { binX: columns.from, binY: rows.from };
  for (let binY = rows.from; binY < rows.to; binY++) {
    for (let binX = columns.from; binX < columns.to; binX++) {
      if (gray[binY * width + binX] > gray[best.binY * width + best.binX]) best = { binX, binY };
    }
  }
  return best;
}

function edgesOf(bins: number, pixels: number): { from: number; to: number }[] {
  return Array.from({ length: pixels }, (_, at) => edgesAt(at, bins, pixels));
}

function edgesAt(at: number, bins: number, pixels: number): { from: number; to: number } {
  const from = Math.min(bins - 1, Math.floor((at * bins) / pixels));
  return { from, to: Math.max(from + 1, Math.floor(((at + 1) * bins) / pixels)) };
}

/** True where the picture has a peak at a predicted place. */
export function standsOut({ contrastDb }: SpectrumPeak): boolean {
  return contrastDb >= STANDS_OUT_DB;
}

/**
 * Rings around the predicted peaks, each of both opposite frequencies: a dark rim under a light line,
 * so that they show on any gray; dashed where nothing stands out.
 */
export function drawRings(
  context: CanvasRenderingContext2D,
  { width, height, peaks }: Pick<SpectrumReport, 'width' | 'height' | 'peaks'>,
  pixelRatio: number,
): void {
  const { canvas } = context;
  context.clearRect(0, 0, canvas.width, canvas.height);
  const radius = 6 * pixelRatio;
  for (const peak of peaks.slice(0, RINGED_PEAKS)) {
    context.setLineDash(standsOut(peak) ? [] : [2.5 * pixelRatio, 2.5 * pixelRatio]);
    for (const [x, y] of [
      [peak.x, peak.y],
      [mirrored(peak.x, width), mirrored(peak.y, height)],
    ]) {
      const atX = ((x + 0.5) / width) * canvas.width;
      const atY = ((y + 0.5) / height) * canvas.height;
      strokeRing(context, atX, atY, radius, pixelRatio);
    }
  }
  context.setLineDash([]);
}

function strokeRing(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  radius: number,
  pixelRatio: number,
): void {
  for (const [lineWidth, strokeStyle] of [
    [3.5, '#000000'],
    [1.75, '#ffb000'],
  ] as const) {
    context.lineWidth = lineWidth * pixelRatio;
    context.strokeStyle = strokeStyle;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.stroke();
  }
}

/** The bin of the opposite frequency. */
function mirrored(bin: number, bins: number): number {
  return (2 * (bins >> 1) - bin + bins) % bins;
}
