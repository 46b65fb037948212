/** In which order a picture has its channels, by the colors of the chart. */
import { makeRaster, type Raster, type Size } from '../../base/raster.ts';
import { COLORS } from '../chart/chart.ts';
import { cellsOf } from '../chart/layout.ts';
import type { Place } from './place.ts';

export type ChannelOrder = 'rgb' | 'bgr' | 'gray';

/** The order of `upright`, whose colors are seen at their `place` of `chart`; rgb where they are cut off. */
export function channelOrder(upright: Raster<Uint8Array>, chart: Size, place: Place): 'rgb' | 'bgr' {
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
