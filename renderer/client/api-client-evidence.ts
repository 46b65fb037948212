/** What the inspector's tabs ask of the host. */
import {
  TILE_SIZE,
  type AxisCombs,
  type FoundKind,
  type FoundPicture,
  type Histogram,
  type LineProfile,
  type ShownView,
  type SweepEvent,
  type SpectrumReport,
} from '../../shared/api/contract.ts';
import type { ClassifierSummary } from '../../shared/pipelines/classifier.ts';
import type { LabelPair } from '../../shared/finding/labels.ts';
import type { TextReading } from '../../shared/verdict/text-reading.ts';
import type { ViewRequest } from '../../shared/pipelines/request.ts';
import type { SpectrumOptions } from '../../shared/spectrum/spectrum.ts';
import type { CountedRegion } from '../../shared/image/histogram.ts';
import type { Line } from '../../shared/image/line-profile.ts';
import { ROUTES } from '../../shared/api/routes/routes.ts';
import { call, callEvents, callPixels, type TileBytes } from './call.ts';
import { viewQuery } from './api-client.ts';

/** What is told of the spectrum of an image; `view` is the one whose peaks are predicted. */
export function fetchSpectrum(
  id: string,
  options: SpectrumOptions,
  view: ViewRequest | null,
  signal?: AbortSignal,
): Promise<SpectrumReport> {
  const query = { ...spectrumQuery(options), ...(view !== null && viewQuery(view)) };
  return call(ROUTES.spectrum, { params: { id }, query, signal });
}

/** The picture of the spectrum: gray, a byte for each bin. */
export function fetchSpectrumPicture(
  id: string,
  options: SpectrumOptions,
  signal?: AbortSignal,
): Promise<TileBytes> {
  const query = spectrumQuery(options);
  return callPixels(ROUTES.spectrumPicture, { params: { id }, query, signal });
}

/** How strongly each size stands out along both axes. */
export function fetchCombs(
  id: string,
  channel: SpectrumOptions['channel'],
  signal?: AbortSignal,
): Promise<AxisCombs> {
  return call(ROUTES.combs, { params: { id }, query: { channel }, signal });
}

/** How often each value occurs in the source (`view` null) or in a view; in `region` of it where given. */
export function fetchHistogram(
  id: string,
  view: ShownView | null,
  region: CountedRegion | null,
  signal?: AbortSignal,
): Promise<Histogram> {
  const part =
    region === null ? {} : { x: region.x, y: region.y, columns: region.width, rows: region.height };
  const query = { ...(view === null ? {} : viewQuery(view)), ...part };
  return call(ROUTES.histogram, { params: { id }, query, signal });
}

/** The values at `count` places along `line`, in pixels of the source (`view` null) or of a view. */
export function fetchProfile(
  id: string,
  view: ShownView | null,
  line: Line,
  count: number,
  signal?: AbortSignal,
): Promise<LineProfile> {
  const text = (at: number): number => Math.round(at * 1000) / 1000;
  const { x0, y0, x1, y1 } = line;
  const places = { x0: text(x0), y0: text(y0), x1: text(x1), y1: text(y1), count };
  const query = { ...(view === null ? {} : viewQuery(view)), ...places };
  return call(ROUTES.profile, { params: { id }, query, signal });
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
  range: SweepRange,
  signal?: AbortSignal,
): AsyncGenerator<SweepEvent> {
  return callEvents(ROUTES.sweep, { params: { id }, query: range, signal });
}

/** The classifiers that label images. */
export function fetchClassifiers(signal?: AbortSignal): Promise<ClassifierSummary[]> {
  return call(ROUTES.classifiers, { signal });
}

/** What a classifier says of the image at both scales. */
export function fetchLabels(
  id: string,
  classifier: string,
  signal?: AbortSignal,
): Promise<LabelPair> {
  return call(ROUTES.labels, { params: { id }, query: { classifier }, signal });
}

/** What is read in the views of the image; it takes seconds. */
export function fetchText(id: string, signal?: AbortSignal): Promise<TextReading> {
  return call(ROUTES.text, { params: { id }, signal });
}

/** A picture that the search made, and its pixels: all of them where it is small, else a level. */
export async function fetchFound(
  id: string,
  kind: FoundKind,
  signal?: AbortSignal,
): Promise<{ found: FoundPicture; tile: TileBytes; level: number }> {
  const params = { id, picture: kind };
  const found = await call(ROUTES.found, { params, signal });
  const level = wholeLevel(found.raster);
  const first = { ...params, level, col: 0, row: 0 };
  return { found, level, tile: await callPixels(ROUTES.foundTile, { params: first, signal }) };
}

/** The first level of a pyramid that is one tile. */
export function wholeLevel({ width, height }: { width: number; height: number }): number {
  return Math.max(0, Math.ceil(Math.log2(Math.max(width, height) / TILE_SIZE)));
}

function spectrumQuery({ window, detrend, channel, detail }: SpectrumOptions) {
  return { window, detrend, channel, detail };
}
