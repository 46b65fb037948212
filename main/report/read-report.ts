/** A report read from its file, which anybody may have written: bounded, and of the right shape. */
import * as v from 'valibot';
import { UserError } from '../../shared/base/errors.ts';
import { parsePipeline } from '../../shared/pipelines/user-pipeline.ts';
import { CASE_REPORT_SCHEMA, type CaseReport } from '../../shared/report/case-report.ts';
import {
  REPORT_EDITION,
  REPORT_SCHEMA,
  type Report,
  type SignedReport,
} from '../../shared/report/report.ts';
import { ThresholdsShape } from '../../shared/verdict/thresholds-file.ts';
import { SHA256 } from '../base/hash.ts';
import { readRegularFile } from '../base/regular-file.ts';
import { attachmentOf } from './archive-pdf.ts';
import { StoredView, texts, whole } from './report-shapes.ts';

/** Of the file, and of what is nested in it: far more than any report has. */
const MOST_BYTES = 256 * 1024 * 1024;
const MOST_LEVELS = 64;
const MOST_PICTURES = 32;

const Signature = v.optional(
  v.object({
    algorithm: v.string(),
    publicKey: v.string(),
    keyId: v.string(),
    value: v.string(),
  }),
);
const Engine = v.looseObject({ scalescope: v.string() });
const Time = v.pipe(v.string(), v.isoTimestamp());

const CaseLog = v.looseObject({
  entries: whole(0),
  head: v.pipe(v.string(), v.regex(SHA256)),
});

/** What verifying reads before it computes, and shows. */
const ReportShape = v.looseObject({
  schema: v.literal(REPORT_SCHEMA),
  edition: v.optional(whole(1)),
  createdAt: Time,
  engine: Engine,
  request: v.looseObject({
    policy: v.looseObject({
      orientation: v.picklist(['stored', 'applied']),
      frame: v.nullable(whole(0)),
      item: v.optional(v.nullable(v.string())),
    }),
    limits: v.looseObject({ maxPixels: whole(1), maxBytes: whole(1) }),
    view: v.nullable(StoredView),
    asked: v.boolean(),
    thresholds: v.optional(ThresholdsShape),
  }),
  summary: texts,
  finding: v.looseObject({ file: v.string(), sha256: v.string() }),
  matrix: v.looseObject({}),
  spectrum: v.looseObject({}),
  pipelines: v.array(v.looseObject({})),
  pictures: v.pipe(
    v.array(
      v.looseObject({
        id: v.string(),
        title: v.string(),
        width: whole(1),
        height: whole(1),
        sha256: v.string(),
        pixelsSha256: v.string(),
        png: v.string(),
      }),
    ),
    v.maxLength(MOST_PICTURES),
  ),
  limits: texts,
  decisions: v.array(v.looseObject({})),
  marks: v.array(v.looseObject({})),
  caseLog: v.nullable(CaseLog),
  reproduce: texts,
  signature: Signature,
});

const CaseReportShape = v.looseObject({
  schema: v.literal(CASE_REPORT_SCHEMA),
  edition: v.optional(whole(1)),
  createdAt: Time,
  engine: Engine,
  case: v.looseObject({ name: v.string() }),
  images: v.array(v.looseObject({})),
  audit: CaseLog,
  signature: Signature,
});

/** How the JSON form is called that is attached to the PDF of a report. */
export const ATTACHED_NAME = 'report.json';

/**
 * The text of the report at `path`, of a PDF that of the JSON form in it. Throws UserError where there is none, or far
 * too much.
 */
export async function readReportFile(path: string): Promise<{ text: string; isPdf: boolean }> {
  const kind = { what: 'the JSON form of a report', maxBytes: MOST_BYTES };
  const bytes = await readRegularFile(path, path, kind);
  if (bytes.subarray(0, PDF_MARK.length).toString('latin1') !== PDF_MARK) {
    return { text: bytes.toString('utf8'), isPdf: false };
  }
  const attached = await attachmentOf(bytes, ATTACHED_NAME, path);
  if (attached === null || attached.length > MOST_BYTES) {
    throw new UserError(
      'invalid-argument',
      `${path} has no ${ATTACHED_NAME} attached, so it is no report as Scalescope prints it, or it was printed again.`,
    );
  }
  return { text: Buffer.from(attached).toString('utf8'), isPdf: true };
}

const PDF_MARK = '%PDF-';

export type AnyReport = Report | SignedReport | CaseReport;

/** The report that `json` holds; `name` is what its file is called. Throws UserError. */
export function readReport(json: string, name: string): AnyReport {
  const value = parse(json, name);
  if (!isShallow(value)) {
    throw new UserError(
      'invalid-argument',
      `${name} is nested more than ${MOST_LEVELS} levels deep, so it is not a report.`,
    );
  }
  const isOfCase = v.is(v.looseObject({ schema: v.literal(CASE_REPORT_SCHEMA) }), value);
  const parsed = v.safeParse(isOfCase ? CaseReportShape : ReportShape, value);
  if (!parsed.success) {
    const place = v.getDotPath(parsed.issues[0]);
    const form = isOfCase ? CASE_REPORT_SCHEMA : REPORT_SCHEMA;
    throw new UserError(
      'invalid-argument',
      `${name} is not a report of the form ${form}${place === null ? '' : ` (${place})`}. Give verify the .json form.`,
    );
  }
  const report = value as AnyReport;
  refuseNewer(report, name);
  if (!isCaseReport(report)) checkPreset(report, name);
  return report;
}

/** A newer edition has pictures and sentences that this version does not make. */
function refuseNewer(report: AnyReport, name: string): void {
  const edition: number = report.edition ?? 1;
  if (edition <= REPORT_EDITION) return;
  throw new UserError(
    'unsupported-format',
    `${name} is of edition ${edition}, and this Scalescope knows reports up to edition ${REPORT_EDITION}. ` +
      'Verify it with the version that made it.',
  );
}

/** Whether `report` is of a case. */
export function isCaseReport(report: AnyReport): report is CaseReport {
  return report.schema === CASE_REPORT_SCHEMA;
}

function parse(json: string, name: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    throw new UserError('invalid-argument', `${name} is not JSON, so it is not a report.`);
  }
}

/** What is computed or compared follows the nesting, and may not run out of stack. */
function isShallow(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MOST_LEVELS) return false;
    level = level.flatMap((each) =>
      typeof each === 'object' && each !== null ? Object.values(each) : [],
    );
  }
  return true;
}

/** The pipeline of the person's own that a report was asked for is computed again: it has to be one. */
function checkPreset({ request: { asked, view } }: Report, name: string): void {
  if (!asked || view?.preset === undefined) return;
  view.preset = parsePipeline(JSON.stringify(view.preset), `The pipeline in ${name}`);
}
