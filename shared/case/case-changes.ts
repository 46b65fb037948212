/** What examining the images of a case again has changed. */
import type { QueueRow } from './case-queue.ts';
import type { Thresholds } from '../verdict/thresholds.ts';
import { listedWord, verdictWord, type ListedVerdict } from '../verdict/words.ts';

export const CHANGE_SCHEMA = 'scalescope/verdict-change@1';

/** One of two findings on an image. */
export interface ChangedFinding {
  verdict: ListedVerdict;
  score: number;
  /** Program and detector that made it. */
  engine: string;
  /** What it was judged by; null: the built-in thresholds. */
  thresholds: Thresholds | null;
  /** ISO 8601. */
  at: string;
}

/** An image whose verdict is another since it was examined again. */
export interface VerdictChange {
  schema: typeof CHANGE_SCHEMA;
  /** Where it was seen first. */
  file: string;
  sha256: string;
  before: ChangedFinding;
  after: ChangedFinding;
  /** The decision on it, and whether that was made on an earlier finding; null where there is none. */
  decision: { decision: string; reviewer: string; isOnEarlier: boolean } | null;
}

/** A change in a line: the file, both verdicts, and what is with the decision. */
export function changeText({ file, before, after, decision }: VerdictChange): string {
  const word = (of: ChangedFinding) => `${listedWord(of.verdict)} (${of.score.toFixed(2)})`;
  const decided =
    decision === null
      ? ''
      : `; decided ${decision.decision} by ${decision.reviewer}` +
        (decision.isOnEarlier ? ' on an earlier finding' : '');
  return `${file}: ${word(before)} -> ${word(after)}${decided}`;
}

/** Said with a decision that was made on another finding than the newest. */
export function earlierSentence({
  decidedOn,
  verdict,
  explanation,
}: Pick<QueueRow, 'decidedOn' | 'verdict' | 'explanation'>): string {
  const now = verdictWord({ verdict, explanation });
  if (decidedOn === undefined) return 'Made on an earlier finding.';
  const then = listedWord(decidedOn);
  return then === now
    ? `Made on an earlier finding with the same verdict (${now}).`
    : `Made on an earlier finding with the verdict ${then}. After examining again it is ${now}.`;
}
