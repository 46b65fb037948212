/** What a reviewer chooses to see of the queue, as the fields of the page and as a query. */
import type { QueueOrder, QueueSort } from '../../shared/case/case-queue.ts';
import { DECISIONS, type Decision } from '../../shared/case/case-review.ts';
import type { ListedVerdict } from '../../shared/verdict/words.ts';

export interface QueueChoice {
  verdict: 'all' | 'flagged' | ListedVerdict;
  decision: 'all' | 'none' | Decision | 'unsigned' | 'outdated';
  /** Whose: everybody's, given to the reviewer, or samples for their second look. */
  mine: 'all' | 'assigned' | 'sample';
  /** Id of a sampler; empty: any. */
  sampler: string;
  /** A folder with all below it; empty: any. */
  folder: string;
  size: SizeName;
  /** As they were typed; what is no number does not count. */
  scoreFrom: string;
  scoreTo: string;
  labels: LabelsName;
  known: KnownName;
  text: string;
  sort: QueueSort;
  order: QueueOrder['order'];
}

export const NO_FILTER: QueueChoice = {
  verdict: 'all',
  decision: 'all',
  mine: 'all',
  sampler: '',
  folder: '',
  size: 'any',
  scoreFrom: '',
  scoreTo: '',
  labels: 'any',
  known: 'any',
  text: '',
  sort: 'score',
  order: 'desc',
};

/** Sizes by their pixels, from included, to excluded. */
export const SIZES = {
  any: { title: 'Any size', from: 0, to: Infinity },
  small: { title: 'Below 0.5 megapixels', from: 0, to: 5e5 },
  medium: { title: '0.5 to 2 megapixels', from: 5e5, to: 2e6 },
  large: { title: '2 to 8 megapixels', from: 2e6, to: 8e6 },
  huge: { title: '8 megapixels and more', from: 8e6, to: Infinity },
} as const;
export type SizeName = keyof typeof SIZES;

/** How far the labels of the two scales disagree; null: whether there are labels or not. */
export const LABELS = {
  any: { title: 'Any', from: null },
  asked: { title: 'Labeled', from: 0 },
  apart: { title: '25 % apart or more', from: 0.25 },
  far: { title: '75 % apart or more', from: 0.75 },
} as const;
export type LabelsName = keyof typeof LABELS;

/** By the lists of known files that have the image; null: whichever. */
export const KNOWN = {
  any: { title: 'Any', query: null },
  bad: { title: 'Known bad', query: 'bad' },
  good: { title: 'Known good', query: 'good' },
  none: { title: 'In no list', query: 'none' },
} as const;
export type KnownName = keyof typeof KNOWN;

export const SORT_TITLES: Record<QueueSort, string> = {
  score: 'Score',
  verdict: 'Verdict',
  pixels: 'Size in pixels',
  bytes: 'File size',
  sampler: 'Pipeline',
  folder: 'Folder',
  name: 'Name',
  decision: 'Decision',
  labels: 'Label disagreement',
  added: 'Time added',
};

/** How many of the fields restrict what is shown. */
export function restrictions(choice: QueueChoice): number {
  return Object.entries(choice).filter(
    ([name, value]) =>
      name !== 'sort' && name !== 'order' && value !== NO_FILTER[name as keyof QueueChoice],
  ).length;
}

/** The filter of `choice` of `reviewer` as the API reads it, without the order. */
export function filterQuery(choice: QueueChoice, reviewer = ''): URLSearchParams {
  const query = new URLSearchParams();
  if (choice.mine !== 'all') query.set(choice.mine, reviewer);
  const { verdict, decision, sampler, folder, text } = choice;
  if (verdict === 'flagged') query.set('verdict', 'attack,suspicious');
  else if (verdict !== 'all') query.set('verdict', verdict);
  if (decision === 'unsigned') {
    query.set('decision', DECISIONS.join(','));
    query.set('signedOff', '0');
  } else if (decision === 'outdated') query.set('outdated', '1');
  else if (decision !== 'all') query.set('decision', decision);
  if (sampler !== '') query.set('sampler', sampler);
  if (folder !== '') query.set('folder', folder);
  const { from, to } = SIZES[choice.size];
  if (from > 0) query.set('pixelsFrom', String(from));
  if (to < Infinity) query.set('pixelsTo', String(to - 1));
  for (const name of ['scoreFrom', 'scoreTo'] as const) {
    if (/^\d{1,6}(\.\d{1,6})?$/.test(choice[name].trim())) query.set(name, choice[name].trim());
  }
  const { from: labelsFrom } = LABELS[choice.labels];
  if (labelsFrom !== null) query.set('labelsFrom', String(labelsFrom));
  const { query: kinds } = KNOWN[choice.known];
  if (kinds !== null) query.set('known', kinds);
  if (text.trim() !== '') query.set('text', text.trim());
  return query;
}

/** The filter and the order of `choice` of `reviewer` as the API reads them. */
export function orderQuery(choice: QueueChoice, reviewer = ''): URLSearchParams {
  const query = filterQuery(choice, reviewer);
  query.set('sort', choice.sort);
  query.set('order', choice.order);
  return query;
}
