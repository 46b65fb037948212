/** A row of the queue as it is listed. Anybody may have written the case: a row that is none is told so. */
import { basename, dirname } from 'node:path';
import * as v from 'valibot';
import { ORIGINAL_STATES, type QueueRow } from '../../../shared/case/case-queue.ts';
import { listedVerdict } from '../../../shared/verdict/words.ts';
import { ERROR_CODES, type ErrorBody } from '../../../shared/base/errors.ts';
import { DECISIONS_BY_RANK, labelsOf, readAs, VERDICTS_BY_RANK } from './queue-row.ts';

const FAILED_RANK = VERDICTS_BY_RANK.indexOf('error');

export const ROW_SQL = `
  SELECT q.*, i.sha256, i.format, i.width, i.height,
    r.reviewer, r.at AS decided_at,
    s.reviewer AS signer, s.value AS signed, s.at AS signed_at,
    CASE q.verdict WHEN ${FAILED_RANK} THEN unpacked(f.finding) END AS failed,
    CASE q.outdated WHEN 1 THEN unpacked(d.finding) END AS decided_finding
  FROM queue AS q JOIN images AS i ON i.id = q.image_id
  LEFT JOIN reviews AS r ON r.id = q.review_id
  LEFT JOIN reviews AS s ON s.id = q.sign_off_id
  LEFT JOIN findings AS f ON q.verdict = ${FAILED_RANK} AND f.id = q.finding_id
  LEFT JOIN findings AS d ON q.outdated = 1 AND d.id = r.finding_id`;

const number = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const rank = (names: readonly unknown[]) => v.pipe(count, v.maxValue(names.length - 1));

/** A row as ROW_SQL has it. */
const RowShape = v.looseObject({
  image_id: count,
  finding_id: count,
  review_id: v.nullable(count),
  sign_off_id: v.nullable(count),
  verdict: rank(VERDICTS_BY_RANK),
  score: number,
  sampler: v.string(),
  target_width: v.nullable(count),
  target_height: v.nullable(count),
  explanation: v.nullable(v.string()),
  path: v.string(),
  name: v.string(),
  places: count,
  bytes: count,
  pixels: count,
  decision: rank(DECISIONS_BY_RANK),
  outdated: count,
  has_note: count,
  marks: count,
  original: rank(ORIGINAL_STATES),
  labels: number,
  sha256: v.string(),
  format: v.nullable(v.string()),
  width: v.nullable(count),
  height: v.nullable(count),
  reviewer: v.nullable(v.string()),
  decided_at: v.nullable(v.string()),
  signer: v.nullable(v.string()),
  signed: v.nullable(v.string()),
  signed_at: v.nullable(v.string()),
  failed: v.nullable(v.string()),
  decided_finding: v.nullable(v.string()),
});
export type RowRecord = v.InferOutput<typeof RowShape>;

const DecidedOn = v.looseObject({
  verdict: v.picklist(VERDICTS_BY_RANK),
  explanation: v.optional(v.nullable(v.string()), null),
});

const Failed = v.looseObject({
  error: v.looseObject({ code: v.picklist(ERROR_CODES), message: v.string() }),
});

/** The row of the queue that `record` is; one that is none is listed as not examined, and why. */
export function rowOf(record: RowRecord): QueueRow {
  const checked = v.safeParse(RowShape, record);
  if (!checked.success) return brokenRow(record);
  const { target_width: width, target_height: height, path, signer, signed_at: at } = record;
  const decision = DECISIONS_BY_RANK[record.decision];
  const verdict = VERDICTS_BY_RANK[record.verdict];
  return {
    id: record.image_id,
    basis: basisOf(record),
    sha256: record.sha256,
    path,
    folder: dirname(path),
    name: basename(path),
    places: record.places,
    bytes: record.bytes,
    format: record.format,
    width: record.width,
    height: record.height,
    verdict,
    score: record.score,
    sampler: record.sampler === '' ? null : record.sampler,
    target: width === null || height === null ? null : { width, height },
    explanation: record.explanation,
    error: verdict === 'error' ? failureIn(record.failed) : null,
    decision: decision === 'none' ? null : decision,
    reviewer: record.reviewer,
    decidedAt: record.decided_at,
    outdated: record.outdated === 1,
    ...decidedOn(record),
    signOff:
      signer === null || at === null
        ? null
        : { reviewer: signer, agrees: record.signed === 'agree', at },
    hasNote: record.has_note === 1,
    marks: record.marks,
    original: ORIGINAL_STATES[record.original],
    labelDisagreement: labelsOf(record.labels),
  };
}

function basisOf({ finding_id, review_id, sign_off_id }: RowRecord): string {
  return `${finding_id}.${review_id ?? 0}.${sign_off_id ?? 0}`;
}

/** The verdict of the finding that an outdated decision was made on, where there is one to read. */
function decidedOn({ decided_finding }: RowRecord): Pick<QueueRow, 'decidedOn'> {
  const told = decided_finding === null ? null : readAs(DecidedOn, decided_finding);
  return told === null ? {} : { decidedOn: listedVerdict(told) };
}

function failureIn(finding: string | null): ErrorBody {
  try {
    const { error } = v.parse(Failed, JSON.parse(finding ?? ''));
    return { code: error.code, message: error.message };
  } catch {
    return { code: 'damaged', message: 'The case has no valid finding for this image.' };
  }
}

function brokenRow({ image_id: id, sha256, path }: Record<string, unknown>): QueueRow {
  const known = typeof path === 'string' ? path : `image ${String(id)}`;
  return {
    id: Number(id),
    basis: '',
    sha256: typeof sha256 === 'string' ? sha256 : '',
    path: known,
    folder: dirname(known),
    name: basename(known),
    ...{ places: 1, bytes: 0, format: null, width: null, height: null, verdict: 'error', score: 0 },
    ...{ sampler: null, target: null, explanation: null },
    error: {
      code: 'damaged',
      message: 'The row of this image in the queue of the case is damaged.',
    },
    ...{ decision: null, reviewer: null, decidedAt: null, outdated: false, signOff: null },
    ...{ hasNote: false, marks: 0, original: 'there', labelDisagreement: null },
  };
}
