/** What is done to composed pixels before they are seen: false color, adjustment, stretching. */
import type { Adjustment } from '../../session/view-state.ts';
import type { Words } from './reduce.ts';

/** Levels of difference, of 255, at which the false color is full at exposure 0. */
export const DIFFERENCE_RANGE = 128;

/** The ends and the middle of the false color: purple below, white for none, orange above. */
export const FALSE_COLORS = [
  [84, 39, 136],
  [255, 255, 255],
  [179, 88, 6],
] as const;

/** The color of a difference of `share` of the range, -1 to 1 and clamped there, as a word. */
export function falseColor(share: number): number {
  const at = Math.min(1, Math.max(-1, share));
  const [, none] = FALSE_COLORS;
  const end = FALSE_COLORS[at < 0 ? 0 : 2];
  const mix = (c: number): number => Math.round(none[c] + (end[c] - none[c]) * Math.abs(at));
  return (0xff000000 | (mix(2) << 16) | (mix(1) << 8) | mix(0)) >>> 0;
}

/** machine - antialiased of the channel where it is largest (of several the first), in levels. */
export function largestDifference(machine: number, antialiased: number): number {
  let largest = 0;
  for (let shift = 0; shift < 24; shift += 8) {
    const difference = ((machine >>> shift) & 255) - ((antialiased >>> shift) & 255);
    if (Math.abs(difference) > Math.abs(largest)) largest = difference;
  }
  return largest;
}

/**
 * The difference of two pictures of one window in false color: of each pixel the channel that
 * differs most, `range` levels being the full color. Transparent where either one is.
 */
export function differencePicture(machine: Words, antialiased: Words, range: number): Words {
  const data = new Uint32Array(machine.data.length);
  const colors = Uint32Array.from({ length: 511 }, (_, i) => falseColor((i - 255) / range));
  for (let i = 0; i < data.length; i++) {
    const a = machine.data[i];
    const b = antialiased.data[i];
    if (a >>> 24 === 0 || b >>> 24 === 0) continue;
    data[i] = colors[largestDifference(a, b) + 255];
  }
  return { width: machine.width, height: machine.height, data };
}

/** The range of the difference at an exposure: each stop halves it. */
export function differenceRange(exposure: number): number {
  return DIFFERENCE_RANGE / 2 ** exposure;
}

/** What `adjustment` makes of each value 0..255, or null where it leaves them as they are. */
function curveOf({ exposure, gamma }: Adjustment): Uint8Array | null {
  if (exposure === 0 && gamma === 1) return null;
  return Uint8Array.from({ length: 256 }, (_, value) => {
    const lit = Math.min(1, (value / 255) * 2 ** exposure);
    return Math.round(255 * lit ** (1 / gamma));
  });
}

/**
 * Adjusts `words` in place: each value v becomes 255 · min(1, v/255 · 2^exposure)^(1/gamma); a single
 * channel is shown in gray, of two the third is 0.
 */
export function adjust(words: Words, adjustment: Adjustment): void {
  const { data } = words;
  const curve = curveOf(adjustment);
  if (curve !== null) {
    for (let i = 0; i < data.length; i++) {
      const word = data[i];
      data[i] =
        ((word & 0xff000000) |
          (curve[(word >>> 16) & 255] << 16) |
          (curve[(word >>> 8) & 255] << 8) |
          curve[word & 255]) >>>
        0;
    }
  }
  const { channels } = adjustment;
  const count = channels.filter(Boolean).length;
  if (count === 3) return;
  if (count === 1) {
    const shift = 8 * channels.indexOf(true);
    for (let i = 0; i < data.length; i++) {
      const value = (data[i] >>> shift) & 255;
      data[i] = ((data[i] & 0xff000000) | (value << 16) | (value << 8) | value) >>> 0;
    }
    return;
  }
  let mask = 0xff000000;
  channels.forEach((isShown, channel) => {
    if (isShown) mask |= 255 << (8 * channel);
  });
  for (let i = 0; i < data.length; i++) data[i] = (data[i] & mask) >>> 0;
}

/** Makes every pixel that is not wholly transparent opaque, in place. */
export function makeOpaque({ data }: Words): void {
  for (let i = 0; i < data.length; i++) if (data[i] >>> 24 !== 0) data[i] |= 0xff000000;
}

/** The smallest and the largest value of each channel, transparent pixels left out. */
export type ChannelRange = [low: number, high: number];

/** Stretches each channel of `words` over 0..255, in place; gives what its values were. */
export function stretch({ data }: Words): ChannelRange[] {
  return [0, 8, 16].map((shift) => {
    let low = 255;
    let high = 0;
    for (let i = 0; i < data.length; i++) {
      if (data[i] >>> 24 === 0) continue;
      const value = (data[i] >>> shift) & 255;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (high <= low) return [low, high];
    const clear = ~(255 << shift);
    for (let i = 0; i < data.length; i++) {
      const value = (data[i] >>> shift) & 255;
      const wide = Math.round(((Math.max(low, value) - low) * 255) / (high - low));
      if (data[i] >>> 24 !== 0) data[i] = ((data[i] & clear) | (wide << shift)) >>> 0;
    }
    return [low, high];
  });
}
