/** What checks of anchors share: the log that they are held against, and what they find. */
import type { CaseAnchor, CaseProblem } from '../../../shared/case/case-contract.ts';
import type { CaseDatabase } from '../store/case-database.ts';
import type { KnownTime } from './check-times.ts';

/** Tells of a problem. */
export type Add = (part: CaseProblem['part'], message: string) => void;

export interface Log {
  database: CaseDatabase;
  /** What the case is known by: the hash of its first entry. */
  id: string | null;
  total: number;
  /** The first entry at which the chain does not hold; null where it holds. */
  brokenAt: number | null;
}

export interface Findings {
  result: CaseAnchor;
  times: KnownTime[];
  add: Add;
}

/** The hash of an entry of the log, as it stands there. */
export function hashAt(database: CaseDatabase, entry: number): string | undefined {
  return database.get<{ hash: string }>('SELECT hash FROM audit WHERE seq = ?', entry)?.hash;
}
