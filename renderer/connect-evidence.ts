/** What the inspector's tabs ask of the host. */
import {
  TILE_SIZE,
  type AxisCombs,
  type FoundKind,
  type FoundPicture,
  type Histogram,
  type ShownView,
  type SweepEvent,
  type SpectrumReport,
} from '../shared/contract.ts';
import type { ClassifierSummary } from '../shared/labels/classifier.ts';
import type { LabelPair } from '../shared/labels/labels.ts';
import type { ViewRequest } from '../shared/pipelines/request.ts';
import type { SpectrumOptions } from '../shared/spectrum/spectrum.ts';
import { events, getJson, getPixels, imagePath, viewQuery, type TileBytes } from './connect.ts';

/** What is told of the spectrum of an image; `view` is the one whose peaks are predicted. */
export function fetchSpectrum(
  id: string,
  options: SpectrumOptions,
  view: ViewRequest | null,
  signal?: AbortSignal,
): Promise<SpectrumReport> {
  const of = view === null ? '' : `&${viewQuery(view)}`;
  return getJson(`${imagePath(id)}/spectrum?${spectrumQuery(options)}${of}`, signal);
}

/** The picture of the spectrum: gray, a byte for each bin. */
export function fetchSpectrumPicture(
  id: string,
  options: SpectrumOptions,
  signal?: AbortSignal,
): Promise<TileBytes> {
  return getPixels(`${imagePath(id)}/spectrum/picture?${spectrumQuery(options)}`, 1, signal);
}

/** How strongly each size stands out along both axes. */
export function fetchCombs(
  id: string,
  channel: SpectrumOptions['channel'],
  signal?: AbortSignal,
): Promise<AxisCombs> {
  return getJson(`${imagePath(id)}/combs?channel=${channel}`, signal);
}

/** How often each value occurs in the source (`view` null) or in a view. */
export function fetchHistogram(
  id: string,
  view: ShownView | null,
  signal?: AbortSignal,
): Promise<Histogram> {
  const of = view === null ? '' : `?${viewQuery(view)}`;
  return getJson(`${imagePath(id)}/histogram${of}`, signal);
}

/** Which sizes are swept: sides of the width, `aspect` the height over it in thousandths. */
export interface SweepRange {
  pipeline: string;
  from: number;
  to: number;
  step: number;
  aspect: number;
}

/** The events of a sweep over sizes, in their order, until its result or error. */
export function sweep(
  id: string,
  { pipeline, from, to, step, aspect }: SweepRange,
  signal?: AbortSignal,
): AsyncGenerator<SweepEvent> {
  const sides = `from=${from}&to=${to}&step=${step}&aspect=${aspect}`;
  return events(`${imagePath(id)}/sweep?pipeline=${encodeURIComponent(pipeline)}&${sides}`, signal);
}

/** The classifiers that label images. */
export function fetchClassifiers(signal?: AbortSignal): Promise<ClassifierSummary[]> {
  return getJson('/api/classifiers', signal);
}

/** What a classifier says of the image at both scales. */
export function fetchLabels(
  id: string,
  classifier: string,
  signal?: AbortSignal,
): Promise<LabelPair> {
  return getJson(`${imagePath(id)}/labels?classifier=${encodeURIComponent(classifier)}`, signal);
}

/** A picture that the search made, and its pixels: all of them where it is small, else a level. */
export async function fetchFound(
  id: string,
  kind: FoundKind,
  signal?: AbortSignal,
): Promise<{ found: FoundPicture; tile: TileBytes; level: number }> {
  const path = `${imagePath(id)}/found/${kind}`;
  const found = await getJson<FoundPicture>(path, signal);
  const level = wholeLevel(found.raster);
  return { found, level, tile: await getPixels(`${path}/tiles/${level}/0/0`, 4, signal) };
}

/** The first level of a pyramid that is one tile. */
export function wholeLevel({ width, height }: { width: number; height: number }): number {
  return Math.max(0, Math.ceil(Math.log2(Math.max(width, height) / TILE_SIZE)));
}

function spectrumQuery({ window, detrend, channel }: SpectrumOptions): URLSearchParams {
  return new URLSearchParams({ window, detrend, channel });
}
