/** What the loaders of torchvision and TensorFlow share: both hand out channels of their own choice. */
import { UserError } from '../../base/errors.ts';
import type { LoadedPicture } from '../stored/loaded-picture.ts';
import { colorsOf, firstChannels } from '../stored/samples.ts';
import { STORED_CHANNELS, type Damage, type StoredPicture } from '../stored/stored-picture.ts';

/** Samples of 8 or 16 bits. */
export type Whole = Uint8Array | Uint16Array;

/** What `library` says where it does not load a file. */
export function refusedBy(library: string, name: string, reason: string): UserError {
  return new UserError('unsupported-format', `${library} does not load ${name}: ${reason}`);
}

/** Damage of PNG that those do not see who stop reading behind the samples. */
export const HARMLESS: readonly Damage['kind'][] = ['note', 'no-end', 'end'];

/** An array without samples of the type and `length`. */
export function emptyLike(data: Whole, length: number): Whole {
  return data instanceof Uint16Array ? new Uint16Array(length) : new Uint8Array(length);
}

/** RGB of a picture that is gray, of a palette, or of colors, in its own depth, without alpha. */
export function colorOf({ color, data, palette }: StoredPicture): Whole {
  if (color === 'palette') return colorsOf(data, palette?.colors ?? new Uint8Array());
  const own = firstChannels(
    data as Whole,
    STORED_CHANNELS[color],
    color.startsWith('gray') ? 1 : 3,
  );
  return color.startsWith('gray') ? repeated(own, 3) : own;
}

/** Each sample `times` times. */
export function repeated(data: Whole, times: number): Whole {
  const out = emptyLike(data, data.length * times);
  for (let i = 0; i < out.length; i++) out[i] = data[Math.floor(i / times)];
  return out;
}

/** `colors` of so many channels with the alpha of each pixel behind them. */
export function withAlphaBehind(colors: Whole, channels: number, alpha: ArrayLike<number>): Whole {
  const out = emptyLike(colors, alpha.length * (channels + 1));
  for (let i = 0, from = 0, to = 0; i < alpha.length; i++) {
    for (let c = 0; c < channels; c++) out[to++] = colors[from++];
    out[to++] = alpha[i];
  }
  return out;
}

/** The last channel of gray with alpha or RGBA. */
export function lastChannel(data: Whole, channels: number): Whole {
  return data.filter((_, i) => i % channels === channels - 1) as Whole;
}

/** Red, green and blue from four inks, `by` how one ink and what black leaves of the light make a level. */
export function fromInks(cmyk: ArrayLike<number>, by: (ink: number, light: number) => number) {
  const out = new Uint8Array((cmyk.length / 4) * 3);
  for (let from = 0, to = 0; from < cmyk.length; from += 4, to += 3) {
    const light = 255 - cmyk[from + 3];
    for (let c = 0; c < 3; c++) out[to + c] = by(cmyk[from + c], light);
  }
  return out;
}

/** The array of `stored` with so many channels. */
export function arrayOf(
  { width, height }: { width: number; height: number },
  channels: number,
  data: Whole,
): LoadedPicture {
  return { width, height, channels: channels as LoadedPicture['channels'], data };
}
