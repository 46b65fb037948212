/** What the viewer asks of the host, and what a native window adds. */
import { ROUTES } from '../../shared/api/routes/routes.ts';
import type { Bridge } from '../../shared/api/bridge.ts';
import {
  type FileContents,
  type InspectEvent,
  type MachineView,
  type MatrixEvent,
  type OpenImage,
  type PipelineSummary,
  type PixelReport,
  type SampleValues,
  type Session,
  type ShownView,
} from '../../shared/api/contract.ts';
import type { ViewRequest } from '../../shared/pipelines/request.ts';
import type { DecodePolicy } from '../../shared/image/facts.ts';
import type { Region } from '../../shared/finding/finding.ts';
import type { Size } from '../../shared/base/raster.ts';
import { call, callEvents, callPixels, type TileBytes } from './call.ts';

declare global {
  interface Window {
    scalescope?: Bridge;
  }
}

/** The native window around the page, where there is one. */
export const bridge: Bridge | undefined = 'window' in globalThis ? window.scalescope : undefined;

/** What is opened: bytes in the page, a path that the host may read, or the sample it comes with. */
export type OpenSource = { file: File; inside?: string } | { path: string } | { sample: true };

export function fetchSession(signal?: AbortSignal): Promise<Session> {
  return call(ROUTES.session, { signal });
}

export function fetchPipelines(signal?: AbortSignal): Promise<PipelineSummary[]> {
  return call(ROUTES.pipelines, { signal });
}

/** Has the host take the pipeline that `json`, called `name`, describes. Throws UserError where it is none. */
export function addPipeline(json: string, name: string): Promise<PipelineSummary> {
  return call(ROUTES.addPipeline, { query: { name }, raw: new Blob([json]) });
}

/** Opens an image with `policy`, called `ticket` meanwhile. Throws UserError where it cannot be decoded. */
export function openImage(
  source: OpenSource,
  policy: DecodePolicy,
  signal?: AbortSignal,
  ticket?: string,
): Promise<OpenImage> {
  if ('sample' in source) return call(ROUTES.openSample, { query: policy, signal });
  if ('file' in source) {
    const query = { ...policy, name: source.file.name, inside: source.inside, ticket };
    return call(ROUTES.openImage, { query, signal, raw: source.file });
  }
  const query = { ...policy, ticket };
  return call(ROUTES.openImage, { query, signal, raw: { path: source.path } });
}

/** A coarse picture of the image that is being opened as `ticket`. Throws UserError where it has none. */
export function fetchPreview(ticket: string, signal?: AbortSignal): Promise<TileBytes> {
  return callPixels(ROUTES.preview, { params: { ticket }, signal });
}

/** The pictures inside of a file; none where it holds no other files. Throws UserError. */
export function fetchContents(
  source: { file: File } | { path: string },
  signal?: AbortSignal,
): Promise<FileContents> {
  if ('file' in source) {
    return call(ROUTES.contents, { query: { name: source.file.name }, signal, raw: source.file });
  }
  return call(ROUTES.contents, { query: {}, signal, raw: { path: source.path } });
}

/** Opens an image that was given at the start once more, with another policy. */
export function openStartImage(
  index: number,
  policy: DecodePolicy,
  signal?: AbortSignal,
): Promise<OpenImage> {
  return call(ROUTES.openStartImage, { params: { index }, query: policy, signal });
}

/** The image that the host opened as `id`. */
export function fetchImage(id: string, signal?: AbortSignal): Promise<OpenImage> {
  return call(ROUTES.image, { params: { id }, signal });
}

export function fetchView(
  id: string,
  view: ViewRequest,
  signal?: AbortSignal,
): Promise<MachineView> {
  return call(ROUTES.view, { params: { id }, query: viewQuery(view), signal });
}

/** Values of the source (`view` null) or of what is shown of a view, at their own depth. */
export function fetchSamples(
  id: string,
  view: ShownView | null,
  { x, y, width, height }: Region,
  signal?: AbortSignal,
): Promise<SampleValues> {
  const params = { id };
  if (view === null)
    return call(ROUTES.samples, { params, query: { x, y, width, height }, signal });
  const query = { ...viewQuery(view), x, y, columns: width, rows: height };
  return call(ROUTES.viewSamples, { params, query, signal });
}

/** A tile of the source (`view` null), or of what is shown of a view. */
export function fetchTile(
  id: string,
  view: ShownView | null,
  tile: { level: number; col: number; row: number },
  signal?: AbortSignal,
): Promise<TileBytes> {
  const query = view === null ? {} : viewQuery(view);
  return callPixels(ROUTES.tile, { params: { id, ...tile }, query, signal });
}

/**
 * The events of an inspection, in their order, until its result or error: of the search, and of `view` where
 * there is one. The search is made once.
 */
export function inspect(
  id: string,
  view: ViewRequest | null,
  signal?: AbortSignal,
): AsyncGenerator<InspectEvent> {
  const query = view === null ? {} : viewQuery(view);
  return callEvents(ROUTES.inspect, { params: { id }, query, signal });
}

/** The events of a comparison of every bare sampler at `size`, or of every model at its own (null). */
export function compare(
  id: string,
  size: Size | null,
  signal?: AbortSignal,
): AsyncGenerator<MatrixEvent> {
  const query =
    size === null
      ? ({ presets: 'only' } as const)
      : ({ sizes: `${size.width}x${size.height}`, presets: '0' } as const);
  return callEvents(ROUTES.matrix, { params: { id }, query, signal });
}

/** How pixel (dstX, dstY) of the machine view is made. */
export function fetchPixel(
  id: string,
  view: ViewRequest,
  dstX: number,
  dstY: number,
  signal?: AbortSignal,
): Promise<PixelReport> {
  const query = { ...viewQuery(view), x: dstX, y: dstY };
  return call(ROUTES.pixel, { params: { id }, query, signal });
}

/** A view as a query; a size only whole. */
export function viewQuery({ pipeline, width, height, part, show }: ShownView) {
  const isSized = width !== undefined && height !== undefined;
  return { pipeline, ...(isSized && { width, height }), part, show };
}
