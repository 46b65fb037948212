/**
 * The canvas on which frames of an animation are drawn one over the other (PNG specification, third edition,
 * 11.3.6). It begins as zeros: transparent black, or black where the picture has no alpha.
 */
import type { IntegerSamples, Raster } from '../base/raster.ts';

export interface PlacedFrame {
  x: number;
  y: number;
  raster: Raster<IntegerSamples>;
  /** 1: composited over what is there; else it replaces it. */
  blend: number;
}

/** Draws `frame` on `canvas`, in place. It has to lie inside and to have the same channels and depth. */
export function drawFrame(canvas: Raster<IntegerSamples>, frame: PlacedFrame): void {
  const { raster, x, y, blend } = frame;
  const { channels } = canvas;
  for (let row = 0; row < raster.height; row++) {
    const from = row * raster.width * channels;
    const to = ((y + row) * canvas.width + x) * channels;
    if (blend !== 1 || channels !== 4) {
      canvas.data.set(raster.data.subarray(from, from + raster.width * channels), to);
    } else
      for (let i = 0; i < raster.width * 4; i += 4)
        over(raster.data, from + i, canvas.data, to + i);
  }
}

/** One pixel with straight alpha over another. */
function over(from: IntegerSamples, at: number, onto: IntegerSamples, to: number): void {
  const most = onto instanceof Uint16Array ? 65535 : 255;
  const alpha = from[at + 3];
  if (alpha === 0) return;
  const under = (onto[to + 3] * (most - alpha)) / most;
  const sum = alpha + under;
  for (let c = 0; c < 3; c++) {
    onto[to + c] = Math.round((from[at + c] * alpha + onto[to + c] * under) / sum);
  }
  onto[to + 3] = Math.round(sum);
}

/** Sets the part `x`, `y`, `width`, `height` of `canvas` to `to` (its rows one after the other), or to zeros. */
export function setPart(
  canvas: Raster<IntegerSamples>,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
  to: IntegerSamples | null,
): void {
  const length = width * canvas.channels;
  for (let row = 0; row < height; row++) {
    const at = ((y + row) * canvas.width + x) * canvas.channels;
    if (to === null) canvas.data.fill(0, at, at + length);
    else canvas.data.set(to.subarray(row * length, (row + 1) * length), at);
  }
}

/** A copy of a part of `canvas`, its rows one after the other. */
export function copyPart(
  canvas: Raster<IntegerSamples>,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
): IntegerSamples {
  const length = width * canvas.channels;
  const out =
    canvas.data instanceof Uint16Array
      ? new Uint16Array(length * height)
      : new Uint8Array(length * height);
  for (let row = 0; row < height; row++) {
    const at = ((y + row) * canvas.width + x) * canvas.channels;
    out.set(canvas.data.subarray(at, at + length), row * length);
  }
  return out;
}
