/**
 * The 8-bit planes that detection looks at: each color channel and their mean. Payloads may sit in
 * one channel only, so the mean weighs channels alike (luma would hide blue). Alpha is left out.
 */
import type { Raster, Size } from '../raster.ts';

export interface Plane extends Size {
  /** `gray`, `r`, `g`, `b`, or `mean` of r, g and b. */
  name: string;
  data: Uint8Array;
}

/** Gray alone, or mean, r, g and b; the mean comes first. 16-bit samples keep their high byte. */
export function planesOf(raster: Raster): Plane[] {
  const { width, height, channels, data } = raster;
  const shift = data instanceof Uint16Array ? 8 : 0;
  const pixels = width * height;
  const plane = (name: string): Plane => ({ name, width, height, data: new Uint8Array(pixels) });
  if (channels === 1) {
    const gray = plane('gray');
    for (let i = 0; i < pixels; i++) gray.data[i] = data[i] >> shift;
    return [gray];
  }
  const [mean, r, g, b] = ['mean', 'r', 'g', 'b'].map(plane);
  let colored = false;
  for (let i = 0, at = 0; i < pixels; i++, at += channels) {
    const red = data[at] >> shift;
    const green = data[at + 1] >> shift;
    const blue = data[at + 2] >> shift;
    r.data[i] = red;
    g.data[i] = green;
    b.data[i] = blue;
    mean.data[i] = ((red + green + blue) * 21846) >>> 16;
    if (red !== green || green !== blue) colored = true;
  }
  return colored ? [mean, r, g, b] : [{ ...mean, name: 'gray' }];
}
