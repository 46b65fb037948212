/** Makes the report of a case from what the case holds. */
import { lookSentence } from '../../shared/case/case-people.ts';
import type { ReviewEvent } from '../../shared/case/case-review.ts';
import { UserError } from '../../shared/base/errors.ts';
import { canonicalJson } from '../../shared/base/canonical-json.ts';
import {
  CASE_REPORT_SCHEMA,
  type CaseReport,
  type DigestedPart,
  type PartDigest,
} from '../../shared/report/case-report.ts';
import { searchLimits } from '../../shared/report/stated-limits.ts';
import { marksOf } from '../../shared/report/report-marks.ts';
import {
  REPORT_EDITION,
  type Report,
  type ReportDecision,
  type ReportEdition,
} from '../../shared/report/report.ts';
import { readAudit } from '../cases/store/audit.ts';
import { findCampaigns } from '../cases/campaigns.ts';
import { findChanges } from '../cases/changes.ts';
import type { CaseFile } from '../cases/store/case-file.ts';
import { readCaseImage } from '../cases/review/image-page.ts';
import type { ReviewAt } from '../cases/store/log-at.ts';
import { countQueue, readOrder } from '../cases/queue/queue.ts';
import { byTime, readFailures, readInventory, readStatements } from '../cases/inventory.ts';
import { imageOf } from '../cases/record.ts';
import { figuresOf, summaryOf } from '../cases/case-summary.ts';
import { sha256Of } from '../base/hash.ts';
import { version } from '../base/package-root.ts';
import { caseReportImage, turnFor } from './case-report-image.ts';

/** Images and audit entries that one report holds. */
const MOST_IMAGES = 500;
const MOST_ENTRIES = 100;

/**
 * The report of `caseFile` as it is at one moment, made at `createdAt` (ISO 8601), in the `edition` of today or
 * one of before.
 */
export function makeCaseReport(
  caseFile: CaseFile,
  createdAt: string,
  edition: ReportEdition = REPORT_EDITION,
): CaseReport {
  return caseFile.database.atOneMoment(() => readCaseReport(caseFile, createdAt, edition));
}

function readCaseReport(caseFile: CaseFile, createdAt: string, edition: ReportEdition): CaseReport {
  const { name, createdAt: begunAt, roots, failures, progress } = summaryOf(caseFile, '', null);
  const ids = shownIds(caseFile);
  const { audit } = figuresOf(caseFile);
  const changes = findChanges(caseFile);
  return {
    schema: CASE_REPORT_SCHEMA,
    ...(edition > 1 && { edition }),
    createdAt,
    engine: {
      scalescope: version,
      node: process.versions.node,
      platform: `${process.platform} ${process.arch}`,
    },
    case: { name, createdAt: begunAt, roots, failures },
    progress,
    counts: countQueue(caseFile, {}),
    campaigns: findCampaigns(caseFile),
    images: ids
      .slice(0, MOST_IMAGES)
      .map((id) => ofEdition(caseReportImage(caseFile, id), edition)),
    leftOut: Math.max(0, ids.length - MOST_IMAGES),
    changes: changes.slice(0, MOST_IMAGES),
    changesLeftOut: Math.max(0, changes.length - MOST_IMAGES),
    ...(edition > 1 && lists(caseFile, edition)),
    limits: searchLimits(edition),
    audit: logPart(caseFile, audit),
  };
}

/** The lists of everything, and from edition 3 on what each of them has to be. */
function lists(caseFile: CaseFile, edition: ReportEdition): Partial<CaseReport> {
  const inventory = readInventory(caseFile);
  const statements = readStatements(caseFile);
  const failures = readFailures(caseFile);
  if (edition > 2) {
    const all = { inventory, failures, statements };
    return { ...all, digests: digestsOf(all) };
  }
  return {
    inventory: inventory.map((row) => ofEdition(row, edition)),
    failures,
    statements: statements
      .filter(({ kind }) => kind !== 'second look')
      .map(({ of: _of, ...said }) => said),
  };
}

/** Before edition 3, reports told nothing of second looks. */
function ofEdition<T extends { secondLooks?: unknown }>(part: T, edition: ReportEdition): T {
  if (edition > 2) return part;
  const { secondLooks: _looks, ...rest } = part;
  return rest as T;
}

/** The number of rows and the hash of each list that `report` has. */
export function digestsOf(
  report: Pick<CaseReport, DigestedPart>,
): Record<DigestedPart, PartDigest> {
  const digest = (part: DigestedPart): PartDigest => {
    const rows = report[part] ?? [];
    return { rows: rows.length, sha256: sha256Of(canonicalJson(JSON.parse(JSON.stringify(rows)))) };
  };
  return {
    inventory: digest('inventory'),
    failures: digest('failures'),
    statements: digest('statements'),
  };
}

/** What the report says of the audit log where it ends with the entry `log`. */
export function logPart(
  { database }: CaseFile,
  { entries, head }: { entries: number; head: string },
): CaseReport['audit'] {
  return {
    entries,
    head,
    last: readAudit(database, { before: entries + 1, limit: MOST_ENTRIES }),
  };
}

/** Flagged images by score, then those that were confirmed all the same. */
function shownIds(caseFile: CaseFile): number[] {
  const order = { sort: 'score', order: 'desc' } as const;
  const flagged = readOrder(caseFile, { verdict: ['attack', 'suspicious'] }, order);
  const confirmed = readOrder(caseFile, { decision: ['confirmed'] }, order);
  return [...new Set([...flagged, ...confirmed])];
}

/** The id of the image with `sha256`. Throws UserError `not-found`. */
export function requireImage(caseFile: CaseFile, sha256: string): number {
  const id = imageOf(caseFile, sha256);
  if (id !== undefined) return id;
  throw new UserError('not-found', `${caseFile.name} holds no image with SHA-256 ${sha256}.`);
}

/**
 * What reviewers said of the image that `report` is of, read at one moment, oldest first; of `earlier` no more than they
 * had said by the entry with which the audit log ended then.
 */
export function reviewOf(
  caseFile: CaseFile,
  report: Report,
  earlier?: Earlier,
): Pick<Report, 'decisions' | 'marks' | 'audit' | 'caseLog'> {
  return caseFile.database.atOneMoment(() => readReview(caseFile, report, earlier));
}

interface Earlier {
  review: ReviewAt;
  log: { entries: number; head: string };
}

function readReview(
  caseFile: CaseFile,
  { finding, request, edition = 1 }: Report,
  earlier?: Earlier,
) {
  const { facts, sha256 } = finding;
  const id = requireImage(caseFile, sha256!);
  const image = readCaseImage(caseFile, id);
  const { review, log = figuresOf(caseFile).audit } = earlier ?? {};
  const history = image.history.filter((event) => review?.reviews.has(event.id) ?? true);
  const annotations = image.annotations.filter((mark) => review?.annotations.has(mark.id) ?? true);
  const decisions = history.map(({ kind, value, reviewer, at }): ReportDecision => ({
    decision: kind === 'note' ? 'note' : `${kind}: ${value ?? 'taken back'}`,
    reviewer,
    at,
    note: kind === 'note' ? value : null,
  }));
  const looks = edition > 2 ? image.secondLooks : [];
  const second = looks
    .filter(({ id: look }) => review?.secondLooks.has(look) ?? true)
    .map(({ reviewer, at, ...look }): ReportDecision => ({
      decision: `second look: ${lookSentence(look)}`,
      ...{ reviewer, at, note: null },
    }));
  return {
    decisions: byTime(decisions.reverse(), second.reverse()),
    marks: marksOf(annotations, turnFor(request.policy, facts)),
    audit: [
      `${countNotes(history)} notes; audit log of ${log.entries} entries, last hash ${log.head}`,
    ],
    caseLog: { name: caseFile.name, ...log },
  };
}

/** The notes that hold, one per reviewer, in a history that is newest first. */
function countNotes(history: readonly ReviewEvent[]): number {
  const notes = history.filter(({ kind }) => kind === 'note');
  const holds = ({ reviewer, value }: ReviewEvent, i: number): boolean =>
    value !== null && notes.findIndex((other) => other.reviewer === reviewer) === i;
  return notes.filter(holds).length;
}
