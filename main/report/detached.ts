/** A signature beside the files of a report: their hashes, signed; whoever has one of the files can check it. */
import type { KeyObject } from 'node:crypto';
import { basename, dirname, join, parse } from 'node:path';
import * as v from 'valibot';
import { UserError } from '../../shared/base/errors.ts';
import type { FileHashes } from '../../shared/report/examination.ts';
import type { ReportSignature } from '../../shared/report/report.ts';
import { SHA256 } from '../base/hash.ts';
import { signatureCheck, verificationOf, type Check, type SignatureOrder } from './check.ts';
import { hashesOf, hashesOfFile } from './file-hashes.ts';
import { whole } from './report-shapes.ts';
import { signedBy } from './sign.ts';

export const DETACHED_SCHEMA = 'scalescope/detached-signature@1';

export interface DetachedSignature {
  schema: typeof DETACHED_SCHEMA;
  /** ISO 8601, UTC. */
  createdAt: string;
  /** In the folder of this file. */
  files: ({ name: string; bytes: number } & FileHashes)[];
  signature: ReportSignature;
}

const MOST_FILES = 100;
/** Far more than so many files take. */
const MOST_CHARACTERS = 256 * 1024;

const hex = (digits: number) => v.pipe(v.string(), v.regex(new RegExp(`^[0-9a-f]{${digits}}$`)));
const DetachedShape = v.looseObject({
  schema: v.literal(DETACHED_SCHEMA),
  createdAt: v.pipe(v.string(), v.isoTimestamp()),
  files: v.pipe(
    v.array(
      v.looseObject({
        // A name alone: the files lie beside this one.
        name: v.pipe(v.string(), v.regex(/^[^/\\\0]+$/), v.notValue('..'), v.notValue('.')),
        bytes: whole(0),
        md5: hex(32),
        sha1: hex(40),
        sha256: v.pipe(v.string(), v.regex(SHA256)),
      }),
    ),
    v.minLength(1),
    v.maxLength(MOST_FILES),
  ),
  signature: v.object({
    algorithm: v.literal('ed25519'),
    publicKey: v.string(),
    keyId: v.string(),
    value: v.string(),
  }),
});

/** Where the signature of a report that was written to `outputs` lies: beside the first. */
export function detachedPath([first]: readonly string[]): string {
  const { dir, name } = parse(first!);
  return join(dir, `${name}.signature.json`);
}

/** The signature of `files` by `key`, as the bytes of its own file. */
export function signDetached(
  files: readonly { path: string; bytes: Buffer }[],
  createdAt: string,
  key: KeyObject,
): Buffer {
  const unsigned = {
    schema: DETACHED_SCHEMA,
    createdAt,
    files: files.map(({ path, bytes }) => ({
      name: basename(path),
      bytes: bytes.length,
      ...hashesOf(bytes),
    })),
  };
  const signed = signedBy(unsigned, key);
  return Buffer.from(`${JSON.stringify(signed, null, 1)}\n`);
}

/** The detached signature that `json` is; null where it is something else. Throws UserError for a broken one. */
export function readDetached(json: string, name: string): DetachedSignature | null {
  if (json.length > MOST_CHARACTERS) return null;
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return null; // whoever reads it as a report says so
  }
  if (!v.is(v.looseObject({ schema: v.literal(DETACHED_SCHEMA) }), value)) return null;
  if (v.is(DetachedShape, value)) return value as unknown as DetachedSignature;
  throw new UserError('invalid-argument', `${name} is not a valid ${DETACHED_SCHEMA}.`);
}

/** Checks `detached`, which lies at `path`, and every file that it names beside it, or those of `files`. */
export async function verifyDetached(
  detached: DetachedSignature,
  path: string,
  order: SignatureOrder,
  signal?: AbortSignal,
  files = detached.files,
) {
  const checks: Check[] = [signatureCheck(detached, order)];
  for (const file of files) checks.push(await fileCheck(file, dirname(path), signal));
  return verificationOf(checks, []);
}

async function fileCheck(
  file: DetachedSignature['files'][number],
  folder: string,
  signal: AbortSignal | undefined,
): Promise<Check> {
  const title = `File ${file.name}`;
  let found: FileHashes;
  try {
    found = await hashesOfFile(join(folder, file.name), file.name, signal);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { title, ok: false, checked: false, detail: `not compared: ${error.fact}` };
  }
  const wrong = (['sha256', 'sha1', 'md5'] as const).filter((kind) => found[kind] !== file[kind]);
  if (wrong.length === 0) return { title, ok: true, detail: `SHA-256 ${file.sha256}` };
  const detail = `it has SHA-256 ${found.sha256}, but ${file.sha256} was signed`;
  return { title, ok: false, detail };
}
