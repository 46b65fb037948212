/**
 * The key of a person's own, and what is known of keys, in the user's data folder: the private key
 * (`signing-key.pem`), what was said of own keys (`key-statements.jsonl`), and whom the person trusts
 * (`trusted-keys.json`).
 */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { UserError } from '../../shared/base/errors.ts';
import { writeFailure } from '../base/file-failure.ts';
import { readRegularFile } from '../base/regular-file.ts';
import { readStatements } from './key-files.ts';
import { isProtected, keyIn, keyText, publicKeyIn } from './protected-key.ts';
import { fingerprintOf, publicKeyOf } from './signature.ts';
import { rotation, type KeyStatement } from './statements.ts';

/** Far more than any key has. */
const KEY = { what: 'a signing key', maxBytes: 64 * 1024 };
const STATEMENTS = { what: 'a file of statements', maxBytes: 4 * 1024 ** 2 };

/** Asks for the passphrase of a key; null where nobody can be asked. */
export type AskPassphrase = (what: string) => Promise<string | null>;

/** Nobody is asked: a key without a passphrase is used, another refused. */
export const ASK_NOBODY: AskPassphrase = () => Promise.resolve(null);

/** Where the key is kept: the user's data folder, by the custom of the system. */
export function keyPath(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  const home = homedir();
  const folder =
    platform === 'darwin'
      ? join(home, 'Library', 'Application Support')
      : platform === 'win32'
        ? (env['APPDATA'] ?? join(home, 'AppData', 'Roaming'))
        : env['XDG_DATA_HOME'] || join(home, '.local', 'share');
  return join(folder, 'scalescope', 'signing-key.pem');
}

/** Where what was said of the key at `path`, and of those before it, is kept. */
export function statementsPath(path = keyPath()): string {
  return join(dirname(path), 'key-statements.jsonl');
}

/** Where the keys are listed that the person trusts. */
export function trustPath(path = keyPath()): string {
  return join(dirname(path), 'trusted-keys.json');
}

/** A key that is being put in the place of another. */
function nextPath(path: string): string {
  return `${path}.next`;
}

/** What is known of a key without its passphrase. */
export interface KeyFacts {
  /** SPKI, DER, base64. */
  publicKey: string;
  fingerprint: string;
  isProtected: boolean;
}

/** The facts of the key at `path`; null where there is none. Throws UserError where it is no key. */
export async function keyFacts(path = keyPath()): Promise<KeyFacts | null> {
  const text = await keyTextAt(path);
  if (text === null) return null;
  const key = publicKeyIn(text);
  if (key === null) throw isNone(path);
  const publicKey = publicKeyOf(key);
  return { publicKey, fingerprint: fingerprintOf(publicKey), isProtected: isProtected(text) };
}

/** The key at `path` to sign with, made where there is none. Throws UserError where it may not sign. */
export async function readOrMakeKey(path = keyPath(), ask = ASK_NOBODY): Promise<KeyObject> {
  const facts = await keyFacts(path);
  if (facts === null) return makeKey(path, null);
  const end = revocationIn(await ownStatements(path), facts.publicKey);
  if (end !== undefined) {
    throw new UserError(
      'invalid-argument',
      `The signing key ${path} was revoked on ${end.at}. "scalescope key create" makes another.`,
    );
  }
  return (await readKey(path, ask)) ?? (await makeKey(path, null));
}

/** What revokes the key (SPKI, DER, base64) among own statements, or undefined. */
export function revocationIn(
  statements: readonly KeyStatement[],
  publicKey: string,
): KeyStatement | undefined {
  return statements.find(({ kind, key }) => kind === 'revocation' && key === publicKey);
}

/** The key at `path`, or null where there is none. Throws UserError where it is none, or cannot be used. */
export async function readKey(path = keyPath(), ask = ASK_NOBODY): Promise<KeyObject | null> {
  const text = await keyTextAt(path);
  if (text === null) return null;
  if (!isProtected(text)) {
    const key = keyIn(text, null);
    if (key === null || !isPair(text, key)) throw isNone(path);
    return key;
  }
  const passphrase = await ask(`Passphrase of the signing key ${path}`);
  if (passphrase === null) {
    throw new UserError(
      'invalid-argument',
      `The signing key ${path} has a passphrase`,
      'give it with --passphrase-file, or name its file in SCALESCOPE_PASSPHRASE_FILE',
    );
  }
  const key = keyIn(text, passphrase);
  if (key !== null && isPair(text, key)) return key;
  throw new UserError('invalid-argument', `This is not the passphrase of the signing key ${path}.`);
}

/** Makes the key at `path`. Where another was faster, that one is it. */
export async function makeKey(path: string, passphrase: string | null): Promise<KeyObject> {
  const { privateKey } = generateKeyPairSync('ed25519');
  try {
    await writePrivate(path, keyText(privateKey, passphrase), 'wx');
    return privateKey;
  } catch (error) {
    const other = (error as NodeJS.ErrnoException).code === 'EEXIST' ? await readKey(path) : null;
    if (other !== null) return other;
    throw writeFailure(error, 'The signing key could not be stored', dirname(path));
  }
}

/** Writes `key` again at `path` with another passphrase, or with none. */
export async function protectKey(path: string, key: KeyObject, passphrase: string | null) {
  const temporary = `${path}.tmp`;
  await replaceKey(path, temporary, keyText(key, passphrase));
}

/**
 * Puts a new key in the place of `old` at `path`, and keeps what the old one says of that. Returns the new one.
 * Killed in between, the next use of the key completes it, or finds the old one.
 */
export async function rotateKey(
  path: string,
  old: KeyObject,
  passphrase: string | null,
  at: string,
): Promise<KeyObject> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const next = nextPath(path);
  try {
    await rm(next, { force: true });
    await writePrivate(next, keyText(privateKey, passphrase), 'wx');
  } catch (error) {
    throw writeFailure(error, 'The new signing key could not be stored', dirname(path));
  }
  await addStatement(rotation(old, privateKey, at), path);
  await rename(next, path);
  return privateKey;
}

/** Keeps what was said of own keys. Throws UserError where it cannot be read again after. */
export async function addStatement(statement: KeyStatement, path = keyPath()): Promise<void> {
  const file = statementsPath(path);
  const line = JSON.stringify(statement);
  try {
    // What was cut off by a kill stays a broken line of its own.
    const text = (await textAt(file, STATEMENTS)) ?? '';
    const isTorn = text !== '' && !text.endsWith('\n');
    await writePrivate(file, `${isTorn ? '\n' : ''}${line}\n`, 'a');
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw writeFailure(error, 'What the key says could not be stored', dirname(file));
  }
  const kept = await ownStatements(path);
  if (kept.some((each) => JSON.stringify(each) === line)) return;
  throw new UserError(
    'unreadable',
    `What the key says could not be stored: ${file} does not hold it after it was written`,
  );
}

/** What was said of the key at `path` and of those before it. */
export function ownStatements(path = keyPath()): Promise<KeyStatement[]> {
  return readStatements(statementsPath(path));
}

/** Moves the key at `path` out of the way, so that another can be made; returns where it is. */
export async function setAsideKey(path: string, fingerprint: string): Promise<string> {
  const aside = join(dirname(path), `revoked-key-${fingerprint.slice(0, 16)}.pem`);
  try {
    await rename(path, aside);
  } catch (error) {
    throw writeFailure(error, 'The revoked key could not be moved away', dirname(path));
  }
  return aside;
}

async function keyTextAt(path: string): Promise<string | null> {
  await completeRotation(path);
  return textAt(path);
}

async function textAt(path: string, kind = KEY): Promise<string | null> {
  try {
    return (await readRegularFile(path, path, kind)).toString('utf8');
  } catch (error) {
    if (error instanceof UserError && error.code === 'not-found') return null;
    throw error;
  }
}

/** Where a rotation was said, but its new key did not get its place yet, it gets it now. */
async function completeRotation(path: string): Promise<void> {
  const [now, next] = [await textAt(path), await textAt(nextPath(path))];
  const keys = [now, next].map((text) => (text === null ? null : publicKeyIn(text)));
  const [from, to] = keys.map((key) => key && publicKeyOf(key));
  if (from === null || to === null) return;
  const said = await ownStatements(path);
  if (!said.some(({ key, successor }) => key === from && successor === to)) return;
  await rename(nextPath(path), path).catch(() => undefined); // another was faster
}

async function replaceKey(path: string, temporary: string, text: string): Promise<void> {
  try {
    await rm(temporary, { force: true });
    await writePrivate(temporary, text, 'wx');
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw writeFailure(error, 'The signing key could not be stored', dirname(path));
  }
}

/** Only the first of two that start at once may make a file, and no one else may read it. */
async function writePrivate(path: string, text: string, flags: 'wx' | 'a'): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, flags, 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A public half beside another private one would be shown, and not sign. */
function isPair(text: string, key: KeyObject): boolean {
  const half = publicKeyIn(text);
  return half !== null && publicKeyOf(half) === publicKeyOf(key);
}

function isNone(path: string): UserError {
  return new UserError(
    'invalid-argument',
    `${path} is not an Ed25519 key. Move it away, and a new key is created.`,
  );
}
