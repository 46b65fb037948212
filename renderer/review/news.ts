/** Changes that other windows and programs make in the case, shown within a second. */
import { HostLost } from '../client/call.ts';
import * as host from '../client/api-client-case.ts';
import * as review from '../session/case-state.ts';
import { forgetRows, keepRows, rowOf } from './case-rows.ts';

const EVERY_MS = 700;

let timer: ReturnType<typeof setTimeout> | undefined;

/** Asks for news of the case that is open, until another is; `refresh` reads its queue again. */
export function followNews(refresh: () => Promise<void>): void {
  clearTimeout(timer);
  const id = review.summary.value?.id;
  if (id === undefined) return;
  let after = 0;
  const ask = async (): Promise<void> => {
    if (review.summary.value?.id !== id) return;
    try {
      const isFirst = after === 0;
      const { seq, images, readOnly } = await host.fetchNews(id, after);
      if (review.summary.value?.id !== id) return;
      after = seq;
      const hasTurned = review.summary.value.readOnly !== readOnly;
      if (hasTurned) review.summary.value = { ...review.summary.value, readOnly };
      // The first answer only tells where the log is; what is shown was read a moment ago.
      if (!isFirst && (images === null || images.length > 0)) await show(id, images, refresh);
    } catch (error) {
      if (error instanceof HostLost) return; // told by what is asked for next
    }
    timer = setTimeout(() => void ask(), EVERY_MS);
  };
  timer = setTimeout(() => void ask(), EVERY_MS);
}

async function show(
  id: string,
  images: readonly number[] | null,
  refresh: () => Promise<void>,
): Promise<void> {
  const known = new Set(review.ids.value);
  if (images === null || images.some((image) => !known.has(image))) {
    // During a scan of this window the queue is read again all the time.
    if (review.scan.value.status !== 'running') await refresh();
    if (images === null) forgetRows();
  }
  const shown = (images ?? []).filter((image) => rowOf(image) !== undefined);
  if (shown.length > 0) keepRows((await host.fetchRows(id, shown.slice(0, 500))).rows);
  const { value: current } = review.currentId;
  if (current === null || (images !== null && !images.includes(current))) return;
  const detail = await host.fetchCaseImage(id, current);
  if (review.summary.value?.id === id && review.currentId.value === current) {
    review.detail.value = detail;
  }
}
