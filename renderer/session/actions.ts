/** What a person can ask for: each calls the host, then sets the state. Stale answers never win. */
import { batch } from '@preact/signals';
import { SAMPLE_NAME } from '../../shared/api/contract.ts';
import type { ViewRequest } from '../../shared/pipelines/request.ts';
import type { OpenImage } from '../../shared/api/contract.ts';
import type { Finding } from '../../shared/finding/finding.ts';
import { withText } from '../../shared/finding/with-text.ts';
import type { TextReading } from '../../shared/verdict/text-reading.ts';
import { fromErrorBody, toErrorBody, type ErrorBody } from '../../shared/base/errors.ts';
import { DEFAULT_DECODE_POLICY, type DecodePolicy } from '../../shared/image/facts.ts';
import type { Size } from '../../shared/base/raster.ts';
import * as host from '../client/api-client.ts';
import { fetchText } from '../client/api-client-evidence.ts';
import { withPicturesInside } from './inside-files.ts';
import { rememberFile } from '../client/recent.ts';
import { cancel, run } from './latest-run.ts';
import { keepAnswer, keptAnswer } from './use-query.ts';
import * as queue from './queue.ts';
import * as state from './state.ts';

let nextKey = 1;

/** Learns the session and its pipelines, and begins to show the first image. */
export async function start(): Promise<void> {
  await run('session', null, async (signal) => {
    const [session, pipelines] = await Promise.all([
      host.fetchSession(signal),
      host.fetchPipelines(signal),
    ]);
    if (signal.aborted) return;
    state.session.value = session;
    state.pipelines.value = pipelines;
    const first = pipelines[0];
    if (first !== undefined && state.pipelineId.value === null) {
      state.pipelineId.value = first.id;
      state.size.value = first.defaultSize;
    }
    state.images.value = session.images.map((image, index) => ({
      key: nextKey++,
      name: image.name,
      origin: { index },
      policy: DEFAULT_DECODE_POLICY,
      known: 'id' in image ? { id: image.id } : { error: image.error },
    }));
    batch(() => {
      state.isStarted.value = true;
      const [listed] = state.images.value;
      if (listed !== undefined) void showImage(listed.key);
    });
  });
}

/** Adds `given`, or the pictures inside of them, to the list and shows the first. */
export async function openSources(given: host.OpenSource[]): Promise<void> {
  if (given.length === 0) return;
  state.notice.value = null;
  const sources = await withPicturesInside(given);
  const added = sources.map((source) => ({
    key: nextKey++,
    name: nameOf(source),
    origin: source,
    policy: DEFAULT_DECODE_POLICY,
    known: null,
  }));
  // At once: between the two nothing would be known of an image that is about to be opened, and the queue would
  // open it as well.
  await batch(() => {
    state.images.value = [...state.images.value, ...added];
    return showImage(added[0].key);
  });
}

function nameOf(source: host.OpenSource): string {
  if ('sample' in source) return SAMPLE_NAME;
  const path = 'file' in source ? (source.inside ?? source.file.name) : source.path;
  return path.replace(/^.*[\\/]/, '');
}

/** Opens files of the page: by path where the host may read paths, else by their bytes. */
export async function openFiles(files: File[]): Promise<void> {
  const { bridge } = host;
  await openSources(
    files.map((file) => {
      const path = state.session.value?.openPaths ? bridge?.pathOfFile(file) : '';
      return path ? { path } : { file };
    }),
  );
}

/** Shows an image of the case in place of the one before. */
export async function showListed(
  image: Pick<state.ListedImage, 'name' | 'origin' | 'byHand'>,
): Promise<void> {
  const key = nextKey++;
  const others = state.images.value.filter(({ origin }) => !('row' in origin));
  await batch(() => {
    state.images.value = [...others, { ...image, key, policy: DEFAULT_DECODE_POLICY, known: null }];
    return showImage(key);
  });
}

/** Says what is known of the present image before it is opened, and the view to look through. */
export function expectImage(
  known: Pick<state.ListedImage, 'name' | 'kept'>,
  view: { pipeline: string; size: Size } | null,
): void {
  const pipeline = view === null ? undefined : state.pipelines.value.find(isOf(view.pipeline));
  batch(() => {
    updateCurrent(known);
    if (view === null || pipeline === undefined) return;
    state.pipelineId.value = pipeline.id;
    if (pipeline.sizeIsFree)
      state.size.value = { width: view.size.width, height: view.size.height };
  });
}

function isOf(id: string): (pipeline: { id: string }) => boolean {
  return (pipeline) => pipeline.id === id;
}

/** Takes the images that `isGone` names off the list; another one is shown where it was one of them. */
export function forgetListed(isGone: (image: state.ListedImage) => boolean): void {
  const { value: present } = state.current;
  state.images.value = state.images.value.filter((image) => !isGone(image));
  if (present === null || !isGone(present)) return;
  for (const kind of ['open', 'view', 'inspect', 'text', 'matrix', 'measure']) cancel(kind);
  state.currentKey.value = null;
  state.opened.value = { status: 'none' };
  const last = state.images.value.at(-1);
  if (last !== undefined) void showImage(last.key);
}

/** Shows the image `key` of the list. Resolves when its machine view is there, or why there is none. */
export function showImage(key: number): Promise<void> {
  return batch(() => {
    state.currentKey.value = key;
    state.view.value = null;
    return openCurrent();
  });
}

/** Shows the image `by` places on in the queue as it is listed, around its ends. */
export async function stepImage(by: number): Promise<void> {
  const { value: images } = queue.listed;
  if (images.length === 0) return;
  const at = images.findIndex(({ key }) => key === state.currentKey.value);
  await showImage((at < 0 ? images[0] : images.at((at + by) % images.length)!).key);
}

/** Opens the present image again, whatever came of it before. */
export async function reopen(): Promise<void> {
  updateCurrent({ known: null });
  await openCurrent();
}

async function openCurrent(): Promise<void> {
  const listed = state.current.value;
  if (listed === null) return;
  for (const kind of ['view', 'inspect', 'text', 'matrix', 'measure']) cancel(kind);
  batch(() => {
    state.opened.value = { status: 'loading' };
    state.preview.value = null;
    state.hasPixels.value = false;
    state.machine.value = { status: 'none' };
    state.inspection.value = { status: 'none' };
    state.textRead.value = { status: 'none' };
    state.matrix.value = state.NO_MATRIX;
    state.measured.value = { status: 'none' };
    state.machineFrame.value = null;
    state.tileFailure.value = null;
    state.pinned.value = null;
    state.part.value = 0;
    state.parts.value = 1;
  });
  const fail = (error: ErrorBody): void => {
    updateCurrent({ known: { error } });
    state.opened.value = { status: 'failed', error };
  };
  await run('open', fail, async (signal) => {
    const image = await openWithPreview(listed, signal);
    if (signal.aborted) return;
    updateCurrent({ known: { id: image.id }, policy: image.policy });
    state.opened.value = { status: 'ready', value: image };
    if (!('row' in listed.origin)) rememberFile(listed.name, listed.origin);
    await showMachineView();
  });
}

/** Opens an image of the list, and shows a preview of it meanwhile where it may have one. */
async function openWithPreview(listed: state.ListedImage, signal: AbortSignal): Promise<OpenImage> {
  if (!/\.(jpe?g|jfif)$/i.test(listed.name)) return openListed(listed, signal);
  const ticket = crypto.randomUUID();
  void showPreview(ticket, signal);
  return openListed(listed, signal, ticket);
}

/** Shows the preview of what is opened as `ticket` where nothing of it is seen yet. */
async function showPreview(ticket: string, signal: AbortSignal): Promise<void> {
  try {
    const { width, height, bytes } = await host.fetchPreview(ticket, signal);
    const picture = new ImageData(new Uint8ClampedArray(bytes), width, height);
    const preview = await createImageBitmap(picture);
    if (!signal.aborted && !state.hasPixels.value) state.preview.value = preview;
  } catch {
    // There is none, or another image is opened: if anything is wrong, opening it tells.
  }
}

/** Opens an image of the list, or asks for it again where the host has it open. */
export async function openListed(
  listed: state.ListedImage,
  signal: AbortSignal,
  ticket?: string,
): Promise<OpenImage> {
  const { origin, policy, byHand = {}, known } = listed;
  if (known !== null && 'error' in known) throw fromErrorBody(known.error);
  if (known !== null) {
    try {
      return await host.fetchImage(known.id, signal);
    } catch (error) {
      // Bytes of the page had to make room for others: they are sent again.
      if (toErrorBody(error).code !== 'not-found' || !('file' in origin)) throw error;
    }
  }
  if ('open' in origin) return origin.open(byHand, signal);
  if ('index' in origin) return host.openStartImage(origin.index, policy, signal);
  return host.openImage(origin, policy, signal, ticket);
}

function updateCurrent(change: Partial<state.ListedImage>): void {
  if (state.currentKey.value !== null) updateListed(state.currentKey.value, change);
}

/** Says what is known now of the image `key` of the list. */
export function updateListed(key: number, change: Partial<state.ListedImage>): void {
  state.images.value = state.images.value.map((image) =>
    image.key === key ? { ...image, ...change } : image,
  );
}

/** Chooses how the present image is decoded. */
export async function choosePolicy(change: Partial<DecodePolicy>): Promise<void> {
  const listed = state.current.value;
  if (listed === null) return;
  updateCurrent({
    policy: { ...listed.policy, ...change },
    byHand: { ...listed.byHand, ...change },
  });
  state.view.value = null;
  await reopen();
}

/** Chooses the pipeline; its own size comes with it unless the size was chosen by hand. */
export async function choosePipeline(id: string): Promise<void> {
  const { value: before } = state.pipeline;
  const next = state.pipelines.value.find((pipeline) => pipeline.id === id);
  if (next === undefined || next === before) return;
  const isOwnSize = before?.sizeIsFree === true && isSame(state.size.value, before.defaultSize);
  await showView(id, next.sizeIsFree && isOwnSize ? next.defaultSize : state.size.value);
}

/** Chooses the target size. */
export async function chooseSize(size: Size): Promise<void> {
  if (state.pipelineId.value === null || isSame(state.size.value, size)) return;
  await showView(state.pipelineId.value, size);
}

/** Chooses which of several views is shown, 0-based. */
export async function choosePart(part: number): Promise<void> {
  state.part.value = Math.min(state.parts.value - 1, Math.max(0, part));
  await showMachineView();
}

/** Shows view `part` of pipeline `id`, at `size` where it is free. */
export async function showView(id: string, size: Size, part = 0): Promise<void> {
  const isOther = id !== state.pipelineId.value || !isSame(size, state.size.value);
  batch(() => {
    state.pipelineId.value = id;
    state.part.value = part;
    if (state.pipeline.value?.sizeIsFree) {
      state.size.value = { width: size.width, height: size.height };
    }
    if (isOther) state.pinned.value = null;
  });
  await showMachineView();
}

function isSame(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height;
}

/** Asks for the machine view of the present choice, and for the verdict, which is not waited for. */
export async function showMachineView(): Promise<void> {
  const { value: image } = state.image;
  const { value: request } = state.request;
  if (image === null || request === null) return;
  for (const kind of ['inspect', 'text']) cancel(kind);
  state.machine.value = { status: 'loading' };
  state.inspection.value = { status: 'none' };
  state.tileFailure.value = null;
  const fail = (error: ErrorBody): void => {
    cancel('inspect');
    state.inspection.value = { status: 'none' };
    state.machine.value = { status: 'failed', error };
  };
  // Another engine searches: neither waits for the other.
  void inspect(image.id, request);
  await run('view', fail, async (signal) => {
    const view = await host.fetchView(image.id, request, signal);
    if (signal.aborted) return;
    batch(() => {
      state.machine.value = { status: 'ready', value: view };
      state.machineFrame.value = view.frame;
      state.parts.value = view.parts;
    });
  });
}

async function inspect(id: string, request: ViewRequest): Promise<void> {
  const kept = state.current.value?.kept;
  if (kept !== undefined) {
    state.inspection.value = { status: 'done', finding: kept };
    const { text } = kept;
    state.textRead.value =
      text === undefined ? { status: 'none' } : { status: 'ready', value: text };
    return;
  }
  state.inspection.value = { status: 'running', stage: 'starting', fraction: 0 };
  const fail = (error: ErrorBody): void => {
    state.inspection.value = { status: 'failed', error };
  };
  await run('inspect', fail, async (signal) => {
    for await (const event of host.inspect(id, request, signal)) {
      if (signal.aborted) return;
      if (event.type === 'error') return fail(event.error);
      if (event.type === 'progress') {
        const { stage, fraction } = event;
        state.inspection.value = { status: 'running', stage, fraction };
      } else {
        const { finding } = event;
        updateCurrent({ finding });
        state.inspection.value = { status: 'done', finding };
        // What is known of its text by now changes the verdict at once: after it is set.
        void readText(id, finding);
      }
    }
    if (state.inspection.value.status === 'running') {
      fail({ code: 'internal', message: 'The inspection ended without a result.' });
    }
  });
}

/** Reads the text of the image where something stands out in it, and tells the worse of both verdicts. */
async function readText(id: string, finding: Finding): Promise<void> {
  const { looked = [], targets, loaders = [] } = finding;
  if (looked.length + targets.length + loaders.length === 0) {
    state.textRead.value = { status: 'none' };
    return;
  }
  const key = JSON.stringify(['text', id]);
  const known = keptAnswer<TextReading>(key);
  state.textRead.value = { status: 'loading' };
  const fail = (error: ErrorBody): void => {
    state.textRead.value = { status: 'failed', error };
  };
  await run('text', fail, async (signal) => {
    const reading = known ?? (await fetchText(id, signal));
    keepAnswer(key, reading);
    if (signal.aborted) return;
    const told = withText(finding, reading);
    batch(() => {
      state.textRead.value = { status: 'ready', value: reading };
      state.inspection.value = { status: 'done', finding: told };
      updateCurrent({ finding: told });
    });
  });
}

/** Inspects again after a failure. */
export async function retryInspection(): Promise<void> {
  const { value: image } = state.image;
  const { value: request } = state.request;
  if (image !== null && request !== null) await inspect(image.id, request);
}

/** Reads the text again after a failure. */
export async function retryText(): Promise<void> {
  const { value: image } = state.image;
  const { value: inspection } = state.inspection;
  if (image !== null && inspection.status === 'done') await readText(image.id, inspection.finding);
}

/** Tries again what the lost host or failed tiles kept from being shown. */
export async function retryHost(): Promise<void> {
  state.isHostLost.value = false;
  state.tileFailure.value = null;
  state.retries.value++;
  if (state.session.value === null) return start();
  if (state.opened.value.status !== 'ready') return reopen();
  if (state.machine.value.status !== 'ready') return showMachineView();
  if (state.inspection.value.status !== 'done') return retryInspection();
}
