/** What can be done with the case as a whole: open and leave it, scan into it, read its queue. */
import { batch } from '@preact/signals';
import type { CaseSummary } from '../../shared/case/case-contract.ts';
import { forgetListed } from '../session/actions.ts';
import { showsQueue } from '../session/layout-state.ts';
import { cancel, run } from '../session/latest-run.ts';
import * as review from '../session/case-state.ts';
import { HostLost } from '../client/call.ts';
import * as host from '../client/api-client-case.ts';
import { filterQuery, NO_FILTER, orderQuery, type QueueChoice } from '../session/queue-choice.ts';
import { forgetRows, keepRows, rowOf } from './case-rows.ts';
import { followViews, forgetViews, tellViews } from './seen.ts';
import { allSaved, tell } from './saving.ts';
import { forgetPolicies, showRow } from './show-row.ts';

const MOST_RECENT = 8;
/** While a scan runs the queue is read again this often. */
const SCAN_REFRESH_MS = 1500;
/** What others change is asked for this often. */
const NEWS_MS = 700;

let newsTimer: ReturnType<typeof setTimeout> | undefined;

/**
 * Shows the case that the viewer was started with, where there is one: its queue at once, its first
 * image when the viewer has `started`, unless that tells that a link led to another one.
 */
export async function startReview(started: Promise<boolean>): Promise<void> {
  followViews();
  await run('case', null, async (signal) => {
    const [first] = await host.fetchCases(signal);
    if (first !== undefined && !signal.aborted) await enter(first, started);
  });
}

/** Opens the case at `path`, a shared one with `token`; `create` makes a new file where there is none. */
export async function openCase(path: string, create: boolean, token = ''): Promise<void> {
  await enter(await host.openCase(path, create, token));
}

async function enter(opened: CaseSummary, started?: Promise<boolean>): Promise<void> {
  // What is still on its way is of the case before, whose images have the same ids.
  if (review.summary.value !== null) forgetListed((image) => 'row' in image.origin);
  batch(() => {
    review.summary.value = opened;
    // In a shared case one is whoever one signed in as.
    if (opened.reviewer !== null) review.reviewer.value = opened.reviewer;
    review.choice.value = NO_FILTER;
    review.ids.value = [];
    review.counts.value = null;
    review.changes.value = [];
    review.currentId.value = null;
    review.detail.value = null;
    review.scan.value = { status: 'none' };
    review.exposure.value = null;
    showsQueue.value = true;
    const others = review.recentCases.value.filter((path) => path !== opened.path);
    review.recentCases.value = [opened.path, ...others].slice(0, MOST_RECENT);
  });
  forgetRows();
  forgetPolicies();
  forgetViews();
  followNews();
  await refresh();
  if ((await started) === true) return;
  const [first] = review.ids.value;
  if (first !== undefined) await showRow(first);
}

/** Closes the case; all of it is saved already. */
export async function leaveCase(): Promise<void> {
  const { value: open } = review.summary;
  if (open === null) return;
  await tellViews();
  for (const kind of ['case', 'scan', 'queue', 'progress']) cancel(kind);
  batch(() => {
    review.summary.value = null;
    review.currentId.value = null;
    review.detail.value = null;
    review.ids.value = [];
  });
  forgetListed((image) => 'row' in image.origin);
  await allSaved();
  await host.closeCase(open.id).catch(tell);
}

/** Reads the queue again: its order with its first rows, then its counts and how far the review is. */
export async function refresh(): Promise<void> {
  const { value: open } = review.summary;
  if (open === null) return;
  const { value: choice } = review.choice;
  await run('queue', null, async (signal) => {
    const query = orderQuery(choice, review.reviewer.value);
    const { rows } = await host.fetchPage(open.id, query, signal);
    if (signal.aborted) return;
    batch(() => {
      keepRows(rows);
      // Of a case that was just opened the first ones are shown before the order of all is there.
      if (review.ids.value.length === 0) review.ids.value = rows.map(({ id }) => id);
    });
    const ids = await host.fetchOrder(open.id, query, signal);
    if (signal.aborted) return;
    review.ids.value = ids;
    const [counts, folders, summary] = await Promise.all([
      host.fetchCounts(open.id, filterQuery(choice, review.reviewer.value), signal),
      host.fetchFolders(open.id, signal),
      host.fetchCase(open.id, signal),
    ]);
    if (signal.aborted) return;
    batch(() => {
      review.counts.value = counts;
      review.folders.value = folders;
      review.summary.value = summary;
    });
  });
}

/** Changes what is shown of the queue; the present image stays. */
export async function choose(change: Partial<QueueChoice>): Promise<void> {
  review.choice.value = { ...review.choice.value, ...change };
  await refresh();
}

/** Scans `paths`, or again the folders of the case, into it. */
export async function scan(paths: readonly string[] | null): Promise<void> {
  const { value: open } = review.summary;
  if (open === null) return;
  const fail = (error: { message: string }): void => {
    review.scan.value = { status: 'failed', message: error.message };
  };
  review.scan.value = { status: 'running', progress: null };
  let refreshed = performance.now();
  await run('scan', fail, async (signal) => {
    for await (const event of host.scanIntoCase(open.id, paths, signal)) {
      if (event.type === 'error') return fail(event.error);
      review.scan.value =
        event.type === 'result'
          ? { status: 'done', progress: event }
          : { status: 'running', progress: event };
      if (performance.now() - refreshed < SCAN_REFRESH_MS) continue;
      refreshed = performance.now();
      await refresh();
    }
  });
  await showWhatCame();
}

/** Ends the scan; what it found stays. */
export async function cancelScan(): Promise<void> {
  cancel('scan');
  review.scan.value = { status: 'none' };
  await showWhatCame();
}

async function showWhatCame(): Promise<void> {
  await refresh();
  const [first] = review.ids.value;
  if (review.currentId.value === null && first !== undefined) await showRow(first);
}

/** Asks for what other windows and programs change in the case that is open, until another is. */
function followNews(): void {
  clearTimeout(newsTimer);
  const id = review.summary.value?.id;
  if (id === undefined) return;
  let after = 0;
  let isFirst = true;
  const ask = async (): Promise<void> => {
    if (review.summary.value?.id !== id) return;
    try {
      const { seq, images, readOnly } = await host.fetchNews(id, after);
      if (review.summary.value?.id !== id) return;
      after = seq;
      const hasTurned = review.summary.value.readOnly !== readOnly;
      if (hasTurned) review.summary.value = { ...review.summary.value, readOnly };
      // The first answer only tells where the log is; what is shown was read a moment ago.
      if (!isFirst && (images === null || images.length > 0)) await showNews(id, images);
      isFirst = false;
    } catch (error) {
      if (error instanceof HostLost) return; // told by what is asked for next
    }
    newsTimer = setTimeout(() => void ask(), NEWS_MS);
  };
  newsTimer = setTimeout(() => void ask(), NEWS_MS);
}

async function showNews(id: string, images: readonly number[] | null): Promise<void> {
  const told = await host.fetchCase(id);
  if (review.summary.value?.id !== id) return;
  // The queue stays as it is while somebody decides; only images that came make it another.
  const isMore = told.progress.images !== review.summary.value.progress.images;
  review.summary.value = told;
  if (images === null) forgetRows();
  // During a scan of this window the queue is read again all the time.
  if (isMore && review.scan.value.status !== 'running') await refresh();
  const shown = (images ?? []).filter((image) => rowOf(image) !== undefined);
  if (shown.length > 0) keepRows((await host.fetchRows(id, shown.slice(0, 500))).rows);
  const { value: current } = review.currentId;
  if (current === null || (images !== null && !images.includes(current))) return;
  const detail = await host.fetchCaseImage(id, current);
  if (review.summary.value?.id === id && review.currentId.value === current) {
    review.detail.value = detail;
  }
}
