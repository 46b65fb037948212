/** What the review knows: the case, its queue, the image that is decided on, and its settings. */
import { computed, signal } from '@preact/signals';
import type {
  CaseImage,
  CaseSummary,
  ScanOutcome,
  ScanProgress,
} from '../../shared/case/case-contract.ts';
import type { Exposure } from '../../shared/case/case-people.ts';
import type { CaseFolder, QueueCounts } from '../../shared/case/case-queue.ts';
import { aBoolean, oneOf, remembered } from '../client/remembered.ts';
import * as state from './state.ts';
import { NO_FILTER, type QueueChoice } from './queue-choice.ts';

/** The case that is reviewed; null where none is open. */
export const summary = signal<CaseSummary | null>(null);

/** What is shown of the queue, and in which order. */
export const choice = signal<QueueChoice>(NO_FILTER);
/** The images that match it, by their ids, in that order. */
export const ids = signal<readonly number[]>([]);
export const counts = signal<QueueCounts | null>(null);
export const folders = signal<readonly CaseFolder[]>([]);

/** The image that is decided on. */
export const currentId = signal<number | null>(null);
export const position = computed(() =>
  currentId.value === null ? -1 : ids.value.indexOf(currentId.value),
);
/** Everything that is known of it. */
export const detail = signal<CaseImage | null>(null);

/** Changes of this window, newest last: what undo takes back. */
export const changes = signal<readonly { change: number; image: number }[]>([]);

const LAYOUTS = ['list', 'grid'] as const;
export type Layout = (typeof LAYOUTS)[number];
export const layout = remembered<Layout>('review-layout', 'list', oneOf(LAYOUTS));
/** True where a decision goes on to the next image. */
export const goesOn = remembered('review-goes-on', true, aBoolean);

/** Who decides; empty until somebody said it. */
export const reviewer = remembered('reviewer', '', (stored) =>
  typeof stored === 'string' ? stored : undefined,
);

/** What machine views are shown with until they are asked for. */
export const blurs = remembered('review-blur', true, aBoolean);
export const grays = remembered('review-gray', true, aBoolean);
/** The image whose machine views were asked for. */
export const revealedId = signal<number | null>(null);

/** Samples for a second look are decided without what was decided before. */
export const isBlind = computed(() => choice.value.mine === 'sample');

/** What the reviewer was exposed to, as the host told last; null before. */
export const exposure = signal<Exposure | null>(null);

/** Cases that were open before, newest first. */
export const recentCases = remembered<string[]>('recent-cases', [], (stored) =>
  Array.isArray(stored) && stored.every((path) => typeof path === 'string') ? stored : undefined,
);

export const scan = signal<
  | { status: 'none' }
  | { status: 'running'; progress: ScanProgress | null }
  | { status: 'done'; progress: ScanOutcome }
  | { status: 'failed'; message: string }
>({ status: 'none' });

export const showsCaseDialog = signal(false);
export const showsScanDialog = signal(false);
export const showsNoteDialog = signal(false);
export const showsReviewerDialog = signal(false);

/** True where the panes show an image of the case, not one that was opened beside it. */
export const isReviewing = computed(() => {
  const { value: listed } = state.current;
  return summary.value !== null && listed !== null && 'row' in listed.origin;
});

/** True where decisions can be made: an image is chosen, and the case can be changed. */
export const canDecide = computed(
  () => currentId.value !== null && summary.value !== null && summary.value.readOnly === null,
);
