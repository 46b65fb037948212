/** Pictures that show nothing: what is to be said of them. */
import type { IntegerSamples, Raster } from '../base/raster.ts';

const NO_ALPHA =
  'The picture is fully transparent everywhere. A person sees nothing; a program that drops alpha sees the ' +
  'colors beneath.';

/** Said of a picture of which a person sees nothing, and in which nothing was found. */
export const TRANSPARENT = `${NO_ALPHA} Nothing can be said about a hidden picture.`;

const ONE_COLOR = 'Every pixel has the same color: no resize makes another picture of it.';

/** What is to be said of a picture of one color, or of none, if nothing is found; null of every other. */
export function blankReason(raster: Raster<IntegerSamples>): string | null {
  if (isTransparent(raster)) return TRANSPARENT;
  return isOneColor(raster) ? ONE_COLOR : null;
}

/** As much of `blank` (blankReason) as stays true where something was found all the same. */
export function blankBesideFound(blank: string | null): string | null {
  return blank === TRANSPARENT ? NO_ALPHA : null;
}

function isTransparent({ data, channels }: Raster<IntegerSamples>): boolean {
  if (channels !== 4) return false;
  for (let at = channels - 1; at < data.length; at += channels) if (data[at] !== 0) return false;
  return true;
}

function isOneColor({ data, channels }: Raster<IntegerSamples>): boolean {
  for (let at = channels; at < data.length; at++) {
    if (data[at] !== data[at - channels]) return false;
  }
  return true;
}
