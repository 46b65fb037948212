/** `scalescope verify`: whether a report is what its original gives. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { UserError } from '../../shared/errors.ts';
import { canonicalJson } from '../../shared/report/report.ts';
import { printableJson, printableLines } from '../../shared/printable.ts';
import type { Engines } from '../engine/service.ts';
import { readReport, verifyReport, type Verification } from '../report/verify-report.ts';
import { progressLine, type CommandIo } from './io.ts';

export interface VerifyOptions {
  image?: string;
  json?: true;
}

const MATCHES = 0;
const DIFFERS = 1;

/** Checks the report at `path`; returns 0 where everything matches, else 1. */
export async function verify(
  path: string,
  { image, json }: VerifyOptions,
  engines: Engines,
  io: CommandIo,
): Promise<number> {
  const name = basename(path);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw new UserError('not-found', `${path} does not exist`);
    if (error.code === 'EISDIR') {
      throw new UserError('unreadable', `${path} is a folder, not the JSON form of a report`);
    }
    throw new UserError('unreadable', `${path} cannot be read (${error.code})`);
  });
  const report = readReport(text, name);
  const progress = progressLine(io);
  try {
    const { signal } = io;
    const order = { report, image: image ?? null, progress: progress.show, signal };
    const verification = await verifyReport(order, engines);
    progress.clear();
    io.stdout.write(
      json ? `${printableJson(verification, 2)}\n` : verificationText(name, verification),
    );
    return verification.ok ? MATCHES : DIFFERS;
  } finally {
    progress.clear();
  }
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
