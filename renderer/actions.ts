/** What a person can ask for: each calls the host, then sets the state. Stale answers never win. */
import type { ViewRequest } from '../shared/contract.ts';
import { toErrorBody, type ErrorBody } from '../shared/errors.ts';
import { DEFAULT_DECODE_POLICY, type DecodePolicy } from '../shared/facts.ts';
import * as host from './connect.ts';
import * as state from './state.ts';

let nextKey = 1;
/** The latest run of each kind; starting another aborts it. */
const runs = new Map<string, AbortController>();

/** Learns the session and its pipelines, and shows the first image. */
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
    if (first !== undefined && state.request.value === null) {
      state.request.value = { pipeline: first.id, ...first.defaultSize };
    }
    state.images.value = session.images.map((image) => ({
      key: nextKey++,
      name: image.name,
      origin: 'id' in image ? { id: image.id } : { error: image.error },
      policy: DEFAULT_DECODE_POLICY,
    }));
    state.isStarted.value = true;
    if (state.images.value.length > 0) await showImage(state.images.value[0].key);
  });
}

/** Adds `sources` to the list and shows the first of them. */
export async function openSources(sources: host.OpenSource[]): Promise<void> {
  if (sources.length === 0) return;
  state.notice.value = null;
  const added = sources.map((source) => ({
    key: nextKey++,
    name: 'file' in source ? source.file.name : source.path.replace(/^.*[\\/]/, ''),
    origin: source,
    policy: DEFAULT_DECODE_POLICY,
  }));
  state.images.value = [...state.images.value, ...added];
  await showImage(added[0].key);
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

/** Shows the image `key` of the list. */
export async function showImage(key: number): Promise<void> {
  state.currentKey.value = key;
  state.view.value = null;
  await reopen();
}

/** Opens the present image again: after a failure, or with another policy. */
export async function reopen(): Promise<void> {
  const listed = state.current.value;
  if (listed === null) return;
  cancel('view');
  cancel('inspect');
  state.opened.value = { status: 'loading' };
  state.machine.value = { status: 'none' };
  state.inspection.value = { status: 'none' };
  state.tileFailure.value = null;
  const fail = (error: ErrorBody): void => {
    state.opened.value = { status: 'failed', error };
  };
  await run('open', fail, async (signal) => {
    const image = await openListed(listed, signal);
    if (signal.aborted) return;
    state.opened.value = { status: 'ready', value: image };
    await showMachineView();
  });
}

async function openListed(listed: state.ListedImage, signal: AbortSignal) {
  const { origin, policy } = listed;
  if ('error' in origin) throw host.errorOf(origin.error);
  if ('id' in origin) return host.fetchImage(origin.id, signal);
  return host.openImage(origin, policy, signal);
}

/** Chooses how the present image is decoded. */
export async function choosePolicy(change: Partial<DecodePolicy>): Promise<void> {
  const listed = state.current.value;
  if (listed === null) return;
  const changed = {
    ...listed,
    policy: { ...(state.image.value?.policy ?? listed.policy), ...change },
  };
  state.images.value = state.images.value.map((image) =>
    image.key === listed.key ? changed : image,
  );
  state.view.value = null;
  await reopen();
}

/** Chooses the pipeline; its own size comes with it unless the size was chosen by hand. */
export async function choosePipeline(id: string): Promise<void> {
  const { value: request } = state.request;
  const before = state.pipelines.value.find((pipeline) => pipeline.id === request?.pipeline);
  const next = state.pipelines.value.find((pipeline) => pipeline.id === id);
  if (next === undefined) return;
  const isOwnSize =
    request === null ||
    before === undefined ||
    (request.width === before.defaultSize.width && request.height === before.defaultSize.height);
  const size = isOwnSize ? next.defaultSize : { width: request.width, height: request.height };
  state.request.value = { pipeline: id, ...size };
  await showMachineView();
}

/** Chooses the target size. */
export async function chooseSize(width: number, height: number): Promise<void> {
  const { value: request } = state.request;
  if (request === null || (request.width === width && request.height === height)) return;
  state.request.value = { ...request, width, height };
  await showMachineView();
}

/** Asks for the machine view of the present choice, then for the verdict. */
export async function showMachineView(): Promise<void> {
  const { value: image } = state.image;
  const { value: request } = state.request;
  if (image === null || request === null) return;
  cancel('inspect');
  state.machine.value = { status: 'loading' };
  state.inspection.value = { status: 'none' };
  state.tileFailure.value = null;
  const fail = (error: ErrorBody): void => {
    state.machine.value = { status: 'failed', error };
  };
  await run('view', fail, async (signal) => {
    const view = await host.fetchView(image.id, request, signal);
    if (signal.aborted) return;
    state.machine.value = { status: 'ready', value: view };
    await inspect(image.id, request);
  });
}

async function inspect(id: string, request: ViewRequest): Promise<void> {
  state.inspection.value = { status: 'running', stage: 'starting', fraction: 0 };
  const fail = (error: ErrorBody): void => {
    state.inspection.value = { status: 'failed', error };
  };
  await run('inspect', fail, async (signal) => {
    for await (const event of host.inspect(id, request, signal)) {
      if (signal.aborted) return;
      if (event.type === 'error') return fail(event.error);
      state.inspection.value =
        event.type === 'result'
          ? { status: 'done', finding: event.finding }
          : { status: 'running', stage: event.stage, fraction: event.fraction };
    }
    if (state.inspection.value.status === 'running') {
      fail({ code: 'internal', message: 'The inspection ended without a result.' });
    }
  });
}

/** Inspects again after a failure. */
export async function retryInspection(): Promise<void> {
  const { value: image } = state.image;
  const { value: request } = state.request;
  if (image !== null && request !== null) await inspect(image.id, request);
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

/** Runs `work` as the only run of its kind. A lost host raises the banner, a failure is told. */
async function run(
  kind: string,
  fail: ((error: ErrorBody) => void) | null,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  cancel(kind);
  const controller = new AbortController();
  runs.set(kind, controller);
  try {
    await work(controller.signal);
  } catch (error) {
    if (controller.signal.aborted) return;
    if (error instanceof host.HostLost) {
      state.isHostLost.value = true;
      fail?.({ code: 'internal', message: 'Scalescope did not answer.' });
    } else if (fail !== null) {
      fail(toErrorBody(error));
    } else {
      state.notice.value = toErrorBody(error).message;
    }
  }
}

function cancel(kind: string): void {
  runs.get(kind)?.abort();
  runs.delete(kind);
}
