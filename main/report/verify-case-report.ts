/** Makes the report of a case again from the case file and says what matches. */
import type { CaseReport } from '../../shared/report/case-report.ts';
import { openCase } from '../cases/case-file.ts';
import { verifyCase } from '../cases/verify.ts';
import type { Progress } from '../engine/service.ts';
import {
  Comparison,
  signatureCheck,
  verificationOf,
  type SignatureOrder,
  type Verification,
} from './check.ts';
import { makeCaseReport } from './make-case-report.ts';

/** Where the originals are is looked at whenever a case is used, and is in no audit entry. */
const LEFT_OUT: ReadonlySet<string> = new Set(['original', 'originals']);

export interface VerifyCaseOrder {
  report: CaseReport;
  /** Path of the case, or null to check the report by itself. */
  casePath: string | null;
  signature: SignatureOrder;
  progress?: Progress;
  signal?: AbortSignal | undefined;
}

/** Checks the report by itself and, with its case, the rows of that and all that was reported. */
export async function verifyCaseReport(order: VerifyCaseOrder): Promise<Verification> {
  const { report, casePath, signature } = order;
  const comparison = new Comparison();
  const { checks, differences } = comparison;
  checks.push(signatureCheck(report, signature));
  if (casePath === null) {
    checks.push({ title: 'Case', ok: true, detail: 'not given, so nothing was compared with it' });
  } else {
    await compareWithCase(order, casePath, comparison);
  }
  return verificationOf(checks, differences);
}

async function compareWithCase(
  { report, progress, signal }: VerifyCaseOrder,
  casePath: string,
  comparison: Comparison,
): Promise<void> {
  const { checks } = comparison;
  const caseFile = openCase(casePath, { mode: 'read' });
  try {
    const { head } = report.audit;
    const { problems, ...found } = await verifyCase(caseFile, {
      originals: false,
      head,
      signal,
      ...(progress ? { progress } : {}),
    });
    const title = 'Case';
    for (const { message } of problems) checks.push({ title, ok: false, detail: message });
    if (problems.length > 0) return;
    const { rows, auditEntries } = found.checked;
    const detail = `${rows} rows and ${auditEntries} audit entries are as they were recorded`;
    checks.push({ title, ok: true, detail });
    if (found.head !== head) {
      const later = auditEntries - report.audit.entries;
      const note = `the case went on by ${later} entries since, so they were not compared`;
      checks.push({ title: 'Figures of the report', ok: true, detail: note });
      return;
    }
    const made = makeCaseReport(caseFile, report.createdAt);
    made.case.name = report.case.name; // a copy of the file may be called otherwise
    for (const [part, name] of PARTS) {
      comparison.compare(name, report[part], made[part], part, LEFT_OUT);
    }
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
