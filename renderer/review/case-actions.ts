/** What a reviewer can do with the case and its queue. Each change is sent at once. */
import { batch } from '@preact/signals';
import type { CaseSummary, Change, Decision } from '../../shared/case-contract.ts';
import type { OpenImage } from '../../shared/contract.ts';
import type { DecodePolicy } from '../../shared/facts.ts';
import { toErrorBody } from '../../shared/errors.ts';
import { expectImage, forgetListed, showListed } from '../actions.ts';
import { HostLost } from '../connect.ts';
import { showsQueue } from '../layout-state.ts';
import { cancel, run } from '../runs.ts';
import * as state from '../state.ts';
import * as review from './case-state.ts';
import * as host from './connect-case.ts';
import { filterQuery, NO_FILTER, orderQuery, type QueueChoice } from './queue-choice.ts';
import { forgetRows, keepRows, rowOf } from './rows.ts';

const MOST_RECENT = 8;
/** How images of the case were chosen to be decoded, by their ids. */
const policies = new Map<number, Partial<DecodePolicy>>();
/** While a scan runs the queue is read again this often. */
const SCAN_REFRESH_MS = 1500;

/**
 * Shows the case that the viewer was started with, where there is one: its queue at once, its first
 * image when the viewer has `started`.
 */
export async function startReview(started: Promise<void>): Promise<void> {
  await run('case', null, async (signal) => {
    const [first] = await host.fetchCases(signal);
    if (first !== undefined && !signal.aborted) await enter(first, started);
  });
}

/** Opens the case at `path`; `create` makes a new one where there is none. */
export async function openCase(path: string, create: boolean): Promise<void> {
  await enter(await host.openCase(path, create));
}

async function enter(opened: CaseSummary, started?: Promise<void>): Promise<void> {
  batch(() => {
    review.summary.value = opened;
    review.choice.value = NO_FILTER;
    review.ids.value = [];
    review.counts.value = null;
    review.changes.value = [];
    review.currentId.value = null;
    review.detail.value = null;
    review.scan.value = { status: 'none' };
    showsQueue.value = true;
    const others = review.recentCases.value.filter((path) => path !== opened.path);
    review.recentCases.value = [opened.path, ...others].slice(0, MOST_RECENT);
  });
  forgetRows();
  policies.clear();
  await refresh();
  await started;
  const [first] = review.ids.value;
  if (first !== undefined) await showRow(first);
}

/** Closes the case; all of it is saved already. */
export async function leaveCase(): Promise<void> {
  const { value: open } = review.summary;
  if (open === null) return;
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
    const query = orderQuery(choice);
    const [first, ids] = await Promise.all([
      host.fetchPage(open.id, query, signal),
      host.fetchOrder(open.id, query, signal),
    ]);
    if (signal.aborted) return;
    batch(() => {
      keepRows(first.rows);
      review.ids.value = ids;
    });
    const [counts, folders, summary] = await Promise.all([
      host.fetchCounts(open.id, filterQuery(choice), signal),
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

/**
 * Shows image `id` of the case with its finding, in the view in which most was found. The image before
 * leaves at once: what is decided, and what is seen, are always of the same image.
 */
export async function showRow(id: number): Promise<void> {
  const { value: open } = review.summary;
  if (open === null) return;
  batch(() => {
    review.currentId.value = id;
    review.revealedId.value = null;
    if (review.detail.value?.row.id !== id) review.detail.value = null;
  });
  let isFirst = true;
  await showListed({
    name: rowOf(id)?.name ?? '',
    byHand: policies.get(id) ?? {},
    origin: {
      row: id,
      async open(byHand, signal) {
        const opened = await openRow(open.id, id, { isFirst, byHand }, signal);
        isFirst = false; // opened again, it is looked at as was chosen since
        policies.set(id, byHand);
        return opened;
      },
    },
  });
}

async function openRow(
  caseId: string,
  id: number,
  { isFirst, byHand }: { isFirst: boolean; byHand: Partial<DecodePolicy> },
  signal: AbortSignal,
): Promise<OpenImage> {
  const detail = await host.fetchCaseImage(caseId, id, signal);
  if (signal.aborted) throw new DOMException('Another image is shown', 'AbortError');
  const finding = detail.findings.find(({ isCurrent }) => isCurrent)?.finding;
  const target = finding?.targets[0];
  // What the case found is of the image as the scan decoded it.
  const isAsFound = Object.keys(byHand).length === 0;
  batch(() => {
    review.detail.value = detail;
    keepRows([detail.row]);
    expectImage(
      { name: detail.row.name, kept: isAsFound ? finding : undefined },
      !isFirst || target === undefined || target.samplers.length === 0
        ? null
        : { pipeline: target.samplers[0], size: target },
    );
  });
  return host.openOriginal(caseId, id, byHand, signal);
}

/** Shows the image `by` places on in the queue; at its ends it stays. */
export async function step(by: number): Promise<void> {
  const { value: ids } = review.ids;
  const to = Math.min(ids.length - 1, Math.max(0, review.position.value + by));
  if (ids.length > 0 && ids[to] !== review.currentId.value) await showRow(ids[to]);
}

/** Shows the next image that nobody decided on, from here on and then from the start. */
export async function stepToUndecided(): Promise<void> {
  const { value: open } = review.summary;
  if (open === null) return;
  await run('step', null, async (signal) => {
    await allSaved();
    const undecided = new Set(
      await host.fetchOrder(open.id, filterQuery({ ...NO_FILTER, decision: 'none' }), signal),
    );
    const { value: ids } = review.ids;
    const at = review.position.value + 1;
    const next = [...ids.slice(at), ...ids.slice(0, at)].find((id) => undecided.has(id));
    if (signal.aborted) return;
    if (next === undefined) state.notice.value = 'Every image of this queue is decided.';
    else await showRow(next);
  });
}

/** What is being saved, by image: only changes of the same image wait for each other. */
const saving = new Map<number, Promise<void>>();

async function allSaved(): Promise<void> {
  await Promise.all(saving.values());
}

/** Sends one change of `image` at once; a failure is told with the name of the image. */
function save(image: number, work: (id: string) => Promise<Change>): Promise<void> {
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
    return tell(error, rowOf(image)?.name);
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

/** Works on the present image in the name of the reviewer, who is asked for where nobody is yet. */
async function asReviewer(work: (image: number, reviewer: string) => void): Promise<void> {
  const { value: image } = review.currentId;
  if (image === null) return;
  const reviewer = await whoReviews();
  if (reviewer !== '') work(image, reviewer);
}

/** Decides on the present image (null takes it back), and goes on where that is wished. */
export function decide(decision: Decision | null): Promise<void> {
  return asReviewer((image, reviewer) => {
    void save(image, (id) => host.sendDecision(id, image, decision, reviewer));
    if (decision !== null && review.goesOn.value) void step(1);
  });
}

/** Replaces the reviewer's note on `image`. */
export function note(image: number, text: string): void {
  void save(image, (id) => host.sendNote(id, image, text, review.reviewer.value));
}

/** A second reviewer's word on the decision of another. */
export function signOff(agrees: boolean | null): Promise<void> {
  return asReviewer((image, reviewer) => {
    void save(image, (id) => host.sendSignOff(id, image, agrees, reviewer));
  });
}

/** Takes back the last change of this window, and shows its image. */
export async function undo(): Promise<void> {
  await allSaved();
  const last = review.changes.value.at(-1);
  if (last === undefined) return;
  review.changes.value = review.changes.value.slice(0, -1);
  const { change, image } = last;
  if (image !== review.currentId.value) await showRow(image);
  await save(image, async (id) => {
    const undone = await host.undoChange(id, change, review.reviewer.value);
    return { ...undone, change: null }; // undoing it again would only go to and fro
  });
}

/** Shows the machine views of the present image as they are, or veils them again. */
export function toggleReveal(): void {
  const { value: id } = review.currentId;
  review.revealedId.value = review.revealedId.value === id ? null : id;
}

let answer: ((name: string) => void) | null = null;

/** The reviewer's name; empty where it was asked for and not given. */
function whoReviews(): Promise<string> {
  if (review.reviewer.value !== '') return Promise.resolve(review.reviewer.value);
  review.showsReviewerDialog.value = true;
  return new Promise((resolve) => (answer = resolve));
}

/** True once there is a reviewer; asks for the name where there is none. */
export async function askReviewer(): Promise<boolean> {
  return (await whoReviews()) !== '';
}

/** Sets the reviewer's name (null leaves it), and goes on with what waited for it. */
export function nameReviewer(name: string | null): void {
  if (name !== null) review.reviewer.value = name.trim();
  review.showsReviewerDialog.value = false;
  answer?.(review.reviewer.value);
  answer = null;
}

/** Opens the note on the present image. */
export function openNote(): Promise<void> {
  return asReviewer(() => void (review.showsNoteDialog.value = true));
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

function tell(error: unknown, name?: string): void {
  if (error instanceof HostLost) {
    state.isHostLost.value = true;
    state.notice.value = `What was decided${name === undefined ? '' : ` on ${name}`} last could not be saved.`;
    return;
  }
  state.notice.value = toErrorBody(error).message;
}
