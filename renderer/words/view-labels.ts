/** The words of the status lines. */
import type { WeightedPixels } from '../geometry/sampling.ts';
import { isMagnified, type LayerWindow } from '../geometry/layer-window.ts';

/** How large, and by which filter, a layer is shown: "1:6.7, box-averaged". */
export function scaleLabel(window: LayerWindow): string {
  const isPlain = Math.abs(window.stepX - 1) < 1e-9 && Math.abs(window.stepY - 1) < 1e-9;
  if (isPlain) return '1:1, pixel for pixel';
  const step = Math.max(window.stepX, window.stepY);
  const ratio = step > 1 ? `1:${threeDigits(step)}` : `${threeDigits(1 / step)}:1`;
  return `${ratio}, ${isMagnified(window) ? 'nearest' : 'box-averaged'}`;
}

function threeDigits(value: number): string {
  return trim(value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2));
}

/** A share as percent, with as many digits as it takes to tell it from 0. */
export function percent(share: number): string {
  const value = share * 100;
  if (value >= 99.95) return `${Math.round(value)} %`;
  if (value >= 10) return `${trim(value.toFixed(1))} %`;
  if (value >= 0.1) return `${trim(value.toFixed(2))} %`;
  return value === 0 ? '0 %' : `${value.toPrecision(1)} %`;
}

/** Channel values as people read them: "gray 12", "R 1 G 2 B 3". */
export function valueLabel(values: readonly number[] | undefined): string {
  if (values === undefined) return '…';
  if (values.length === 1) return `gray ${number(values[0])}`;
  return values.map((value, channel) => `${'RGBA'[channel]} ${number(value)}`).join(' ');
}

/** What a source pixel feeds: "feeds (3, 4) × 0.25, (3, 5) × 0.1, +2". */
export function feedsLabel(outputs: WeightedPixels): string {
  return outputs.count === 0 ? 'not read by the machine' : `feeds ${weightedList(outputs)}`;
}

/** What a machine pixel reads: "reads 4 pixels: (3, 4) × 0.25, (3, 5) × 0.25, +2". */
export function readsLabel(taps: WeightedPixels): string {
  if (taps.count === 0) return 'padding: reads no source pixel';
  const pixels = taps.count === 1 ? '1 pixel' : `${taps.count} pixels`;
  return `reads ${pixels}: ${weightedList(taps)}`;
}

function weightedList({ count, pixels }: WeightedPixels): string {
  const shown = pixels
    .slice(0, 2)
    .map(({ x, y, weight }) => `(${x}, ${y}) × ${weightLabel(weight)}`);
  return shown.join(', ') + (count > shown.length ? `, +${count - shown.length}` : '');
}

/** A weight with the digits that matter. */
export function weightLabel(weight: number): string {
  if (Math.abs(weight) >= 0.001) return trim(weight.toFixed(3)).replace('-', '−');
  return weight.toExponential(0).replace('-', '−');
}

function number(value: number): string {
  return Number.isInteger(value) ? String(value) : trim(value.toFixed(2));
}

function trim(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
