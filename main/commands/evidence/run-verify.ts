/** `scalescope verify`: whether a report is what its original gives. */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { canonicalJson } from '../../../shared/base/canonical-json.ts';
import { UserError } from '../../../shared/base/errors.ts';
import { printableJson, printableLines } from '../../../shared/base/printable.ts';
import type { Engines } from '../../engine/pool/engines.ts';
import {
  isOpen,
  verificationOf,
  type Check,
  type SignatureOrder,
  type Verification,
} from '../../report/check.ts';
import {
  DETACHED_SCHEMA,
  detachedPath,
  readDetached,
  verifyDetached,
} from '../../report/detached.ts';
import { isCaseReport, readReport, readReportFile } from '../../report/read-report.ts';
import { unreviewed, verifyCaseReport, verifyReview } from '../../report/verify-case-report.ts';
import { verifyReport, type VerifyOrder } from '../../report/verify-report.ts';
import { LINE_MS, progressLine, type CommandIo } from '../../terminal/io.ts';
import { trustFrom, type TrustOptions } from '../keys/run-trust.ts';

export interface VerifyOptions extends TrustOptions {
  image?: string;
  /** Path of the case that the report is of, or that its reviewers worked in. */
  case?: string;
  requireSignature?: true;
  keyId?: string;
  maxPixels: number;
  maxBytes: number;
  json?: true;
}

const MATCHES = 0;
const DIFFERS = 1;
const NOT_CHECKED = 2;

/** How the fingerprint of a key begins: at least the 16 digits that reports show. */
export function parseKeyId(text: string): string {
  if (/^[0-9a-f]{16,64}$/i.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError(
    `A key is given by the first 16 to 64 hexadecimal digits of its fingerprint, not by "${text}".`,
  );
}

/** Checks the report at `path`; returns 0 where everything matches, 1 where not, else 2. */
export async function verify(
  path: string,
  options: VerifyOptions,
  engines: Engines,
  io: CommandIo,
): Promise<number> {
  const name = basename(path);
  const { image = null, case: casePath = null, maxPixels, maxBytes, json } = options;
  const { text, isPdf } = await readReportFile(path);
  const report = readDetached(text, name) ?? readReport(text, name);
  if (report.schema === DETACHED_SCHEMA && (image !== null || casePath !== null)) {
    throw new UserError(
      'invalid-argument',
      `${name} is the signature of files, which lie beside it. Give --image and --case with the report itself.`,
    );
  }
  const progress = progressLine(io, { everyMs: LINE_MS });
  const signature: SignatureOrder = {
    required: options.requireSignature === true,
    keyId: options.keyId ?? null,
    trust: await trustFrom(options),
  };
  const common = { signature, progress: progress.show, signal: io.signal };
  try {
    const verification =
      report.schema === DETACHED_SCHEMA
        ? await verifyDetached(report, path, signature, io.signal)
        : isCaseReport(report)
          ? await verifyCaseReport({ ...common, report, casePath: caseOnly(name, image, casePath) })
          : await verifyImage(
              { ...common, report, image, limits: { maxPixels, maxBytes } },
              casePath,
              engines,
            );
    if (isPdf) await addPages(path, verification, signature, io.signal);
    progress.clear();
    io.stdout.write(
      json ? `${printableJson(verification, 2)}\n` : verificationText(name, verification),
    );
    if (isOpen(verification)) return NOT_CHECKED;
    return verification.ok ? MATCHES : DIFFERS;
  } finally {
    progress.clear();
  }
}

/**
 * Adds to `verification` of the JSON form in the PDF at `path` what is known of its pages: no signature in the JSON is
 * of them, so they can be anything, unless the signature beside the PDF is of the whole file.
 */
async function addPages(
  path: string,
  verification: Verification,
  signature: SignatureOrder,
  signal: AbortSignal | undefined,
): Promise<void> {
  const beside = detachedPath([path]);
  const name = basename(beside);
  const found = existsSync(beside) ? (await readReportFile(beside)).text : null;
  const detached = found === null ? null : readDetached(found, name);
  const { checks } = verification;
  const title = 'Pages of the PDF';
  const named = detached?.files.filter((file) => file.name === basename(path)) ?? [];
  if (detached === null || named.length === 0) {
    const detail =
      'they are not computed again: only the attached JSON form was checked. The signature file beside the PDF, ' +
      `${name}, would be of the pages too`;
    checks.push({ title, ok: false, checked: false, detail });
  } else {
    const of = await verifyDetached(detached, path, signature, signal, named);
    checks.push(...of.checks.map((check) => ({ ...check, title: `${title}, by ${name}` })));
  }
  verification.ok = verificationOf(checks, []).ok;
}

/** Checks the report of an image, and what it says of a case. */
async function verifyImage(
  order: VerifyOrder,
  casePath: string | null,
  engines: Engines,
): Promise<Verification> {
  const { report, progress, signal } = order;
  const { checks: review, differences: reviewed } =
    casePath === null
      ? { checks: unreviewed(report, order.signature), differences: [] }
      : await verifyReview({ report, casePath, signal, ...(progress && { progress }) });
  const { checks, differences } = await verifyReport(
    { ...order, reviewed: casePath !== null },
    engines,
  );
  return verificationOf([...checks, ...review], [...differences, ...reviewed]);
}

function caseOnly(name: string, image: string | null, casePath: string | null): string | null {
  if (image === null) return casePath;
  throw new UserError(
    'invalid-argument',
    `${name} is the report of a case, not of an image. Give the case with --case.`,
  );
}

function verificationText(name: string, verification: Verification): string {
  const { checks, differences } = verification;
  return printableLines([
    `${name}: ${verdictOf(verification)}`,
    ...checks.map((check) => `  ${wordOf(check)}  ${check.title}: ${check.detail}`),
    ...differences.map(
      ({ path, reported, computed }) =>
        `         ${path}: ${canonicalJson(reported)} in the report, ${canonicalJson(computed)} computed`,
    ),
  ]);
}

function verdictOf(verification: Verification): string {
  if (verification.ok) return 'everything that was checked matches';
  return isOpen(verification) ? 'NOT EVERYTHING COULD BE CHECKED' : 'DOES NOT MATCH';
}

function wordOf({ ok, checked, needed }: Check): string {
  if (ok) return 'ok   ';
  if (needed === false) return '-    ';
  return checked === false ? 'OPEN ' : 'WRONG';
}
