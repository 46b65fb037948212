/** Examines the images of the queue that nobody opened, one after the other, while nothing else is to be done. */
import { computed, effect, signal, untracked } from '@preact/signals';
import { toErrorBody } from '../../../shared/base/errors.ts';
import { inspect } from '../../client/api-client.ts';
import { HostLost } from '../../client/call.ts';
import { openListed, updateListed } from '../../session/actions.ts';
import { examinations, examinesAll, listed, type Examination } from '../../session/queue.ts';
import * as state from '../../session/state.ts';

/** True where the image that is shown needs no engine. */
const isIdle = computed(
  () =>
    state.isStarted.value &&
    !state.isHostLost.value &&
    state.opened.value.status !== 'loading' &&
    state.machine.value.status !== 'loading' &&
    state.inspection.value.status !== 'running' &&
    state.matrix.value.status !== 'running',
);

/** The next image to examine: the first that waits from the one that is shown on; null where none does. */
const next = computed<state.ListedImage | null>(() => {
  if (!examinesAll.value || !isIdle.value) return null;
  const { value: images } = listed;
  const from = images.findIndex(({ key }) => key === state.currentKey.value) + 1;
  const turned = [...images.slice(from), ...images.slice(0, from)];
  return turned.find(waits) ?? state.images.value.find(waits) ?? null;
});

function waits({ key, origin, known, finding, kept }: state.ListedImage): boolean {
  if (key === state.currentKey.value || 'row' in origin) return false;
  if (finding !== undefined || kept !== undefined) return false;
  return !examinations.value.has(key) && (known === null || 'id' in known);
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
      void examine(image, stop.signal).finally(() => (runs.value = false));
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
