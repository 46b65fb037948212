/** The queue of opened images: how far the examination of each is, and which are listed in which order. */
import { computed, signal } from '@preact/signals';
import { hasScore, listedVerdict } from '../../shared/verdict/words.ts';
import { aBoolean, remembered } from '../client/remembered.ts';
import * as state from './state.ts';

/** How far the examination of an image is that nobody looks at. */
export type Examination =
  { status: 'running'; stage: string; fraction: number } | { status: 'failed'; message: string };

/** Of images by their keys; one that is not in it waits, or is done. */
export const examinations = signal<ReadonlyMap<number, Examination>>(new Map());

/** Whether images that nobody opened are examined while there is nothing else to do. */
export const examinesAll = remembered('examines-queue', true, aBoolean);

export const SHOWN = ['all', 'flagged', 'half', 'high', 'calm', 'open'] as const;
export type ShownInQueue = (typeof SHOWN)[number];
export const shown = signal<ShownInQueue>('all');

export const ORDERS = ['opened', 'score', 'name'] as const;
export type QueueOrder = (typeof ORDERS)[number];
export const order = signal<QueueOrder>('opened');

/** The score of what was found in `image`; null where nothing could be judged yet. */
export function scoreIn({ finding }: state.ListedImage): number | null {
  return finding !== undefined && hasScore(finding) ? finding.score : null;
}

const IS_SHOWN: Record<ShownInQueue, (image: state.ListedImage) => boolean> = {
  all: () => true,
  flagged: ({ finding }) => finding?.verdict === 'attack' || finding?.verdict === 'suspicious',
  half: (image) => (scoreIn(image) ?? 0) >= 0.5,
  high: (image) => (scoreIn(image) ?? 0) >= 0.9,
  calm: ({ finding }) => finding !== undefined && listedVerdict(finding) === 'clean',
  open: ({ finding }) => finding === undefined || listedVerdict(finding) === 'not-assessable',
};

/** The images that the queue lists, in its order. */
export const listed = computed<state.ListedImage[]>(() => {
  const some = state.images.value.filter(IS_SHOWN[shown.value]);
  if (order.value === 'score') some.sort((a, b) => (scoreIn(b) ?? -1) - (scoreIn(a) ?? -1));
  if (order.value === 'name') some.sort((a, b) => a.name.localeCompare(b.name));
  return some;
});
