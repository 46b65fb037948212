/** Brings decoy and payload into the form that crafting takes: 8 bit, the same channels, no alpha. */
import { quantize, type Raster, type Samples, type Size } from '../base/raster.ts';
import { applyPlan } from '../resample/passes/apply.ts';
import { areaTaps } from '../resample/taps/area.ts';
import { shapeOf } from '../resample/resize.ts';
import { completeWindow } from '../pipelines/steps/padding.ts';
import type { PipelineView } from '../pipelines/pipeline.ts';
import { windowOf } from '../pipelines/steps/windows.ts';

/** `raster` as 8-bit gray or RGB, itself where it is that: 16 bit is rounded, alpha composited over white. */
export function opaque8(raster: Raster): Raster<Uint8Array> {
  const { width, height, channels, data } = raster;
  if (data instanceof Uint8Array && channels !== 4) return { ...raster, data };
  const scale = data instanceof Uint16Array ? 1 / 257 : 1;
  const colors = channels === 4 ? 3 : channels;
  const out = new Uint8Array(width * height * colors);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const at = pixel * channels;
    const alpha = channels === 4 ? (data[at + 3] * scale) / 255 : 1;
    for (let c = 0; c < colors; c++) {
      const value = data[at + c] * scale * alpha + 255 * (1 - alpha);
      out[pixel * colors + c] = Math.round(value);
    }
  }
  return { width, height, channels: colors, data: out };
}

/** Gray repeated into red, green and blue; RGB as it is. */
export function toRgb(raster: Raster<Uint8Array>): Raster<Uint8Array> {
  if (raster.channels !== 1) return raster;
  const out = new Uint8Array(raster.data.length * 3);
  raster.data.forEach((value, i) => out.fill(value, i * 3, i * 3 + 3));
  return { ...raster, channels: 3, data: out };
}

/** `raster` at `size`: as it is where the size fits, otherwise its area average, in 8 bit. */
export function fitTo<T extends Samples>(raster: Raster<T>, size: Size): Raster<Uint8Array> {
  if (raster.width === size.width && raster.height === size.height) {
    return quantize(raster, 'uint8') as Raster<Uint8Array>;
  }
  const resized = applyPlan(raster, {
    source: shapeOf(raster),
    target: size,
    output: 'float64',
    passes: [
      {
        type: 'axis',
        axis: 'x',
        taps: areaTaps(raster.width, size.width),
        arithmetic: { kind: 'sum-f64' },
      },
      {
        type: 'axis',
        axis: 'y',
        taps: areaTaps(raster.height, size.height),
        arithmetic: { kind: 'sum-f64' },
      },
    ],
  });
  return quantize(resized, 'uint8') as Raster<Uint8Array>;
}

/** What opaque8 does to `raster`, named `name`, in a sentence; null: nothing. */
export function noteOn(raster: Raster, name: string): string | null {
  const done = [
    ...(raster.data instanceof Uint16Array ? ['its 16 bits were rounded to 8'] : []),
    ...(raster.channels === 4 ? ['its alpha was composited over white'] : []),
  ];
  return done.length === 0 ? null : `${name}: ${done.join(' and ')}.`;
}

/** `raster` at the size of `view`: fitted to what the view shows of its source, black where it pads. */
export function fitToView(raster: Raster, view: PipelineView): Raster<Uint8Array> {
  const { left, top, width, height } = completeWindow(view.x, view.y);
  const fitted = fitTo(raster, { width, height });
  const whole = { left: -left || 0, top: -top || 0, width: view.width, height: view.height };
  return windowOf(fitted, whole, [0]) as Raster<Uint8Array>;
}
