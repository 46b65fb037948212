/** A case in a few figures. */
import type { CaseSummary } from '../../shared/case/case-contract.ts';
import { lastSigned } from './anchor/sign-case.ts';
import { headOf } from './store/audit.ts';
import type { CaseFile } from './store/case-file.ts';
import { readProgress } from './queue/queue.ts';
import { rootsOf } from './record.ts';

/** How many rows of each kind there are, and the head of the audit log. */
export interface CaseFigures {
  paths: number;
  findings: number;
  reviews: number;
  annotations: number;
  bookmarks: number;
  audit: { entries: number; head: string };
}

/** What the viewer shows of a case; `readOnly` says why nothing can be changed, or is null. */
export function summaryOf(caseFile: CaseFile, id: string, readOnly: string | null): CaseSummary {
  const { database, name, path, reviewer } = caseFile;
  const first = database.get<{ at: string }>('SELECT at FROM audit ORDER BY seq LIMIT 1');
  return {
    id,
    name,
    path,
    createdAt: first?.at ?? caseFile.now(),
    readOnly,
    reviewer,
    progress: readProgress(caseFile),
    failures: database.get<{ n: number }>('SELECT count(*) AS n FROM failures')!.n,
    roots: rootsOf(caseFile),
    log: { entries: headOf(database).seq, signed: lastSigned(caseFile) },
  };
}

/** The figures of `caseFile`. */
export function figuresOf({ database }: CaseFile): CaseFigures {
  const count = (from: string): number =>
    database.get<{ n: number }>(`SELECT count(*) AS n FROM ${from}`)!.n;
  const { seq, hash } = headOf(database);
  return {
    paths: count('sightings'),
    findings: count('findings'),
    reviews: count('reviews'),
    annotations: count("marks WHERE kind = 'annotation'"),
    bookmarks: count("marks WHERE kind = 'bookmark'"),
    audit: { entries: seq, head: hash },
  };
}
