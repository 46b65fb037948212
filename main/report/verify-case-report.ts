/** Makes what reports say of a case again from the case file and says what matches. */
import { UserError } from '../../shared/errors.ts';
import type { CaseReport } from '../../shared/report/case-report.ts';
import type { Report } from '../../shared/report/report.ts';
import { openCase, type CaseFile } from '../cases/case-file.ts';
import { verifyCase } from '../cases/verify.ts';
import type { Progress } from '../engine/service.ts';
import {
  Comparison,
  signatureCheck,
  verificationOf,
  type SignatureOrder,
  type Verification,
} from './check.ts';
import { makeCaseReport, reviewOf } from './make-case-report.ts';

/** Where the originals are is looked at whenever a case is used, and is in no audit entry. */
const LEFT_OUT: ReadonlySet<string> = new Set(['original', 'originals']);

export interface VerifyCaseOrder<R> {
  report: R;
  /** Path of the case. */
  casePath: string;
  progress?: Progress;
  signal?: AbortSignal | undefined;
}

/** Checks the report by itself and, with its case, the rows of that and all that was reported. */
export async function verifyCaseReport({
  casePath,
  signature,
  ...order
}: Omit<VerifyCaseOrder<CaseReport>, 'casePath'> & {
  /** Null to check the report by itself. */
  casePath: string | null;
  signature: SignatureOrder;
}): Promise<Verification> {
  const { report } = order;
  const signed = signatureCheck(report, signature);
  if (casePath === null) {
    const detail = 'not given, so nothing was compared with it';
    return verificationOf([signed, { title: 'Case', ok: true, detail }], []);
  }
  const { checks, differences } = await compareWithCase(
    { ...order, casePath },
    report.audit,
    (caseFile, comparison) => {
      const made = makeCaseReport(caseFile, report.createdAt);
      made.case.name = report.case.name; // a copy of the file may be called otherwise
      for (const [part, name] of PARTS) {
        comparison.compare(name, report[part], made[part], part, LEFT_OUT);
      }
    },
  );
  return verificationOf([signed, ...checks], differences);
}

/** Compares what reviewers said and drew, in the report of an image, with the case it is of. */
export async function verifyReview(order: VerifyCaseOrder<Report>): Promise<Comparison> {
  const { report } = order;
  if (report.caseLog === null) {
    throw new UserError(
      'invalid-argument',
      'The report is of an image alone; it was made without --case.',
    );
  }
  return compareWithCase(order, report.caseLog, (caseFile, comparison) => {
    const { decisions, marks } = reviewOf(caseFile, report);
    comparison.compare('Decisions and notes', report.decisions, decisions, 'decisions', LEFT_OUT);
    comparison.compare('Marks', report.marks, marks, 'marks', LEFT_OUT);
  });
}

/** Checks the case and its log up to `log`; where that is its end, does `compare`. */
async function compareWithCase(
  { casePath, progress, signal }: VerifyCaseOrder<unknown>,
  { head, entries }: { head: string; entries: number },
  compare: (caseFile: CaseFile, comparison: Comparison) => void,
): Promise<Comparison> {
  const comparison = new Comparison();
  const { checks } = comparison;
  const caseFile = openCase(casePath, { mode: 'read' });
  try {
    const { problems, ...found } = await verifyCase(caseFile, {
      originals: false,
      head,
      signal,
      ...(progress ? { progress } : {}),
    });
    const title = 'Case';
    for (const { message } of problems) checks.push({ title, ok: false, detail: message });
    if (problems.length > 0) return comparison;
    const { rows, auditEntries } = found.checked;
    const detail = `${rows} rows and ${auditEntries} audit entries are as they were recorded`;
    checks.push({ title, ok: true, detail });
    if (found.head === head) {
      compare(caseFile, comparison);
    } else {
      const later = `${auditEntries - entries} audit entries`;
      const note = `the case went on since, by ${later}, so it was not compared with it`;
      checks.push({ title: 'Of the case', ok: true, detail: note });
    }
    return comparison;
  } finally {
    caseFile.close();
  }
}

const PARTS = [
  ['case', 'What was scanned'],
  ['progress', 'Progress'],
  ['counts', 'Counts'],
  ['campaigns', 'Campaigns'],
  ['images', 'Images'],
  ['leftOut', 'Images left out'],
  ['limits', 'Limits'],
  ['audit', 'Audit log'],
] as const;
