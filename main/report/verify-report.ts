/** Computes the report of an image again from the original and says what matches. */
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../shared/base/errors.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../shared/image/facts.ts';
import type { Report, ReportPicture, SignedReport } from '../../shared/report/report.ts';
import type { ImageSource, OpenedImage, Progress } from '../engine/images/orders.ts';
import type { Engines } from '../engine/pool/engines.ts';
import { makeTemporaryFolder } from '../base/file-failure.ts';
import { shownName } from '../base/byte-path.ts';
import { hashFile, sha256Of } from '../base/hash.ts';
import { mayLeadInside } from '../base/inside-path.ts';
import { engineVersion, version } from '../base/package-root.ts';
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
import { makeReport } from './make-report.ts';

/** Fields that differ from run to run, labels, and what was read: models and what reads text are not run again. */
const LEFT_OUT: ReadonlySet<string> = new Set(['elapsedMs', 'labels', 'textRead']);

/** Of a picture: its samples are compared, and encoders may pack the same samples in other ways. */
const PACKING: ReadonlySet<string> = new Set(['png', 'sha256', 'pixelsSha256']);

/** What neither the original nor a case says anything of. */
const OWN = ['createdAt', 'engine'];

const part = (name: keyof Report, title: string, since = 1): EditionPart<keyof Report> => ({
  ...{ part: name, title, since },
});

/** What is computed again from the original. */
const PARTS = [
  part('hashes', 'Hashes', 2),
  part('finding', 'Finding'),
  part('weight', 'Weight of the evidence', 2),
  part('matrix', 'Who sees what'),
  part('spectrum', 'Spectrum'),
  part('pipelines', 'Pipelines'),
  part('summary', 'Summary'),
  part('limits', 'Limits'),
  part('request', 'Request'),
  part('reproduce', 'How to reproduce'),
];

/** What reviewers said has them since then, where there are any: no field of their own. */
const SECOND_LOOKS = { part: 'second looks', title: 'Second looks', since: 3 } as const;

/** Every field that the report of an image can have. */
const KNOWN = [
  ...['schema', 'edition', 'examination', 'textRead', 'pictures', 'signature', ...OWN],
  ...['decisions', 'marks', 'audit', 'caseLog', ...PARTS.map((each) => each.part)],
];

export interface VerifyOrder {
  report: Report | SignedReport;
  /** Path of the original, or null to check the report by itself. */
  image: string | null;
  /** Whether what reviewers said is compared, with its case. Default false. */
  reviewed?: boolean;
  signature: SignatureOrder;
  /** What whoever verifies lets be read, whatever the report was made with. */
  limits: Pick<ImageSource['limits'], 'maxPixels' | 'maxBytes'>;
  progress?: Progress;
  signal?: AbortSignal | undefined;
}

/** Checks the report by itself and, with the original, computes all of it again. */
export async function verifyReport(order: VerifyOrder, engines: Engines): Promise<Verification> {
  const { report, image, reviewed = false, signature, signal } = order;
  const signed = signatureCheck(report, signature);
  const pictures = await pictureChecks(report, engines, signal);
  const kept = keptChecks(report, signed.ok);
  const own = ownWordsCheck(report, OWN, KNOWN, signed.ok);
  if (image === null) {
    const option = '--image FILE';
    const ungiven = ungivenCheck('Original', 'computed again', { isVouched: signed.ok, option });
    return verificationOf([signed, ...pictures, ...kept, ...own, ungiven], []);
  }
  const { checks: more, differences } = await recompute(order, image, engines, signed.ok);
  const parts = report.caseLog === null ? PARTS : [...PARTS, SECOND_LOOKS];
  const editions = editionChecks(report, parts, signed.ok);
  const isAllCompared =
    kept.length + editions.length === 0 && (reviewed || report.caseLog === null);
  const first = isAllCompared && !signature.required ? asUnneeded(signed) : signed;
  const checks = [first, ...pictures, ...more, ...kept, ...editions, ...own];
  return verificationOf(checks, differences);
}

/** What is not computed again even with the original: of that only a signature shows that it is as it was. */
function keptChecks(report: Report, isVouched: boolean): Check[] {
  const { finding, textRead } = report;
  const { examination } = report as { examination?: unknown };
  const parts = [
    ...(examination === undefined ? [] : ['Who examined it']),
    ...(finding.labels === undefined ? [] : ['Labels of models']),
    ...(textRead === undefined ? [] : ['Text that was read']),
  ];
  return parts.map((title) => uncomparedCheck(title, 'not computed again', isVouched));
}

/**
 * Every picture in the report is the one that its hashes are of: of its file, and of its samples, by
 * which it is compared with what is computed again.
 */
async function pictureChecks(
  { pictures }: Report,
  engines: Engines,
  signal?: AbortSignal,
): Promise<Check[]> {
  const title = 'Pictures in the report';
  const failed: Check[] = [];
  const folder = await makeTemporaryFolder(tmpdir(), 'scalescope-verify-');
  try {
    for (const [i, picture] of pictures.entries()) {
      const wrong = await pictureProblem(picture, join(folder, String(i)), engines, signal);
      if (wrong !== null) failed.push({ title, ok: false, detail: `“${picture.title}” ${wrong}` });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  if (failed.length > 0) return failed;
  return [{ title, ok: true, detail: `${pictures.length} match their hashes` }];
}

/** What is wrong with a picture, or null. It is decoded as any image that others made: in an engine. */
async function pictureProblem(
  { id, png, width, height, sha256, pixelsSha256 }: ReportPicture,
  path: string,
  engines: Engines,
  signal?: AbortSignal,
): Promise<string | null> {
  const bytes = Buffer.from(png, 'base64');
  if (sha256Of(bytes) !== sha256) return 'does not match its hash';
  await writeFile(path, bytes);
  const { maxPixels, ...limits } = DEFAULT_DECODE_LIMITS;
  try {
    const opened = await engines.open(
      {
        path,
        name: id,
        policy: DEFAULT_DECODE_POLICY,
        limits: { ...limits, maxPixels: Math.min(maxPixels, width * height) },
      },
      signal,
    );
    const { raster } = opened;
    if (raster.width !== width || raster.height !== height) {
      return `is ${raster.width}x${raster.height}, but the report says ${width}x${height}`;
    }
    const isSame = (await engines.digest(opened, signal)) === pixelsSha256;
    return isSame ? null : 'does not match the hash of its samples';
  } catch (error) {
    if (!(error instanceof UserError) || signal?.aborted) throw error;
    return error.code === 'too-large'
      ? `has more pixels than the ${width}x${height} in the report`
      : 'cannot be decoded as a picture';
  }
}

async function recompute(
  order: VerifyOrder,
  path: string,
  engines: Engines,
  isVouched: boolean,
): Promise<{ checks: Check[]; differences: Verification['differences'] }> {
  const { report, progress, signal } = order;
  const { finding, request, createdAt, edition = 1 } = report;
  // The hash first: what was altered may be no picture any more, and that is not what is wrong with it.
  const hashed = await hashFile(path, signal);
  const isOther = (sha256: string | null): boolean => sha256 !== finding.sha256;
  const refused = (sha256: string | null) => {
    const detail = `${shownName(path)} has SHA-256 ${sha256}, but the report is of ${finding.sha256}`;
    return { checks: [{ title: 'Original', ok: false, detail }], differences: [] };
  };
  if (hashed !== null && isOther(hashed.sha256)) return refused(hashed.sha256);
  const isMissing = hashed === null && !mayLeadInside(path);
  const name = isMissing ? shownName(path) : finding.file;
  const opened = await openOriginal(order, { path, name }, engines);
  if (isOther(opened.facts.sha256)) return refused(opened.facts.sha256);
  const made = await makeReport(
    {
      source: opened.source,
      view: request.asked ? request.view : null,
      createdAt,
      edition,
      namedLimits: request.limits,
      signal,
      ...(progress ? { progress } : {}),
    },
    engines,
  );
  const comparison = new Comparison();
  comparison.checks.push({ title: 'Original', ok: true, detail: `SHA-256 ${finding.sha256}` });
  if (report.engine.scalescope !== version || finding.version !== engineVersion) {
    const detail = `made by ${finding.version}, computed again by ${engineVersion}; figures may differ for that reason`;
    comparison.checks.push({ title: 'Version', ok: true, detail });
  }
  for (const { part, title, since } of PARTS) {
    if (since > edition) continue; // named by what the edition says
    if (part === 'hashes' && report.hashes === undefined) {
      // Of what lies inside another file there are none.
      if (made.hashes !== undefined) {
        const detail = 'the report has no hashes of the file, as one of a file inside another';
        comparison.checks.push(uncomparedCheck(title, detail, isVouched));
      }
    } else if (part !== 'hashes' || made.hashes !== undefined) {
      comparison.compare(title, report[part], made[part], part, LEFT_OUT);
    }
  }
  comparison.compare('Captions', report.pictures, made.pictures, 'pictures', PACKING);
  comparison.checks.push(...samePictures(report, made));
  return comparison;
}

/** Opens the original. Where it is too large, the sentence tells what the report was made with. */
async function openOriginal(
  { report, limits, signal }: VerifyOrder,
  file: Pick<ImageSource, 'path' | 'name'>,
  engines: Engines,
): Promise<OpenedImage> {
  const { request } = report;
  const source = {
    ...file,
    policy: request.policy,
    limits: { ...DEFAULT_DECODE_LIMITS, ...limits },
    thresholds: request.thresholds,
  };
  try {
    return await engines.open(source, signal);
  } catch (error) {
    const { maxPixels, maxBytes } = request.limits;
    const isRaised = maxPixels > limits.maxPixels || maxBytes > limits.maxBytes;
    if (!(error instanceof UserError) || error.code !== 'too-large' || !isRaised) throw error;
    throw new UserError(
      'too-large',
      `${error.message}. The report was made with --max-pixels ${maxPixels} --max-bytes ${maxBytes}. Give verify the same limits.`,
    );
  }
}

function samePictures(report: Report, made: Report): Check[] {
  const title = 'Pictures computed again';
  const ids = [...new Set([...report.pictures, ...made.pictures].map(({ id }) => id))];
  const failed = ids.flatMap((id): Check[] => {
    const [then, now] = [report, made].map(({ pictures }) => pictures.find((p) => p.id === id));
    if (then !== undefined && then.pixelsSha256 === now?.pixelsSha256) return [];
    const name = (then ?? now)!.title;
    return [{ title, ok: false, detail: `“${name}” is different` }];
  });
  return failed.length > 0 ? failed : [{ title, ok: true, detail: `${ids.length} are the same` }];
}
