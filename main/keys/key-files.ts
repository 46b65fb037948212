/** Files of public keys: what `key export` writes, lists of trusted keys, and keys in PEM. */
import { createPublicKey } from 'node:crypto';
import * as v from 'valibot';
import { UserError } from '../../shared/base/errors.ts';
import { SHA256 } from '../base/hash.ts';
import { readRegularFile } from '../base/regular-file.ts';
import { fingerprintOf, publicKeyOf } from './signature.ts';
import { StatementShape, type KeyStatement } from './statements.ts';
import type { Trust, TrustedKey } from './trust.ts';

export const KEYS_SCHEMA = 'scalescope/keys@1';

/** One key or several, and what their holders say of them. */
export interface KeysFile {
  schema: typeof KEYS_SCHEMA;
  keys: { name: string | null; publicKey: string }[];
  statements: KeyStatement[];
  /** Of a list of trusted keys: fingerprints of those that were taken out, which no other key brings back. */
  without?: string[] | undefined;
}

const FILE = { what: 'a file of public keys', maxBytes: 4 * 1024 ** 2 };
const MOST_KEYS = 10_000;
const MOST_NAME = 200;

const KeysShape = v.object({
  schema: v.literal(KEYS_SCHEMA),
  keys: v.pipe(
    v.array(
      v.object({
        name: v.nullable(v.pipe(v.string(), v.maxLength(MOST_NAME))),
        publicKey: v.pipe(v.string(), v.check(isPublicKey)),
      }),
    ),
    v.maxLength(MOST_KEYS),
  ),
  statements: v.pipe(v.array(StatementShape), v.maxLength(MOST_KEYS)),
  without: v.optional(v.pipe(v.array(v.pipe(v.string(), v.regex(SHA256))), v.maxLength(MOST_KEYS))),
});

/** Whom `given` tells to trust: each a file of keys (ours or PEM), or a whole fingerprint. Throws UserError. */
export async function readTrust(given: readonly string[]): Promise<Trust> {
  const keys: TrustedKey[] = [];
  const statements: KeyStatement[] = [];
  for (const each of given) {
    if (SHA256.test(each.toLowerCase())) {
      keys.push({ fingerprint: each.toLowerCase(), name: null });
      continue;
    }
    const file = await readKeysFile(each);
    keys.push(
      ...file.keys.map(({ name, publicKey }) => ({ fingerprint: fingerprintOf(publicKey), name })),
    );
    statements.push(...file.statements);
  }
  return { keys, statements };
}

/** The keys in the file at `path`. Throws UserError where it has none. */
export async function readKeysFile(path: string): Promise<KeysFile> {
  const text = (await textOf(path)).trim();
  if (text.startsWith('-----BEGIN')) {
    const [block] = /-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/.exec(text) ?? [];
    const publicKey = block === undefined ? null : publicKeyOfPem(block);
    if (publicKey === null) throw isNone(path);
    return { schema: KEYS_SCHEMA, keys: [{ name: null, publicKey }], statements: [] };
  }
  const parsed = v.safeParse(KeysShape, valueOf(text));
  if (!parsed.success) throw isNone(path);
  return parsed.output;
}

async function textOf(path: string): Promise<string> {
  try {
    return (await readRegularFile(path, path, FILE)).toString('utf8');
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'not-found') throw error;
    throw new UserError(
      'not-found',
      `${error.fact}. A key to trust is a file that "scalescope key export" wrote, a public key in PEM, or ` +
        'all 64 digits of its fingerprint',
    );
  }
}

/** The list at `path` of keys that the person trusts; null where there is none. */
export async function readTrustList(path: string): Promise<KeysFile | null> {
  try {
    return await readKeysFile(path);
  } catch (error) {
    if (error instanceof UserError && error.code === 'not-found') return null;
    throw error;
  }
}

/** What was said of keys, one statement on a line; what is none, such as a line that was cut off, is passed over. */
export async function readStatements(path: string): Promise<KeyStatement[]> {
  let text: string;
  try {
    text = (await readRegularFile(path, path, FILE)).toString('utf8');
  } catch (error) {
    if (error instanceof UserError && error.code === 'not-found') return [];
    throw error;
  }
  return text.split('\n').flatMap((line) => {
    const parsed = v.safeParse(StatementShape, valueOf(line));
    return parsed.success ? [parsed.output] : [];
  });
}

/** The public key (SPKI, DER, base64) in PEM; null where it is none, or of another kind. */
function publicKeyOfPem(pem: string): string | null {
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === 'ed25519' ? publicKeyOf(key) : null;
  } catch {
    return null;
  }
}

function isPublicKey(base64: string): boolean {
  const pem = `-----BEGIN PUBLIC KEY-----\n${base64}\n-----END PUBLIC KEY-----\n`;
  return publicKeyOfPem(pem) === base64;
}

function valueOf(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return null;
  }
}

function isNone(path: string): UserError {
  return new UserError(
    'unsupported-format',
    `${path} is no file of public keys. "scalescope key export" writes one; an Ed25519 key in PEM is one too.`,
  );
}
