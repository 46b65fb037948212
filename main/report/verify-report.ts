/** Computes a report again from the original and says what matches. */
import * as v from 'valibot';
import { UserError } from '../../shared/errors.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../shared/facts.ts';
import { CASE_REPORT_SCHEMA } from '../../shared/report/case-report.ts';
import {
  differencesOf,
  REPORT_SCHEMA,
  type Difference,
  type Report,
  type ReportPicture,
  type SignedReport,
} from '../../shared/report/report.ts';
import { decode, hashBytes } from '../engine/decode.ts';
import type { Engines, Progress } from '../engine/service.ts';
import { version } from '../package-root.ts';
import { makeReport } from './make-report.ts';
import { hashSamples } from './report-pictures.ts';
import { checkSignature } from './sign.ts';

/** One thing that was checked. */
export interface Check {
  title: string;
  ok: boolean;
  /** What is wrong, or what was compared. */
  detail: string;
}

export interface Verification {
  schema: 'scalescope/verification@1';
  ok: boolean;
  checks: Check[];
  differences: Difference[];
}

/** What every report has, and what verifying reads before it computes. */
const ReportShape = v.looseObject({
  schema: v.literal(REPORT_SCHEMA),
  createdAt: v.pipe(v.string(), v.isoTimestamp()),
  engine: v.looseObject({ scalescope: v.string() }),
  request: v.looseObject({
    policy: v.looseObject({
      orientation: v.picklist(['stored', 'applied']),
      frame: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0))),
    }),
    view: v.nullable(v.looseObject({ pipeline: v.string() })),
    asked: v.boolean(),
  }),
  finding: v.looseObject({ file: v.string(), sha256: v.string() }),
  matrix: v.looseObject({}),
  spectrum: v.looseObject({}),
  pictures: v.array(
    v.looseObject({
      id: v.string(),
      title: v.string(),
      sha256: v.string(),
      pixelsSha256: v.string(),
      png: v.string(),
    }),
  ),
  signature: v.optional(
    v.object({
      algorithm: v.string(),
      publicKey: v.string(),
      keyId: v.string(),
      value: v.string(),
    }),
  ),
});

/** The report that `json` holds; `name` is what its file is called. Throws UserError. */
export function readReport(json: string, name: string): Report | SignedReport {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new UserError('invalid-argument', `${name} is not JSON, so it is no report.`);
  }
  if (isCaseReport(value)) {
    throw new UserError(
      'invalid-argument',
      `${name} is the report of a case. Check the case itself: scalescope case verify FILE --head HASH, with the hash of its last audit entry in the report.`,
    );
  }
  const parsed = v.safeParse(ReportShape, value);
  if (parsed.success) return value as Report | SignedReport;
  const [issue] = parsed.issues;
  const place = v.getDotPath(issue);
  throw new UserError(
    'invalid-argument',
    `${name} is no report of the form ${REPORT_SCHEMA}${place === null ? '' : ` (${place})`}. verify reads the .json form.`,
  );
}

function isCaseReport(value: unknown): boolean {
  return v.is(v.looseObject({ schema: v.literal(CASE_REPORT_SCHEMA) }), value);
}

/** Fields that differ from run to run, and the labels: models are not run again. */
const LEFT_OUT: ReadonlySet<string> = new Set(['elapsedMs', 'labels']);

/** Of a picture: its samples are compared, and encoders may pack the same samples in other ways. */
const PACKING: ReadonlySet<string> = new Set(['png', 'sha256', 'pixelsSha256']);

export interface VerifyOrder {
  report: Report | SignedReport;
  /** Path of the original, or null to check the report by itself. */
  image: string | null;
  progress?: Progress;
  signal?: AbortSignal | undefined;
}

/** Checks the report by itself and, with the original, computes all of it again. */
export async function verifyReport(order: VerifyOrder, engines: Engines): Promise<Verification> {
  const { report, image } = order;
  const checks = [signatureCheck(report), ...(await pictureChecks(report))];
  const differences: Difference[] = [];
  if (image === null) {
    checks.push({
      title: 'Original',
      ok: true,
      detail: 'not given, so nothing was computed again',
    });
  } else {
    checks.push(...(await recompute(report, image, order, engines, differences)));
  }
  const ok = checks.every((check) => check.ok);
  return { schema: 'scalescope/verification@1', ok, checks, differences };
}

function signatureCheck(report: Report | SignedReport): Check {
  const title = 'Signature';
  if (!('signature' in report)) return { title, ok: true, detail: 'the report is not signed' };
  const { keyId } = report.signature;
  return checkSignature(report)
    ? { title, ok: true, detail: `by the key ${keyId}, of what the report holds` }
    : {
        title,
        ok: false,
        detail: `not of what the report holds: it was changed after ${keyId} signed`,
      };
}

/**
 * Every picture in the report is the one that its hashes are of: of its file, and of its samples, by
 * which it is compared with what is computed again.
 */
async function pictureChecks({ pictures }: Report): Promise<Check[]> {
  const title = 'Pictures in the report';
  const failed: Check[] = [];
  for (const picture of pictures) {
    if (await isOfItsHashes(picture)) continue;
    const detail = `“${picture.title}” is not the picture of its hash`;
    failed.push({ title, ok: false, detail });
  }
  if (failed.length > 0) return failed;
  return [{ title, ok: true, detail: `${pictures.length} are those of their hashes` }];
}

async function isOfItsHashes({ id, png, sha256, pixelsSha256 }: ReportPicture): Promise<boolean> {
  const bytes = Buffer.from(png, 'base64');
  if (hashBytes(bytes) !== sha256) return false;
  try {
    const { raster } = await decode(bytes, id, DEFAULT_DECODE_POLICY, DEFAULT_DECODE_LIMITS);
    return hashSamples(raster) === pixelsSha256;
  } catch (error) {
    if (error instanceof UserError) return false; // no picture at all
    throw error;
  }
}

async function recompute(
  report: Report,
  path: string,
  { progress, signal }: VerifyOrder,
  engines: Engines,
  differences: Difference[],
): Promise<Check[]> {
  const { finding, request, createdAt } = report;
  const source = {
    path,
    name: finding.file,
    policy: request.policy,
    limits: DEFAULT_DECODE_LIMITS,
  };
  const opened = await engines.open(source, signal);
  if (opened.facts.sha256 !== finding.sha256) {
    const detail = `the file has SHA-256 ${opened.facts.sha256}, and the report is of ${finding.sha256}`;
    return [{ title: 'Original', ok: false, detail }];
  }
  const made = await makeReport(
    {
      source,
      view: request.asked ? request.view : null,
      createdAt,
      signal,
      ...(progress ? { progress } : {}),
    },
    engines,
  );
  const checks: Check[] = [{ title: 'Original', ok: true, detail: `SHA-256 ${finding.sha256}` }];
  if (report.engine.scalescope !== version) {
    checks.push({
      title: 'Version',
      ok: true,
      detail: `made by ${report.engine.scalescope}, computed by ${version}: figures may differ for that reason`,
    });
  }
  const compare = (
    title: string,
    reported: unknown,
    computed: unknown,
    at: string,
    except = LEFT_OUT,
  ): void => {
    const found = differencesOf(reported, computed, at, except);
    differences.push(...found);
    const detail =
      found.length === 0
        ? 'every value is the same'
        : `${found.length} differ, first ${found[0]!.path}`;
    checks.push({ title, ok: found.length === 0, detail });
  };
  compare('Finding', finding, asJson(made.finding), 'finding');
  compare('Who sees what', report.matrix, asJson(made.matrix), 'matrix');
  compare('Spectrum', report.spectrum, asJson(made.spectrum), 'spectrum');
  compare('Pipelines', report.pipelines, asJson(made.pipelines), 'pipelines');
  compare('Summary', report.summary, made.summary, 'summary');
  compare('Limits', report.limits, made.limits, 'limits');
  compare('Request', report.request, asJson(made.request), 'request');
  compare('How to reproduce', report.reproduce, made.reproduce, 'reproduce');
  compare('Captions', report.pictures, made.pictures, 'pictures', PACKING);
  checks.push(...samePictures(report, made));
  return checks;
}

/** As it is once it was written and read: without fields that are undefined. */
function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function samePictures(report: Report, made: Report): Check[] {
  const title = 'Pictures computed again';
  const ids = [...new Set([...report.pictures, ...made.pictures].map(({ id }) => id))];
  const failed = ids.flatMap((id): Check[] => {
    const [then, now] = [report, made].map(({ pictures }) => pictures.find((p) => p.id === id));
    if (then !== undefined && then.pixelsSha256 === now?.pixelsSha256) return [];
    const name = (then ?? now)!.title;
    return [{ title, ok: false, detail: `“${name}” is another one` }];
  });
  return failed.length > 0 ? failed : [{ title, ok: true, detail: `${ids.length} are the same` }];
}
