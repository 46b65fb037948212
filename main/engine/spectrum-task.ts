/** Spectra inside an engine: the last ones are kept, so that other peaks cost no other transform. */
import {
  axisCombs,
  grayOf,
  makeSpectrum,
  reportSpectrum,
  type AxisCombs,
  type MadeSpectrum,
  type SpectrumOptions,
  type SpectrumReport,
} from '../../shared/spectrum/spectrum.ts';
import { shapeOf } from '../../shared/resample/resize.ts';
import type { Images } from './images.ts';
import type { TaskOf } from './protocol.ts';
import type { GrayPicture, OpenedImage } from './service.ts';

/** Spectra of 4 MB each, the oldest first. */
const kept = new Map<string, MadeSpectrum>();
const MOST_KEPT = 4;

/** What the spectrum of an image says. */
export async function spectrumReportOf(
  images: Images,
  { image, options, view }: TaskOf<'spectrum'>,
): Promise<SpectrumReport> {
  const { raster } = await images.raster(image);
  return reportSpectrum(await spectrumOf(images, image, options), shapeOf(raster), view);
}

/** Its picture. */
export async function spectrumPictureOf(
  images: Images,
  { image, options }: TaskOf<'spectrum-picture'>,
): Promise<GrayPicture> {
  const { spectrum } = await spectrumOf(images, image, options);
  return { width: spectrum.width, height: spectrum.height, data: grayOf(spectrum) };
}

/** The combs of both axes of an image. */
export async function combsOf(
  images: Images,
  { image, channel }: TaskOf<'combs'>,
): Promise<AxisCombs> {
  const { raster } = await images.raster(image);
  return axisCombs(raster, channel);
}

async function spectrumOf(
  images: Images,
  image: OpenedImage,
  options: SpectrumOptions,
): Promise<MadeSpectrum> {
  const { facts, source } = image;
  const key = JSON.stringify([facts.sha256, source.policy, options]);
  const made = kept.get(key) ?? makeSpectrum((await images.raster(image)).raster, options);
  kept.delete(key);
  kept.set(key, made);
  if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value!);
  return made;
}
