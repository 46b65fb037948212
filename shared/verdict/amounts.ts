/** Amounts and places as sentences about verdicts have them. */
import type { Size } from '../base/raster.ts';

/** "2.4 times", "46 times". */
export function times(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} times`;
}

/** "58.6 grey levels". */
export function grey(value: number): string {
  return `${value.toFixed(1)} grey levels`;
}

/** A share, 0..1, in percent: "1.2 %". */
export function share(value: number): string {
  return `${(value * 100).toFixed(value < 0.1 ? 1 : 0)} %`;
}

/** A place in the source: "40x30 pixels at 100,200". */
export function regionText({ x, y, width, height }: Size & { x: number; y: number }): string {
  return `${width}x${height} pixels at ${x},${y}`;
}

/** Whether `region` is nearly all of `frame`. */
export function covers(region: Size, frame: Size): boolean {
  return region.width * region.height > 0.9 * frame.width * frame.height;
}
