/** Which samples of a decoy an attack may change, and how far. */
import { UserError } from '../base/errors.ts';
import type { Raster } from '../base/raster.ts';
import type { AxisTaps } from '../resample/taps/taps.ts';
import type { Bounds } from './output-step.ts';
import { CHANNEL_NAMES, type CraftSettings } from './craft-settings.ts';

export interface EditableSamples {
  /** 1 where a pixel may be changed, height*width; null: everywhere. */
  pixels: Uint8Array | null;
  /** Indices of the channels that may be changed. */
  channels: number[];
}

/** A mask's gray from which on a pixel may be changed. */
const MASK_FROM = 128;

/**
 * What `settings` and `mask` (gray, of the decoy's size, bright: may be changed) leave free. Throws
 * UserError `invalid-argument` for a mask of another size, channels of a gray decoy, and where no
 * pixel is left.
 */
export function editableSamples(
  decoy: Raster<Uint8Array>,
  settings: Pick<CraftSettings, 'channels' | 'dark'>,
  mask: Raster<Uint8Array> | null,
): EditableSamples {
  const { width, height } = decoy;
  const refuse = (reason: string): never => {
    throw new UserError('invalid-argument', reason);
  };
  const all = settings.channels.length === CHANNEL_NAMES.length;
  if (settings.channels.length === 0) refuse('No channel is left to change. Name r, g or b.');
  if (decoy.channels === 1 && !all) {
    refuse('Decoy and payload are gray and have only one channel. Leave --channels out.');
  }
  const channels =
    decoy.channels === 1 ? [0] : settings.channels.map((name) => CHANNEL_NAMES.indexOf(name));
  if (mask !== null && (mask.width !== width || mask.height !== height)) {
    refuse(
      `The mask is ${mask.width}x${mask.height} and the decoy is ${width}x${height}. ` +
        'Use a mask of the size of the decoy, bright where pixels may change.',
    );
  }
  if (mask === null && settings.dark === null) return { pixels: null, channels };
  const pixels = new Uint8Array(width * height);
  let free = 0;
  for (let i = 0; i < pixels.length; i++) {
    const masked = mask !== null && mask.data[i * mask.channels] < MASK_FROM;
    const bright = settings.dark !== null && lumaAt(decoy, i) > settings.dark;
    pixels[i] = masked || bright ? 0 : 1;
    free += pixels[i];
  }
  if (free === 0) {
    refuse(
      settings.dark === null
        ? 'The mask is dark everywhere, so no pixel may change. Make it bright where pixels may change.'
        : `No pixel ${mask === null ? '' : 'that the mask allows '}has a luma of ${settings.dark} or ` +
            `less. The darkest has ${Math.floor(darkest(decoy))}. Raise --dark, or use a darker decoy.`,
    );
  }
  return { pixels, channels };
}

/** What each sample of channel `c` may be: `limit` is the largest change (255: any). */
export function boundsOf(
  decoy: Raster<Uint8Array>,
  c: number,
  pixels: Uint8Array | null,
  limit: number,
): Bounds {
  const count = decoy.width * decoy.height;
  const least = new Uint8Array(count);
  const most = new Uint8Array(count);
  for (let i = 0, at = c; i < count; i++, at += decoy.channels) {
    const value = decoy.data[at];
    const change = pixels === null || pixels[i] === 1 ? limit : 0;
    least[i] = Math.max(0, value - change);
    most[i] = Math.min(255, value + change);
  }
  return { least, most };
}

/** The least and the most that each output can be within `bounds`: dstH*dstW each. */
export function reachOf(
  { least, most }: Bounds,
  width: number,
  x: AxisTaps,
  y: AxisTaps,
): { lowest: Float32Array; highest: Float32Array } {
  const lowest = new Float32Array(x.dstSize * y.dstSize);
  const highest = new Float32Array(x.dstSize * y.dstSize);
  for (let dstY = 0, output = 0; dstY < y.dstSize; dstY++) {
    for (let dstX = 0; dstX < x.dstSize; dstX++, output++) {
      for (let j = y.offsets[dstY]; j < y.offsets[dstY + 1]; j++) {
        const row = y.indices[j] * width;
        for (let i = x.offsets[dstX]; i < x.offsets[dstX + 1]; i++) {
          const weight = y.weights[j] * x.weights[i];
          const at = row + x.indices[i];
          lowest[output] += weight * (weight > 0 ? least[at] : most[at]);
          highest[output] += weight * (weight > 0 ? most[at] : least[at]);
        }
      }
    }
  }
  return { lowest, highest };
}

/** Luma of pixel `i`: 0.299 R + 0.587 G + 0.114 B; gray as it is. */
function lumaAt({ channels, data }: Raster<Uint8Array>, i: number): number {
  const at = i * channels;
  return channels === 1 ? data[at] : 0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2];
}

function darkest(decoy: Raster<Uint8Array>): number {
  let least = 255;
  for (let i = 0; i < decoy.width * decoy.height; i++) least = Math.min(least, lumaAt(decoy, i));
  return least;
}
