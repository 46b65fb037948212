/** Pictures that show nothing: why nothing can be found in them, in a sentence. */
import type { IntegerSamples, Raster } from '../base/raster.ts';

/** Said of a picture of which a person sees nothing, and of which nothing else can be said. */
export const TRANSPARENT =
  'The picture is fully transparent everywhere: a person sees nothing, so nothing can be said about a ' +
  'hidden picture. A program that drops alpha sees the colors beneath.';

const ONE_COLOR = 'Every pixel has the same color: no resize makes another picture of it.';

/** What is to be said of a picture of one color, or of none; null of every other. */
export function blankReason(raster: Raster<IntegerSamples>): string | null {
  if (isTransparent(raster)) return TRANSPARENT;
  return isOneColor(raster) ? ONE_COLOR : null;
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
