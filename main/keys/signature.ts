/**
 * Ed25519 signatures of JSON objects (RFC 8032). What is signed is the canonical JSON of the object without its
 * signature; the field `schema` in it keeps a signature of one kind from passing for one of another.
 */
import { createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { canonicalJson } from '../../shared/base/canonical-json.ts';
import type { ReportSignature } from '../../shared/report/report.ts';
import { sha256Of } from '../base/hash.ts';

/** The public key of a signature, and the signature: all of a kind, whatever was signed. */
export type Signature = ReportSignature;

/** The signature of `object` by `key`. */
export function signatureOf(object: object, key: KeyObject): Signature {
  const publicKey = publicKeyOf(key);
  return {
    algorithm: 'ed25519',
    publicKey,
    keyId: keyIdOf(publicKey),
    value: sign(null, signedBytes(object), key).toString('base64'),
  };
}

/** Whether `signature` is of `object`, by the key that it names. Whose key that is, is another question. */
export function isSignatureOf(object: object, signature: Signature): boolean {
  try {
    const { publicKey, keyId, algorithm } = signature;
    const der = Buffer.from(publicKey, 'base64');
    if (keyIdOf(publicKey) !== keyId || algorithm !== 'ed25519') return false;
    const key = createPublicKey({ key: der, type: 'spki', format: 'der' });
    if (key.asymmetricKeyType !== 'ed25519') return false;
    const value = Buffer.from(signature.value, 'base64');
    // Decoding passes over what is no base64: another text would be the same signature.
    const isExact = isBase64Of(publicKey, der) && isBase64Of(signature.value, value);
    return isExact && verify(null, signedBytes(object), key, value);
  } catch {
    return false; // no key, or no signature
  }
}

/** The public key of `key` (of a private one its other half) as SPKI in DER, in base64. */
export function publicKeyOf(key: KeyObject): string {
  const half = key.type === 'private' ? createPublicKey(key) : key;
  return half.export({ type: 'spki', format: 'der' }).toString('base64');
}

/** SHA-256 of a public key (base64 of its DER), in hexadecimal: what a person compares. */
export function fingerprintOf(publicKey: string): string {
  return sha256Of(Buffer.from(publicKey, 'base64'));
}

/** How the fingerprint begins: what reports show. */
export function keyIdOf(publicKey: string): string {
  return fingerprintOf(publicKey).slice(0, KEY_ID_DIGITS);
}

const KEY_ID_DIGITS = 16;

function isBase64Of(text: string, bytes: Buffer): boolean {
  return bytes.toString('base64') === text;
}

/** The canonical JSON of the object as it is once it was written and read. */
function signedBytes(object: object): Buffer {
  return Buffer.from(canonicalJson(JSON.parse(JSON.stringify(object))));
}
