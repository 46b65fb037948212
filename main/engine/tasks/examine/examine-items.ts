/** Examines the second pictures of a file, one after the other. */
import { toErrorBody, UserError } from '../../../../shared/base/errors.ts';
import type { Finding } from '../../../../shared/finding/finding.ts';
import type { ImageFacts } from '../../../../shared/image/facts.ts';
import {
  LEAST_EXAMINED_SIDE,
  MOST_EXAMINED_ITEMS,
  TOO_SMALL,
  type ExaminedItem,
} from '../../../../shared/verdict/judge-items.ts';
import type { ImageSource } from '../../images/orders.ts';

/** The share of the time limit after which the rest is left. */
const TIME_SHARE = 0.5;

/** What `source` reads of the second picture `id` of its file. */
export function atItem(source: ImageSource, id: string): ImageSource {
  return { ...source, policy: { ...source.policy, frame: null, item: id } };
}

/**
 * What `examine` finds in each second picture that `facts` list; none in the facts of one. `startedAt` is
 * when the work on the file began. Throws UserError `cancelled`, and what is no UserError.
 */
export async function examineItems(
  { items = [], item }: Pick<ImageFacts, 'items' | 'item'>,
  { limits }: Pick<ImageSource, 'limits'>,
  startedAt: number,
  examine: (id: string) => Promise<Finding>,
): Promise<ExaminedItem[]> {
  if (item !== undefined) return [];
  const examined: ExaminedItem[] = [];
  let count = 0;
  for (const each of items) {
    const told = (verdict: ExaminedItem['verdict'], score: number, reasons: string[]): void =>
      void examined.push({ ...each, verdict, score, reasons });
    const elapsedMs = performance.now() - startedAt;
    if (Math.min(each.width, each.height) < LEAST_EXAMINED_SIDE) told(null, 0, [TOO_SMALL]);
    else if (count >= MOST_EXAMINED_ITEMS) {
      told(null, 0, [`at most ${MOST_EXAMINED_ITEMS} of a file are examined`]);
    } else if (elapsedMs > limits.timeoutMs * TIME_SHARE) {
      told(null, 0, [`the time was over after ${Math.round(elapsedMs / 1000)} s`]);
    } else {
      count++;
      try {
        const { verdict, score, reasons } = await examine(each.id);
        told(verdict, score, reasons);
      } catch (error) {
        if (!(error instanceof UserError) || error.code === 'cancelled') throw error;
        told('error', 0, [toErrorBody(error).message]);
      }
    }
  }
  return examined;
}
