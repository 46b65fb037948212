/** `scalescope verify`: whether a report is what its original gives. */
import { basename } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { canonicalJson } from '../../shared/canonical-json.ts';
import { UserError } from '../../shared/errors.ts';
import { printableJson, printableLines } from '../../shared/printable.ts';
import type { Engines } from '../engine/service.ts';
import type { SignatureOrder, Verification } from '../report/check.ts';
import { isCaseReport, readReport, readReportFile } from '../report/read-report.ts';
import { verifyCaseReport } from '../report/verify-case-report.ts';
import { verifyReport } from '../report/verify-report.ts';
import { progressLine, type CommandIo } from './io.ts';

export interface VerifyOptions {
  image?: string;
  /** Path of the case that a report of a case is of. */
  case?: string;
  requireSignature?: true;
  keyId?: string;
  maxPixels: number;
  maxBytes: number;
  json?: true;
}

const MATCHES = 0;
const DIFFERS = 1;

/** How the fingerprint of a key begins: at least the 16 digits that reports show. */
export function parseKeyId(text: string): string {
  if (/^[0-9a-f]{16,64}$/i.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError(
    `A key is named by the first 16 to 64 hexadecimal digits of its fingerprint, not "${text}".`,
  );
}

/** Checks the report at `path`; returns 0 where everything matches, else 1. */
export async function verify(
  path: string,
  options: VerifyOptions,
  engines: Engines,
  io: CommandIo,
): Promise<number> {
  const name = basename(path);
  const { image = null, case: casePath = null, maxPixels, maxBytes, json } = options;
  const report = readReport(await readReportFile(path), name);
  const progress = progressLine(io);
  const signature: SignatureOrder = {
    required: options.requireSignature === true,
    keyId: options.keyId ?? null,
  };
  const common = { signature, progress: progress.show, signal: io.signal };
  try {
    let verification: Verification;
    if (isCaseReport(report)) {
      if (image !== null) throw notThere(name, 'a case, which --case names, not of an image');
      verification = await verifyCaseReport({ ...common, report, casePath });
    } else {
      if (casePath !== null) throw notThere(name, 'an image, which --image names, not of a case');
      const limits = { maxPixels, maxBytes };
      verification = await verifyReport({ ...common, report, image, limits }, engines);
    }
    progress.clear();
    io.stdout.write(
      json ? `${printableJson(verification, 2)}\n` : verificationText(name, verification),
    );
    return verification.ok ? MATCHES : DIFFERS;
  } finally {
    progress.clear();
  }
}

function notThere(name: string, of: string): UserError {
  return new UserError('invalid-argument', `${name} is the report of ${of}.`);
}

function verificationText(name: string, { ok, checks, differences }: Verification): string {
  return printableLines([
    `${name}: ${ok ? 'everything that was checked matches' : 'DOES NOT MATCH'}`,
    ...checks.map((check) => `  ${check.ok ? 'ok   ' : 'WRONG'}  ${check.title}: ${check.detail}`),
    ...differences.map(
      ({ path, reported, computed }) =>
        `         ${path}: ${canonicalJson(reported)} in the report, ${canonicalJson(computed)} computed`,
    ),
  ]);
}
