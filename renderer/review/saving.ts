/** Changes of the case are sent at once; those of one image one after the other. */
import type { Change } from '../../shared/case/case-contract.ts';
import { toErrorBody } from '../../shared/base/errors.ts';
import { HostLost } from '../client/call.ts';
import { run } from '../session/latest-run.ts';
import * as state from '../session/state.ts';
import * as review from '../session/case-state.ts';
import * as host from '../client/api-client-case.ts';
import { keepRows, rowOf } from './case-rows.ts';

/** What is being saved, by image: only changes of the same image wait for each other. */
const saving = new Map<number, Promise<void>>();

/** Waits until every change is saved. */
export async function allSaved(): Promise<void> {
  await Promise.all(saving.values());
}

/** Sends one change of `image` at once; a failure is told with the name of the image. */
export function save(image: number, work: (id: string) => Promise<Change>): Promise<void> {
  const { value: open } = review.summary;
  if (open === null) return Promise.resolve();
  const before = saving.get(image) ?? Promise.resolve();
  const done = before.then(() => saveOne(open.id, image, work));
  saving.set(image, done);
  return done.finally(() => {
    if (saving.get(image) === done) saving.delete(image);
  });
}

async function saveOne(
  id: string,
  image: number,
  work: (id: string) => Promise<Change>,
): Promise<void> {
  try {
    const { change, rows } = await work(id);
    if (review.summary.peek()?.id !== id) return;
    keepRows(rows);
    if (change !== null) {
      const changes = [...review.changes.value, { change, image }];
      review.changes.value = changes.sort((a, b) => a.change - b.change);
    }
  } catch (error) {
    tell(error, rowOf(image)?.name);
    // Somebody else was quicker: what they decided is shown, and may be replaced then.
    if (toErrorBody(error).code !== 'changed') return;
    const { rows } = await host.fetchRows(id, [image]).catch(() => ({ rows: [] }));
    if (review.summary.peek()?.id === id) keepRows(rows);
  }
  await readAgain(id, image);
}

/** Reads how far the review is, and what is known of `image` where it is still shown. */
async function readAgain(id: string, image: number): Promise<void> {
  await run('progress', null, async (signal) => {
    const [summary, detail] = await Promise.all([
      host.fetchCase(id, signal),
      image === review.currentId.peek() ? host.fetchCaseImage(id, image, signal) : null,
    ]);
    if (signal.aborted || review.summary.peek()?.id !== id) return;
    review.summary.value = summary;
    if (detail !== null && review.currentId.peek() === image) review.detail.value = detail;
  });
}

/** Tells that something failed, and of which image where that was a change. */
export function tell(error: unknown, name?: string): void {
  if (error instanceof HostLost) {
    state.isHostLost.value = true;
    state.notice.value = `The last decision${name === undefined ? '' : ` on ${name}`} could not be saved.`;
    return;
  }
  state.notice.value = toErrorBody(error).message;
}
