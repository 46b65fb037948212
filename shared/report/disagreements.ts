/** Where reviewers disagree: what one person decided and another contradicted or replaced. */
import { sameReviewer } from '../case/case-people.ts';
import type { CaseStatement, Said } from './case-inventory.ts';

/** Two people who said different things of one image. */
export interface Disagreement {
  sha256: string;
  name: string;
  first: Said;
  second: Said;
  /** How the second said it: in a decision that replaced the first one, in a sign-off, or in a second look. */
  by: 'decision' | 'sign-off' | 'second look';
}

/**
 * The disagreements in `statements` (oldest first). Each holds until the second person says otherwise, whatever is
 * decided later: who was of another mind is not forgotten because somebody decided again.
 */
export function disagreementsOf(statements: readonly CaseStatement[]): Disagreement[] {
  const found = new Map<string, Disagreement>();
  for (const { sha256, name, kind, value, reviewer, at, before, of, isUndo } of statements) {
    if (kind === 'note') continue;
    const first = kind === 'decision' ? before : (of ?? null);
    // What took a decision back said nothing else of the image.
    if (first === null || isUndo || sameReviewer(first.reviewer, reviewer)) continue;
    const key = JSON.stringify([sha256, kind, first.at, reviewer]);
    const isOther = kind === 'sign-off' ? value === 'disagree' : value !== first.value;
    if (value === null || !isOther) found.delete(key);
    else found.set(key, { sha256, name, first, second: { value, reviewer, at }, by: kind });
  }
  return [...found.values()];
}
