/** Makes the report of a case from what the case holds. */
import type { Annotation, QueueRow } from '../../shared/case-contract.ts';
import {
  CASE_REPORT_SCHEMA,
  type CaseReport,
  type CaseReportImage,
} from '../../shared/report/case-report.ts';
import { searchLimits } from '../../shared/report/limits.ts';
import type { ReportDecision } from '../../shared/report/report.ts';
import { readAudit } from '../cases/audit.ts';
import { findCampaigns } from '../cases/campaigns.ts';
import type { CaseFile } from '../cases/case-file.ts';
import { readCaseImage, readThumbnail } from '../cases/image-page.ts';
import { countQueue, readOrder } from '../cases/queue.ts';
import { imageOf } from '../cases/record.ts';
import { figuresOf, summaryOf } from '../cases/summary.ts';
import { UserError } from '../../shared/errors.ts';
import { version } from '../package-root.ts';

/** Images and audit entries that one report holds. */
const MOST_IMAGES = 500;
const MOST_ENTRIES = 100;

/** The report of `caseFile`, made at `createdAt` (ISO 8601). */
export function makeCaseReport(caseFile: CaseFile, createdAt: string): CaseReport {
  const { name, createdAt: begunAt, roots, failures, progress } = summaryOf(caseFile, '', null);
  const ids = shownIds(caseFile);
  const { audit } = figuresOf(caseFile);
  return {
    schema: CASE_REPORT_SCHEMA,
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
    images: ids.slice(0, MOST_IMAGES).map((id) => imageReport(caseFile, id)),
    leftOut: Math.max(0, ids.length - MOST_IMAGES),
    limits: searchLimits(),
    audit: {
      entries: audit.entries,
      head: audit.head,
      last: readAudit(caseFile.database, { limit: MOST_ENTRIES }),
    },
  };
}

/** Flagged images by score, then those that were confirmed all the same. */
function shownIds(caseFile: CaseFile): number[] {
  const order = { sort: 'score', order: 'desc' } as const;
  const flagged = readOrder(caseFile, { verdict: ['attack', 'suspicious'] }, order);
  const confirmed = readOrder(caseFile, { decision: ['confirmed'] }, order);
  return [...new Set([...flagged, ...confirmed])];
}

function imageReport(caseFile: CaseFile, id: number): CaseReportImage {
  const { row, places, findings, notes, annotations } = readCaseImage(caseFile, id);
  return {
    row,
    places: places.map(({ path }) => path),
    reasons: findings[0]?.finding.reasons ?? [],
    notes,
    annotations: annotations.map(annotationText),
    human: pictureOf(caseFile, row, 'human'),
    machine: pictureOf(caseFile, row, 'machine'),
  };
}

function pictureOf(caseFile: CaseFile, { id }: QueueRow, kind: 'human' | 'machine'): string | null {
  try {
    const { mediaType, bytes } = readThumbnail(caseFile, id, kind);
    return `data:${mediaType};base64,${Buffer.from(bytes).toString('base64')}`;
  } catch (error) {
    if (error instanceof UserError && error.code === 'not-found') return null;
    throw error;
  }
}

/** A mark as a sentence: what it is, where, and what it says. */
export function annotationText({ shape, text, reviewer }: Annotation): string {
  const at = `(${Math.round(shape.x)}, ${Math.round(shape.y)})`;
  const where =
    shape.kind === 'box'
      ? `box of ${Math.round(shape.width)}×${Math.round(shape.height)} at ${at}`
      : shape.kind === 'arrow'
        ? `arrow from ${at} to (${Math.round(shape.toX)}, ${Math.round(shape.toY)})`
        : `at ${at}`;
  return `${where}, ${reviewer}${text === '' ? '' : `: ${text}`}`;
}

/** What reviewers said of the image with `sha256`, oldest first, for its own report. */
export function reviewOf(
  caseFile: CaseFile,
  sha256: string,
): { decisions: ReportDecision[]; audit: string[] } {
  const id = imageOf(caseFile, sha256);
  if (id === undefined) {
    throw new UserError('not-found', `${caseFile.name} holds no image with SHA-256 ${sha256}.`);
  }
  const { history, notes, annotations } = readCaseImage(caseFile, id);
  const decisions = history.map(({ kind, value, reviewer, at }): ReportDecision => ({
    decision: kind === 'note' ? 'note' : `${kind}: ${value ?? 'taken back'}`,
    reviewer,
    at,
    note: kind === 'note' ? value : null,
  }));
  const { audit } = figuresOf(caseFile);
  return {
    decisions: decisions.reverse(),
    audit: [
      ...annotations.map((mark) => `Marked: ${annotationText(mark)}`),
      `${notes.length} notes; audit log of ${audit.entries} entries, last hash ${audit.head}`,
    ],
  };
}
