/** Makes what reports say of a case again from the case file and says what matches. */
import { UserError } from '../../shared/base/errors.ts';
import { canonicalJson } from '../../shared/base/canonical-json.ts';
import { DIGESTED_PARTS, type CaseReport } from '../../shared/report/case-report.ts';
import type { Report } from '../../shared/report/report.ts';
import { openCase } from '../cases/open-case.ts';
import type { CaseFile } from '../cases/store/case-file.ts';
import { headOf } from '../cases/store/audit.ts';
import { reviewAt, seqOf } from '../cases/store/log-at.ts';
import { verifyCase } from '../cases/verify-case.ts';
import type { Progress } from '../engine/images/orders.ts';
import {
  asUnneeded,
  Comparison,
  editionChecks,
  ownWordsCheck,
  type EditionPart,
  signatureCheck,
  uncomparedCheck,
  ungivenCheck,
  verificationOf,
  type Check,
  type SignatureOrder,
  type Verification,
} from './check.ts';
import { digestsOf, logPart, makeCaseReport, reviewOf } from './make-case-report.ts';

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
  const digests = digestChecks(report);
  if (casePath === null) {
    const vouching = { isVouched: signed.ok, option: '--case FILE' };
    const ungiven = ungivenCheck('Case', 'compared with it', vouching);
    const own = ownWordsCheck(report, OWN, KNOWN, signed.ok);
    return verificationOf([signed, ...digests, ...kept, ...own, ungiven], []);
  }
  const edition = report.edition ?? 1;
  let named = '';
  const { checks, differences } = await compareWithCase(
    { ...order, casePath },
    report.audit,
    (caseFile, comparison, then) => {
      const made = makeCaseReport(caseFile, report.createdAt, edition);
      named = made.case.name;
      made.case.name = report.case.name; // a copy of the file may be called otherwise
      made.audit = logPart(caseFile, then);
      const isLater = then.later > 0;
      for (const { part, title, since } of isLater ? LASTING_PARTS : PARTS) {
        if (since > edition) continue; // of before there was such a part
        comparison.compare(title, report[part], made[part], part, LEFT_OUT);
      }
      if (isLater) comparison.leaveOpen('State of the case', notCompared(then));
    },
  );
  const editions = editionChecks(report, PARTS, signed.ok);
  const isAll = kept.length + editions.length === 0;
  const first = isAll && !signature.required ? asUnneeded(signed) : signed;
  // The given file may have another name: then the one in the report is the report's own word.
  const words = named === report.case.name ? OWN : [...OWN, 'case.name'];
  const own = ownWordsCheck(report, words, KNOWN, signed.ok);
  return verificationOf([first, ...digests, ...checks, ...kept, ...editions, ...own], differences);
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

/** What the case says nothing of. */
const OWN = ['createdAt', 'engine'];

const part = (name: keyof CaseReport, title: string, since = 1): EditionPart<keyof CaseReport> => ({
  ...{ part: name, title, since },
});

const PARTS = [
  part('case', 'What was scanned'),
  part('progress', 'Progress'),
  part('counts', 'Counts'),
  part('campaigns', 'Campaigns'),
  part('images', 'Images'),
  part('leftOut', 'Images left out'),
  part('changes', 'Verdicts changed by examining again'),
  part('changesLeftOut', 'Changes left out'),
  part('inventory', 'Inventory', 2),
  part('failures', 'Files that could not be read', 2),
  part('statements', 'Decisions, notes and sign-offs', 2),
  part('digests', 'Second looks and digests of the long lists', 3),
  part('limits', 'Limits'),
  part('audit', 'Audit log'),
];

/** Every field that the report of a case can have. */
const KNOWN = [
  ...['schema', 'edition', 'examination', 'signature', ...OWN],
  ...PARTS.map((each) => each.part),
];

/** What of a case report can be told of any entry of the log. */
const LASTING_PARTS = PARTS.filter((each) => each.part === 'limits' || each.part === 'audit');

/** The long lists have to be those of which the page prints the hashes. */
function digestChecks(report: CaseReport): Check[] {
  const { digests } = report;
  if (digests === undefined) return [];
  const title = 'Long lists';
  const made = digestsOf(report);
  const wrong = DIGESTED_PARTS.filter(
    (name) => canonicalJson(digests[name] ?? null) !== canonicalJson(made[name]),
  );
  if (wrong.length === 0)
    return [{ title, ok: true, detail: 'have the hashes that the report prints' }];
  const detail = `${wrong.join(' and ')} are not the lists of which the report prints the hashes`;
  return [{ title, ok: false, detail }];
}

const REVIEW_PARTS = [
  ['decisions', 'Decisions and notes'],
  ['marks', 'Marks'],
  ['audit', 'Audit log'],
] as const;
