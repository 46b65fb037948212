/**
 * Tokens of the gate in a file: their names, their SHA-256 and until when they hold. A token has 256 random bits, so
 * that nobody finds it by its hash; the token itself is shown once and kept nowhere.
 */
import { createHash, randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { parseChecked } from '../../../shared/base/checked-json.ts';
import { UserError } from '../../../shared/base/errors.ts';
import { SHA256 } from '../../base/hash.ts';
import { writeFailure } from '../../base/file-failure.ts';
import { readRegularFile } from '../../base/regular-file.ts';
import type { Rates } from './rates.ts';

export const TOKENS_SCHEMA = 'scalescope/gate-tokens@1';

export interface StoredToken extends Rates {
  name: string;
  /** SHA-256 of the token in hexadecimal. */
  sha256: string;
  createdAt: string;
  /** Null: it holds until it is revoked. */
  expiresAt: string | null;
}

const MAX_BYTES = 1024 ** 2;
const MOST_TOKENS = 1000;
const PREFIX = 'sst_';
export const TOKEN_NAME = /^[\w.@-]{1,60}$/;

const NAME = 'a name of letters, digits, ".", "_", "@" and "-"';
const TIME = 'a time such as "2027-01-31T12:00:00.000Z"';
const time = v.pipe(
  v.string('a time'),
  v.isoTimestamp(TIME),
  v.check((given) => Number.isFinite(Date.parse(given)), TIME),
);
const RATE = 'a whole number above 0';
const rate = v.pipe(v.number(RATE), v.safeInteger(RATE), v.minValue(1, RATE));
const FileShape = v.strictObject(
  {
    schema: v.literal(TOKENS_SCHEMA, `"${TOKENS_SCHEMA}"`),
    tokens: v.pipe(
      v.array(
        v.strictObject({
          name: v.pipe(v.string(NAME), v.regex(TOKEN_NAME, NAME)),
          sha256: v.pipe(v.string('a SHA-256'), v.regex(SHA256, 'a SHA-256 in hexadecimal')),
          createdAt: time,
          expiresAt: v.nullable(time),
          requestsPerMinute: v.exactOptional(rate),
          bytesPerMinute: v.exactOptional(rate),
        }),
        'a list of tokens',
      ),
      v.maxLength(MOST_TOKENS, `at most ${MOST_TOKENS} tokens`),
    ),
  },
  `tokens {"schema": "${TOKENS_SCHEMA}", …}`,
);

/** The tokens in the file at `path`. Throws UserError where it has none of the kind. */
export async function readTokens(path: string): Promise<StoredToken[]> {
  const kind = { what: 'a file of tokens', maxBytes: MAX_BYTES };
  const json = (await readRegularFile(path, path, kind)).toString('utf8');
  return parseChecked(FileShape, json, path).value.tokens;
}

/** The same, and none where there is no such file yet. */
export async function readTokensIfAny(path: string): Promise<StoredToken[]> {
  try {
    return await readTokens(path);
  } catch (error) {
    if (error instanceof UserError && error.code === 'not-found') return [];
    throw error;
  }
}

/** Writes `tokens` to the file at `path`, whole, for its owner alone. Throws UserError `write-failed`. */
export async function writeTokens(path: string, tokens: readonly StoredToken[]): Promise<void> {
  const temporary = join(dirname(path), `.scalescope-${randomBytes(6).toString('hex')}.tmp`);
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(`${JSON.stringify({ schema: TOKENS_SCHEMA, tokens }, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw writeFailure(error, `${path} cannot be written`, dirname(path));
  }
}

/** A new token, and what is kept of it; `rates` is what it may ask for. */
export function newToken(
  name: string,
  expiresAt: Date | null,
  now: Date = new Date(),
  { requestsPerMinute, bytesPerMinute }: Rates = {},
): { token: string; stored: StoredToken } {
  const token = `${PREFIX}${randomBytes(32).toString('base64url')}`;
  const stored = {
    name,
    sha256: hashOf(token).toString('hex'),
    createdAt: now.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    ...(requestsPerMinute !== undefined && { requestsPerMinute }),
    ...(bytesPerMinute !== undefined && { bytesPerMinute }),
  };
  return { token, stored };
}

/** The SHA-256 by which a token is known. */
export function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
