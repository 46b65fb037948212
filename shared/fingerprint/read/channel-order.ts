/** In which order a picture has its channels, by the colors of the chart. */
import { makeRaster, type Raster, type Size } from '../../base/raster.ts';
import { COLORS } from '../chart/chart.ts';
import { cellsOf } from '../chart/layout.ts';
import type { Place } from './place.ts';

export type ChannelOrder = 'rgb' | 'bgr' | 'gray';

/** The order of `upright`, whose colors are seen at their `place` of `chart`; rgb where they are cut off. */
export function channelOrder(
  upright: Raster<Uint8Array>,
  chart: Size,
  place: Place,
): 'rgb' | 'bgr' {
  const cell = cellsOf(chart).find(({ kind }) => kind === 'colors')!;
  const { width, height, channels, data } = upright;
  const column = (at: number) =>
    Math.floor(((at - place.x.from) / (place.x.to - place.x.from)) * width);
  const row = Math.floor(
    ((cell.top + cell.height / 2 - place.y.from) / (place.y.to - place.y.from)) * height,
  );
  let kept = 0;
  let swappedOff = 0;
  COLORS.forEach((color, i) => {
    const x = column(cell.left + ((i + 0.5) * cell.width) / 3);
    if (x < 0 || x >= width || row < 0 || row >= height) return;
    for (let c = 0; c < 3; c++) {
      const level = data[(row * width + x) * channels + c];
      kept += Math.abs(level - color[c]);
      swappedOff += Math.abs(level - color[2 - c]);
    }
  });
  return swappedOff < kept ? 'bgr' : 'rgb';
}

/** `raster` with its first and third channel exchanged. */
export function swapped({ width, height, channels, data }: Raster<Uint8Array>): Raster<Uint8Array> {
  const out = Uint8Array.from(data);
  for (let i = 0; i < data.length; i += channels) {
    out[i] = data[i + 2];
    out[i + 2] = data[i];
  }
  return makeRaster(width, height, channels, out);
}

/** How far from the colors their neighbours are touched, in pixels of the picture. */
const REACH = 6;

/** Puts what is `shown` where `made` has the colors of the chart: how they become gray is not what is compared. */
export function leaveColors(
  made: Raster<Uint8Array>,
  shown: Raster<Uint8Array>,
  chart: Size,
  { x, y }: Place,
): void {
  const cell = cellsOf(chart).find(({ kind }) => kind === 'colors')!;
  const { width, height } = shown;
  const across = (at: number) => ((at - x.from) / (x.to - x.from)) * width;
  const down = (at: number) => ((at - y.from) / (y.to - y.from)) * height;
  const left = Math.max(0, Math.floor(across(cell.left)) - REACH);
  const right = Math.min(width, Math.ceil(across(cell.left + cell.width)) + REACH);
  const bottom = Math.min(height, Math.ceil(down(cell.top + cell.height)) + REACH);
  for (let row = Math.max(0, Math.floor(down(cell.top)) - REACH); row < bottom; row++) {
    if (right <= left) return;
    const part = shown.data.subarray(row * width + left, row * width + right);
    made.data.set(part, row * width + left);
  }
}

/** The chart in gray, by the weights of JPEG in sixteen bits, as Pillow has them. */
export function grayChart({ width, height, data }: Raster<Uint8Array>): Raster<Uint8Array> {
  const gray = Uint8Array.from({ length: width * height }, (_, i) => {
    const [red, green, blue] = [data[3 * i], data[3 * i + 1], data[3 * i + 2]];
    return (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
  });
  return makeRaster(width, height, 1, gray);
}
