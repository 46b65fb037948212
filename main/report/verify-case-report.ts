/** Makes what reports say of a case again from the case file and says what matches. */
import { UserError } from '../../shared/base/errors.ts';
import type { CaseReport } from '../../shared/report/case-report.ts';
import type { Report } from '../../shared/report/report.ts';
import { openCase, type CaseFile } from '../cases/store/case-file.ts';
import { headOf } from '../cases/store/audit.ts';
import { reviewAt, seqOf } from '../cases/store/log-at.ts';
import { verifyCase } from '../cases/verify-case.ts';
import type { Progress } from '../engine/images/orders.ts';
import {
  asUnneeded,
  Comparison,
  signatureCheck,
  uncomparedCheck,
  ungivenCheck,
  verificationOf,
  type Check,
  type SignatureOrder,
  type Verification,
} from './check.ts';
import { logPart, makeCaseReport, reviewOf } from './make-case-report.ts';

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
  const kept = keptChecks(report, signed.ok);
  if (casePath === null) {
    const vouching = { isVouched: signed.ok, option: '--case FILE' };
    const ungiven = ungivenCheck('Case', 'compared with it', vouching);
    return verificationOf([signed, ...kept, ungiven], []);
  }
  const edition = report.edition ?? 1;
  const { checks, differences } = await compareWithCase(
    { ...order, casePath },
    report.audit,
    (caseFile, comparison, then) => {
      const made = makeCaseReport(caseFile, report.createdAt, edition);
      made.case.name = report.case.name; // a copy of the file may be called otherwise
      made.audit = logPart(caseFile, then);
      const isLater = then.later > 0;
      for (const [part, name] of isLater ? LASTING_PARTS : PARTS) {
        if (report[part] === undefined && edition === 1) continue; // of before there was such a part
        comparison.compare(name, report[part], made[part], part, LEFT_OUT);
      }
      if (isLater) comparison.leaveOpen('State of the case', notCompared(then));
    },
  );
  const first = kept.length === 0 && !signature.required ? asUnneeded(signed) : signed;
  return verificationOf([first, ...checks, ...kept], differences);
}

/** What no case holds: of that only a signature shows that it is as it was. */
function keptChecks({ examination }: CaseReport, isVouched: boolean): Check[] {
  if (examination === undefined) return [];
  return [uncomparedCheck('Who examined it', 'not in the case', isVouched)];
}

/** What is told of the reviewers' words in a report of an image, where its case is not given. */
export function unreviewed(report: Report, signature: SignatureOrder): Check[] {
  const { caseLog, decisions, marks } = report;
  const title = 'What reviewers said';
  if (caseLog !== null) {
    const isVouched = signatureCheck(report, signature).ok;
    return [uncomparedCheck(title, 'not compared. Give --case FILE', isVouched)];
  }
  if (decisions.length === 0 && marks.length === 0) return [];
  return [
    {
      title,
      ok: false,
      detail: 'the report names no case, so no reviewer can have said or drawn this',
    },
  ];
}

/** Compares what reviewers said and drew, in the report of an image, with the case it is of. */
export async function verifyReview(order: VerifyCaseOrder<Report>): Promise<Comparison> {
  const { report } = order;
  if (report.caseLog === null) {
    throw new UserError(
      'invalid-argument',
      'The report is of an image only. It was made without --case; leave --case out.',
    );
  }
  return compareWithCase(order, report.caseLog, (caseFile, comparison, then) => {
    const review = reviewAt(caseFile.database, report.finding.sha256!, then.entries);
    const made = reviewOf(caseFile, report, { review, log: then });
    if (then.later > 0) {
      const detail = `${wentOn(then)}; the report is compared with what was said up to then`;
      comparison.checks.push({ title: 'State of the case', ok: true, detail });
    }
    for (const [part, name] of REVIEW_PARTS) {
      if (part === 'marks' && review.replaced > 0) {
        const which = `${review.replaced} of the earlier marks were changed or removed since`;
        comparison.leaveOpen(name, `${which}: ${notCompared(then)}`);
      } else comparison.compare(name, report[part], made[part], part, LEFT_OUT);
    }
  });
}

/** The entry of the log at which a report was made, and how many there are after it. */
interface Then {
  entries: number;
  head: string;
  later: number;
}

function wentOn({ entries, later }: Then): string {
  return `the case has ${later} more audit ${later === 1 ? 'entry' : 'entries'} after entry ${entries}`;
}

function notCompared(then: Then): string {
  return `not compared, because ${wentOn(then)}. Make the report again, or give --case a copy of the case from that time`;
}

/** Checks the case and that its log holds the entry of `log`, then does `compare`. */
async function compareWithCase(
  { casePath, progress, signal }: VerifyCaseOrder<unknown>,
  { head, entries }: { head: string; entries: number },
  compare: (caseFile: CaseFile, comparison: Comparison, then: Then) => void,
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
    const detail =
      `${rows} rows and ${auditEntries} audit entries agree with one another and with the hash in the ` +
      'report. Who vouches for the log, "scalescope case verify" tells';
    checks.push({ title, ok: true, detail });
    const seq = seqOf(caseFile.database, head)!; // it is in there, or there was a problem
    if (seq !== entries) {
      const wrong = `the hash belongs to entry ${seq}, but the report says ${entries}`;
      checks.push({ title: 'Entries of the audit log', ok: false, detail: wrong });
    }
    const { database } = caseFile;
    database.atOneMoment(() => {
      // Not what was checked above: what is compared may have gone on since.
      const later = headOf(database).seq - seq;
      compare(caseFile, comparison, { entries: seq, head, later });
    });
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
  ['changes', 'Verdicts changed by examining again'],
  ['changesLeftOut', 'Changes left out'],
  ['inventory', 'Inventory'],
  ['failures', 'Files that could not be read'],
  ['statements', 'Decisions, notes and sign-offs'],
  ['limits', 'Limits'],
  ['audit', 'Audit log'],
] as const;

/** What of a case report can be told of any entry of the log. */
const LASTING_PARTS = PARTS.filter(([part]) => part === 'limits' || part === 'audit');

const REVIEW_PARTS = [
  ['decisions', 'Decisions and notes'],
  ['marks', 'Marks'],
  ['audit', 'Audit log'],
] as const;
