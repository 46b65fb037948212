/** Signs reports with a key of the person's own (Ed25519), made when it is first needed. */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { UserError } from '../../shared/base/errors.ts';
import { canonicalJson } from '../../shared/base/canonical-json.ts';
import type { ReportSignature } from '../../shared/report/report.ts';
import { writeFailure } from '../base/file-failure.ts';
import { sha256Of } from '../base/hash.ts';
import { readRegularFile } from '../base/regular-file.ts';

/** Far more than any key has. */
const KEY = { what: 'a signing key', maxBytes: 64 * 1024 };

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

/** `report` with the signature of the key at `path`. Throws UserError where there can be none. */
export async function signReport<T extends object>(
  report: T,
  path = keyPath(),
): Promise<T & { signature: ReportSignature }> {
  const key = await readOrMakeKey(path);
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const signature: ReportSignature = {
    algorithm: 'ed25519',
    publicKey: publicKey.toString('base64'),
    keyId: keyIdOf(publicKey),
    value: sign(null, signedBytes(report), key).toString('base64'),
  };
  return { ...report, signature };
}

/** Whether the signature in `report` is of what it holds, by the key that it names. */
export function checkSignature<T extends { signature: ReportSignature }>({
  signature,
  ...report
}: T): boolean {
  try {
    const der = Buffer.from(signature.publicKey, 'base64');
    if (keyIdOf(der) !== signature.keyId || signature.algorithm !== 'ed25519') return false;
    const key = createPublicKey({ key: der, type: 'spki', format: 'der' });
    const value = Buffer.from(signature.value, 'base64');
    // Decoding passes over what is no base64: another text would be the same signature.
    const isExact = isBase64Of(signature.publicKey, der) && isBase64Of(signature.value, value);
    return isExact && verify(null, signedBytes(report), key, value);
  } catch {
    return false; // no key, or no signature
  }
}

function isBase64Of(text: string, bytes: Buffer): boolean {
  return bytes.toString('base64') === text;
}

/** SHA-256 of the public key of a signature, in hexadecimal; the key's id is how it begins. */
export function fingerprintOf({ publicKey }: ReportSignature): string {
  return sha256Of(Buffer.from(publicKey, 'base64'));
}

function keyIdOf(publicKey: Buffer): string {
  return sha256Of(publicKey).slice(0, 16);
}

/** What is signed: the canonical JSON of the report as it is once it was written and read. */
function signedBytes(report: object): Buffer {
  return Buffer.from(canonicalJson(JSON.parse(JSON.stringify(report))));
}

async function readOrMakeKey(path: string): Promise<KeyObject> {
  try {
    return await readKey(path);
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'not-found') throw error;
  }
  const { privateKey } = generateKeyPairSync('ed25519');
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    // Only the first of two that start at once may make it, and no one else may read it.
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(privateKey.export({ type: 'pkcs8', format: 'pem' }));
      await file.sync();
    } finally {
      await file.close();
    }
    return privateKey;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      return readKey(path);
    }
    throw writeFailure(error, 'The signing key could not be stored', dirname(path));
  }
}

async function readKey(path: string): Promise<KeyObject> {
  const pem = await readRegularFile(path, path, KEY);
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // told below
  }
  throw new UserError(
    'invalid-argument',
    `${path} is not an Ed25519 key. Move it away, and a new key is created.`,
  );
}
