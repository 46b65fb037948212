/** Examines the second pictures of a file, one after the other, the largest first. */
import { toErrorBody, UserError } from '../../../../shared/base/errors.ts';
import type { Finding } from '../../../../shared/finding/finding.ts';
import type { ImageFacts } from '../../../../shared/image/facts.ts';
import type { SecondPicture } from '../../../../shared/image/forensics/forensics.ts';
import {
  LEAST_EXAMINED_SIDE,
  MORE_FRAMES,
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
 * What `examine` finds in each second picture that `facts` list, in their order; none in the facts of one. The
 * largest come first, and frames of an animation last, so that many small ones keep none from it. `startedAt` is
 * when the work on the file began. Throws UserError `cancelled`, and what is no UserError.
 */
export async function examineItems(
  { items = [], item }: Pick<ImageFacts, 'items' | 'item'>,
  { limits }: Pick<ImageSource, 'limits'>,
  startedAt: number,
  examine: (id: string) => Promise<Finding>,
): Promise<ExaminedItem[]> {
  if (item !== undefined) return [];
  const examined = new Map<string, ExaminedItem>();
  const count = { frames: 0, others: 0 };
  for (const each of [...items].sort(byUrgency)) {
    const told = (verdict: ExaminedItem['verdict'], score: number, reasons: string[]): void =>
      void examined.set(each.id, { ...each, verdict, score, reasons });
    const counted = isFrame(each) ? 'frames' : 'others';
    const elapsedMs = performance.now() - startedAt;
    if (Math.min(each.width, each.height) < LEAST_EXAMINED_SIDE) told(null, 0, [TOO_SMALL]);
    else if (count[counted] >= MOST_EXAMINED_ITEMS) {
      const more = `at most ${MOST_EXAMINED_ITEMS} of a file are examined`;
      told(null, 0, [isFrame(each) ? MORE_FRAMES : more]);
    } else if (elapsedMs > limits.timeoutMs * TIME_SHARE) {
      told(null, 0, [`the time was over after ${Math.round(elapsedMs / 1000)} s`]);
    } else {
      count[counted]++;
      try {
        const { verdict, score, reasons } = await examine(each.id);
        told(verdict, score, reasons);
      } catch (error) {
        if (!(error instanceof UserError) || error.code === 'cancelled') throw error;
        told('error', 0, [toErrorBody(error).message]);
      }
    }
  }
  return items.flatMap(({ id }) => examined.get(id) ?? []);
}

function isFrame({ kind }: SecondPicture): boolean {
  return kind === 'apng-frame';
}

function byUrgency(one: SecondPicture, other: SecondPicture): number {
  const byKind = Number(isFrame(one)) - Number(isFrame(other));
  return byKind || other.width * other.height - one.width * one.height;
}
