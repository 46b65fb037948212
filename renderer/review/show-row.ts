/** Which image of the queue is shown, and how the queue is gone through. */
import { batch } from '@preact/signals';
import type { OpenImage } from '../../shared/api/contract.ts';
import type { DecodePolicy } from '../../shared/image/facts.ts';
import { expectImage, showListed } from '../session/actions.ts';
import { run } from '../session/latest-run.ts';
import * as state from '../session/state.ts';
import * as review from '../session/case-state.ts';
import * as host from '../client/api-client-case.ts';
import { filterQuery, NO_FILTER } from '../session/queue-choice.ts';
import { keepRows, rowOf } from './case-rows.ts';
import { allSaved } from './saving.ts';
import { tellViews } from './seen.ts';

/** How images of the case were chosen to be decoded, by their ids. */
const policies = new Map<number, Partial<DecodePolicy>>();

/** Forgets how images were chosen to be decoded: another case is open. */
export function forgetPolicies(): void {
  policies.clear();
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
  void tellViews();
  let isFirst = true;
  await showListed({
    name: rowOf(id)?.name ?? '',
    byHand: policies.get(id) ?? {},
    origin: {
      row: id,
      async open(byHand, signal) {
        policies.set(id, byHand); // also where it is left before it is there
        const opened = await openRow(open.id, id, { isFirst, byHand }, signal);
        isFirst = false; // opened again, it is looked at as was chosen since
        return opened;
      },
      openBeside: (byHand, signal) => host.openOriginal(open.id, id, byHand, signal),
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
    if (next === undefined)
      state.toast.value = { text: 'Every image in this queue has a decision.' };
    else await showRow(next);
  });
}
