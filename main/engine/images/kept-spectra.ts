/** Spectra inside an engine: the last ones are kept, so that other peaks cost no other transform. */
import { Lru } from '../../../shared/base/lru.ts';
import {
  makeSpectrum,
  type MadeSpectrum,
  type SpectrumOptions,
} from '../../../shared/spectrum/spectrum.ts';
import type { Images } from './images.ts';
import type { OpenedImage } from './orders.ts';

/** Spectra of 4 MB each. */
const kept = new Lru<MadeSpectrum>(4);

/** The spectrum of an image, kept or made. */
export async function spectrumOf(
  images: Images,
  image: OpenedImage,
  options: SpectrumOptions,
): Promise<MadeSpectrum> {
  const { facts, source } = image;
  const key = JSON.stringify([facts.sha256, source.policy, options]);
  const made = kept.get(key) ?? makeSpectrum((await images.raster(image)).raster, options);
  kept.set(key, made);
  return made;
}
