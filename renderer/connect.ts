/** The way to the host: the API of shared/contract over fetch, and what a native window adds. */
import type { Bridge } from '../shared/bridge.ts';
import {
  TILE_HEIGHT_HEADER,
  TILE_WIDTH_HEADER,
  type InspectEvent,
  type MachineView,
  type MatrixEvent,
  type OpenImage,
  type PipelineSummary,
  type PixelReport,
  type SampleValues,
  type Session,
  type ShownView,
  type ViewRequest,
} from '../shared/contract.ts';
import { fromErrorBody, UserError, type ErrorBody } from '../shared/errors.ts';
import type { DecodePolicy } from '../shared/facts.ts';
import type { Region } from '../shared/finding.ts';
import type { Size } from '../shared/raster.ts';

declare global {
  interface Window {
    scalescope?: Bridge;
  }
}

/** The host did not answer at all: it was ended, or the connection broke. */
export class HostLost extends Error {
  constructor() {
    super('Scalescope does not answer');
    this.name = 'HostLost';
  }
}

/** The error that the host told, as it is thrown. */
export const errorOf = fromErrorBody;

/** The native window around the page, where there is one. */
export const bridge: Bridge | undefined = 'window' in globalThis ? window.scalescope : undefined;

/** What is opened: bytes in the page, a path that the host may read, or the sample it comes with. */
export type OpenSource = { file: File } | { path: string } | { sample: true };

export function fetchSession(signal?: AbortSignal): Promise<Session> {
  return getJson('/api/session', signal);
}

export function fetchPipelines(signal?: AbortSignal): Promise<PipelineSummary[]> {
  return getJson('/api/pipelines', signal);
}

/** Opens an image with `policy`. Throws UserError where it cannot be decoded. */
export async function openImage(
  source: OpenSource,
  policy: DecodePolicy,
  signal?: AbortSignal,
): Promise<OpenImage> {
  const query = policyQuery(policy);
  if ('sample' in source) {
    return json(await request(`/api/sample?${query}`, signal, { method: 'POST' }));
  }
  if ('file' in source) query.set('name', source.file.name);
  const init: RequestInit = { method: 'POST' };
  if ('file' in source) {
    init.body = source.file;
    init.headers = { 'content-type': 'application/octet-stream' };
  } else {
    init.body = JSON.stringify({ path: source.path });
    init.headers = { 'content-type': 'application/json' };
  }
  return json(await request(`/api/images?${query}`, signal, init));
}

/** Opens an image that was given at the start once more, with another policy. */
export async function openStartImage(
  index: number,
  policy: DecodePolicy,
  signal?: AbortSignal,
): Promise<OpenImage> {
  const path = `/api/session/images/${index}?${policyQuery(policy)}`;
  return json(await request(path, signal, { method: 'POST' }));
}

/** The image that the host opened as `id`. */
export function fetchImage(id: string, signal?: AbortSignal): Promise<OpenImage> {
  return getJson(imagePath(id), signal);
}

export function fetchView(
  id: string,
  view: ViewRequest,
  signal?: AbortSignal,
): Promise<MachineView> {
  return getJson(`${imagePath(id)}/view?${viewQuery(view)}`, signal);
}

/** Values of the source (`view` null) or of what is shown of a view, at their own depth. */
export function fetchSamples(
  id: string,
  view: ShownView | null,
  region: Region,
  signal?: AbortSignal,
): Promise<SampleValues> {
  const { x, y, width, height } = region;
  if (view === null) {
    const query = `x=${x}&y=${y}&width=${width}&height=${height}`;
    return getJson(`${imagePath(id)}/samples?${query}`, signal);
  }
  const query = `${viewQuery(view)}&x=${x}&y=${y}&columns=${width}&rows=${height}`;
  return getJson(`${imagePath(id)}/view/samples?${query}`, signal);
}

export interface TileBytes {
  width: number;
  height: number;
  /** 8 bit, row-major: RGBA, or gray of spectra. */
  bytes: ArrayBuffer;
}

/** A tile of the source (`view` null), or of what is shown of a view. */
export async function fetchTile(
  id: string,
  view: ShownView | null,
  tile: { level: number; col: number; row: number },
  signal?: AbortSignal,
): Promise<TileBytes> {
  const query = view === null ? '' : `?${viewQuery(view)}`;
  return getPixels(
    `${imagePath(id)}/tiles/${tile.level}/${tile.col}/${tile.row}${query}`,
    4,
    signal,
  );
}

/** The raw pixels at `path`, `channels` bytes each. Throws UserError or HostLost. */
export async function getPixels(
  path: string,
  channels: number,
  signal?: AbortSignal,
): Promise<TileBytes> {
  const response = await request(path, signal);
  const bytes = await read(() => response.arrayBuffer(), signal);
  const width = Number(response.headers.get(TILE_WIDTH_HEADER));
  const height = Number(response.headers.get(TILE_HEIGHT_HEADER));
  if (!(width > 0) || bytes.byteLength !== width * height * channels) {
    throw new UserError(
      'internal',
      `A tile of ${width}×${height} came as ${bytes.byteLength} bytes`,
    );
  }
  return { width, height, bytes };
}

/** The events of an inspection, in their order, until its result or error. The search is made once. */
export function inspect(
  id: string,
  view: ViewRequest,
  signal?: AbortSignal,
): AsyncGenerator<InspectEvent> {
  return events(`${imagePath(id)}/inspect?${viewQuery(view)}`, signal);
}

/** The events of a comparison of every pipeline at `sizes`, and of every model at its own. */
export function compare(
  id: string,
  sizes: Size[],
  signal?: AbortSignal,
): AsyncGenerator<MatrixEvent> {
  const list = sizes.map(({ width, height }) => `${width}x${height}`).join(',');
  return events(`${imagePath(id)}/matrix?sizes=${list}&presets=1`, signal);
}

/** How pixel (dstX, dstY) of the machine view is made. */
export function fetchPixel(
  id: string,
  view: ViewRequest,
  dstX: number,
  dstY: number,
  signal?: AbortSignal,
): Promise<PixelReport> {
  return getJson(`${imagePath(id)}/pixel?${viewQuery(view)}&x=${dstX}&y=${dstY}`, signal);
}

/** Posts to `path`, `body` as JSON where there is one, and yields the lines of the answer. */
export async function* events<Event>(
  path: string,
  signal?: AbortSignal,
  body?: unknown,
): AsyncGenerator<Event> {
  const init = body === undefined ? { method: 'POST' } : jsonInit('POST', body);
  const response = await request(path, signal, init);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await read(() => reader.read(), signal);
    if (done) break;
    const lines = (rest + value).split('\n');
    rest = lines.pop()!;
    for (const line of lines) if (line !== '') yield JSON.parse(line) as Event;
  }
  if (rest !== '') yield JSON.parse(rest) as Event;
}

/** A policy as a query, as far as it is chosen. */
export function policyQuery({ orientation, frame }: Partial<DecodePolicy>): URLSearchParams {
  const query = new URLSearchParams(orientation === undefined ? {} : { orientation });
  if (frame !== undefined && frame !== null) query.set('frame', String(frame));
  return query;
}

/** Where the image `id` is in the API. */
export function imagePath(id: string): string {
  return `/api/images/${encodeURIComponent(id)}`;
}

/** A view as a query. */
export function viewQuery({ pipeline, width, height, part, show }: ShownView): string {
  const query = new URLSearchParams({ pipeline });
  if (width !== undefined && height !== undefined) {
    query.set('width', String(width));
    query.set('height', String(height));
  }
  if (part !== undefined) query.set('part', String(part));
  if (show !== undefined) query.set('show', show);
  return query.toString();
}

/** The JSON at `path`. Throws UserError or HostLost. */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return json(await request(path, signal));
}

/** Sends `body` to `path` and gives the JSON of the answer. It arrives even where the page is closed. */
export async function sendJson<T>(
  method: 'POST' | 'PUT',
  path: string,
  body: unknown,
  signal?: AbortSignal,
): Promise<T> {
  return json(await request(path, signal, { ...jsonInit(method, body), keepalive: true }));
}

/** Removes what is at `path`. */
export async function remove(path: string): Promise<void> {
  await request(path, undefined, { method: 'DELETE', keepalive: true });
}

/** The bytes at `path`. Throws UserError or HostLost. */
export async function getBlob(path: string, signal?: AbortSignal): Promise<Blob> {
  const response = await request(path, signal);
  return read(() => response.blob(), signal);
}

/** The picture at `path`, decoded. */
export async function getBitmap(path: string, signal?: AbortSignal): Promise<ImageBitmap> {
  const response = await request(path, signal);
  return createImageBitmap(await read(() => response.blob(), signal));
}

function jsonInit(method: string, body: unknown): RequestInit {
  return {
    method,
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  };
}

async function json<T>(response: Response): Promise<T> {
  return (await read(() => response.json())) as T;
}

async function request(
  path: string,
  signal?: AbortSignal,
  init: RequestInit = {},
): Promise<Response> {
  const response = await read(() => fetch(path, signal ? { ...init, signal } : init), signal);
  if (response.ok) return response;
  let body: { error?: ErrorBody };
  try {
    body = (await response.json()) as { error?: ErrorBody };
  } catch {
    body = {};
  }
  throw body.error?.message
    ? fromErrorBody(body.error)
    : new UserError('internal', `Scalescope answered with status ${response.status}`);
}

/** What `work` gives; a broken connection becomes HostLost, an abort stays what it is. */
async function read<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (signal?.aborted || (error instanceof DOMException && error.name === 'AbortError'))
      throw error;
    if (error instanceof UserError) throw error;
    throw new HostLost();
  }
}
