/** Examines the images of the queue that nobody opened, one after the other, while nothing else is to be done. */
import { computed, effect, signal, untracked } from '@preact/signals';
import { toErrorBody } from '../../../shared/base/errors.ts';
import { inspect } from '../../client/api-client.ts';
import { HostLost } from '../../client/call.ts';
import { openListed, updateListed } from '../../session/actions.ts';
import { examinations, examinesAll, listed, type Examination } from '../../session/queue.ts';
import * as state from '../../session/state.ts';

/** True where the image that is shown needs no engine: it is opened, seen and inspected, or cannot be. */
const isIdle = computed(
  () =>
    state.isStarted.value &&
    !state.isHostLost.value &&
    state.matrix.value.status !== 'running' &&
    (state.current.value === null ||
      state.opened.value.status === 'failed' ||
      state.machine.value.status === 'failed' ||
      state.inspection.value.status === 'done' ||
      state.inspection.value.status === 'failed'),
);

/** The next image to examine: the first that waits from the one that is shown on; null where none does. */
const next = computed<state.ListedImage | null>(() => {
  if (!examinesAll.value || !isIdle.value) return null;
  const { value: images } = listed;
  const from = images.findIndex(({ key }) => key === state.currentKey.value) + 1;
  const turned = [...images.slice(from), ...images.slice(0, from)];
  return turned.find(waits) ?? state.images.value.find(waits) ?? null;
});

function waits(image: state.ListedImage): boolean {
  const { key, origin, known, finding, kept } = image;
  if ('row' in origin) return false;
  if (lacksPicture(image)) return true;
  if (key === state.currentKey.value) return false;
  if (finding !== undefined || kept !== undefined) return false;
  return !examinations.value.has(key) && (known === null || 'id' in known);
}

/** Whether a frame of `image` has to be chosen, and the list has no picture of it yet. */
function lacksPicture(image: state.ListedImage): boolean {
  const { key, pictureId } = image;
  return pictureId === undefined && state.isFrameAsked(image) && !withoutPicture.has(key);
}

/** Images by their keys whose first frame cannot be opened. */
const withoutPicture = new Set<number>();

/** Opens the first frame of `image`, for its picture in the list. */
async function openPicture(image: state.ListedImage, stop: AbortSignal): Promise<void> {
  const { key, policy } = image;
  try {
    const first = { ...image, policy: { ...policy, frame: 0 }, known: null };
    updateListed(key, { pictureId: (await openListed(first, stop)).id });
  } catch {
    withoutPicture.add(key); // opening the frame tells why
  }
}

/** Examines whenever there is time; the returned function ends it. */
export function examineQueue(): () => void {
  const stop = new AbortController();
  const runs = signal(false);
  const end = effect(() => {
    const { value: image } = next;
    if (runs.value || image === null) return;
    untracked(() => {
      runs.value = true;
      const work = lacksPicture(image) ? openPicture : examine;
      void work(image, stop.signal).finally(() => (runs.value = false));
    });
  });
  return () => {
    end();
    stop.abort();
  };
}

async function examine(image: state.ListedImage, stop: AbortSignal): Promise<void> {
  const { key } = image;
  tell(key, { status: 'running', stage: 'opening', fraction: 0 });
  try {
    const { id, policy } = await openListed(image, stop).catch((error: unknown) => {
      if (isTold(error, stop)) updateListed(key, { known: { error: toErrorBody(error) } });
      throw error;
    });
    // Opened by a person meanwhile, perhaps in another way: that one counts.
    if (state.currentKey.value === key) return tell(key, null);
    updateListed(key, { known: { id }, policy });
    for await (const event of inspect(id, null, stop)) {
      if (event.type === 'progress') tell(key, { status: 'running', ...event });
      if (event.type === 'error') tell(key, { status: 'failed', message: event.error.message });
      if (event.type === 'result') take(key, id, event.finding);
    }
    if (examinations.value.get(key)?.status === 'running') tell(key, null);
  } catch (error) {
    if (isTold(error, stop)) tell(key, { status: 'failed', message: toErrorBody(error).message });
    else tell(key, null);
  }
}

/** Keeps what was found in image `id`, unless `key` is opened in another way by now. */
function take(key: number, id: string, finding: NonNullable<state.ListedImage['finding']>): void {
  const image = state.images.value.find((one) => one.key === key);
  if (image?.finding === undefined && image !== undefined && isOpenAs(image, id)) {
    updateListed(key, { finding });
  }
  tell(key, null);
}

function isOpenAs({ known }: state.ListedImage, id: string): boolean {
  return known !== null && 'id' in known && known.id === id;
}

/** Whether `error` says something of the image. */
function isTold(error: unknown, stop: AbortSignal): boolean {
  if (stop.aborted) return false;
  if (!(error instanceof HostLost)) return true;
  state.isHostLost.value = true;
  return false;
}

function tell(key: number, examination: Examination | null): void {
  const known = new Map(examinations.value);
  if (examination === null) known.delete(key);
  else known.set(key, examination);
  examinations.value = known;
}
