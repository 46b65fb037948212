/**
 * What the next program loads of what one program wrote: samples rounded to 8 bits, by way of JPEG where they are
 * sent as such, then by the rules of its own loader.
 */
import { quantize, type Raster } from '../../base/raster.ts';
import { jpegRoundTrip } from '../../loaders/jpeg/round-trip.ts';
import { applyDecodeRules, withoutAlpha } from './decode-rules.ts';
import type { DecodeRules, HandOverStep, Pipeline } from './format.ts';

/** `raster` as `decode` loads it after it was written `as` said. */
export function receivedRaster(
  raster: Raster,
  as: HandOverStep['as'],
  decode: DecodeRules,
): Raster {
  const bytes = quantize(raster, 'uint8') as Raster<Uint8Array>;
  if (as === 'png') return applyDecodeRules(decode, bytes);
  const opaque = bytes.channels === 4 ? (withoutAlpha(bytes, 'drop') as Raster<Uint8Array>) : bytes;
  return applyDecodeRules(decode, jpegRoundTrip(opaque, as.jpeg, as.chroma));
}

/** Whether something of `pipeline` is sent as JPEG, which no table tells. */
export function sendsJpeg({ steps }: Pick<Pipeline, 'steps'>): boolean {
  return handOversOf(steps).some(({ as }) => as !== 'png');
}

/** What every loader of `pipeline` makes of alpha, the first first; a JPEG between two drops it. */
export function alphaRules({ decode, steps }: Pick<Pipeline, 'decode' | 'steps'>) {
  const later = handOversOf(steps).flatMap((step) => [
    ...(step.as === 'png' ? [] : ['drop' as const]),
    step.decode.alpha,
  ]);
  return [decode.alpha, ...later];
}

/**
 * The source as a person would compare it with what `pipeline` makes of it: in the channels that are left after all of
 * its loaders.
 */
export function seenThrough(
  { decode, steps }: Pick<Pipeline, 'decode' | 'steps'>,
  raster: Raster,
): Raster {
  return handOversOf(steps).reduce(
    (seen, step) => {
      const isDropped = step.as !== 'png' && seen.channels === 4;
      return applyDecodeRules(step.decode, isDropped ? withoutAlpha(seen, 'drop') : seen);
    },
    applyDecodeRules(decode, raster),
  );
}

function handOversOf(steps: Pipeline['steps']): HandOverStep[] {
  return steps.filter((step) => step.op === 'hand-over');
}
