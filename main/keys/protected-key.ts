/**
 * Private keys as texts, with a passphrase or without: PKCS #8 in PEM, which other programs read too. With one it
 * is encrypted by PBES2: PBKDF2 with HMAC-SHA-256, then AES-256 in CBC (RFC 8018, 6.2). Node encrypts with 2048
 * rounds, which passphrases of people do not bear, so the envelope is made here.
 */
import {
  createCipheriv,
  createPrivateKey,
  createPublicKey,
  pbkdf2Sync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';

/** Rounds of PBKDF2 (OWASP Password Storage Cheat Sheet, 2023). */
const ROUNDS = 600_000;
const SALT_BYTES = 16;
const BLOCK_BYTES = 16;
const KEY_BYTES = 32;

const OID_PBES2 = '06092a864886f70d01050d';
const OID_PBKDF2 = '06092a864886f70d01050c';
const OID_HMAC_SHA256 = '06082a864886f70d0209';
const OID_AES_256_CBC = '060960864801650304012a';
const NULL = '0500';

const ENCRYPTED = '-----BEGIN ENCRYPTED PRIVATE KEY-----';
const PUBLIC = /-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/;

/**
 * The text of `key`, encrypted unless `passphrase` is null; its public half stands below, so that it can be told
 * without the passphrase.
 */
export function keyText(key: KeyObject, passphrase: string | null): string {
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
  if (passphrase === null) {
    return key.export({ type: 'pkcs8', format: 'pem' }).toString() + publicKey;
  }
  const der = encrypted(key.export({ type: 'pkcs8', format: 'der' }), passphrase);
  const lines = der.toString('base64').match(/.{1,64}/g)!;
  return `${ENCRYPTED}\n${lines.join('\n')}\n-----END ENCRYPTED PRIVATE KEY-----\n${publicKey}`;
}

/** Whether the key in `text` has a passphrase. */
export function isProtected(text: string): boolean {
  return text.includes(ENCRYPTED);
}

/** The Ed25519 key in `text`; null where it is none, or another passphrase is its. */
export function keyIn(text: string, passphrase: string | null): KeyObject | null {
  try {
    const key = createPrivateKey(
      passphrase === null ? text : { key: text, format: 'pem', passphrase },
    );
    return key.asymmetricKeyType === 'ed25519' ? key : null;
  } catch {
    return null;
  }
}

/** The public half of the key in `text`; null where it is not told, as in the first encrypted ones of others. */
export function publicKeyIn(text: string): KeyObject | null {
  try {
    const [block] = PUBLIC.exec(text) ?? [];
    const key = createPublicKey(block ?? text);
    return key.asymmetricKeyType === 'ed25519' ? key : null;
  } catch {
    return null;
  }
}

/** EncryptedPrivateKeyInfo of `plain`. */
function encrypted(plain: Buffer, passphrase: string): Buffer {
  const salt = randomBytes(SALT_BYTES);
  const start = randomBytes(BLOCK_BYTES);
  const key = pbkdf2Sync(passphrase, salt, ROUNDS, KEY_BYTES, 'sha256');
  const cipher = createCipheriv('aes-256-cbc', key, start);
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  const derivation = sequence(
    OID_PBKDF2,
    sequence(octets(salt), integer(ROUNDS), sequence(OID_HMAC_SHA256, NULL)),
  );
  const scheme = sequence(OID_AES_256_CBC, octets(start));
  const algorithm = sequence(OID_PBES2, sequence(derivation, scheme));
  return Buffer.from(sequence(algorithm, octets(body)), 'hex');
}

// DER in hexadecimal, of parts that are all shorter than 64 kB.

function sequence(...parts: string[]): string {
  return tagged('30', parts.join(''));
}

function octets(bytes: Buffer): string {
  return tagged('04', bytes.toString('hex'));
}

function integer(value: number): string {
  const hex = value.toString(16);
  const whole = hex.length % 2 === 0 ? hex : `0${hex}`;
  return tagged('02', parseInt(whole[0], 16) < 8 ? whole : `00${whole}`);
}

function tagged(tag: string, body: string): string {
  const size = body.length / 2;
  const digits = size.toString(16).padStart(size > 255 ? 4 : 2, '0');
  const length = size < 128 ? digits : `${(0x80 + digits.length / 2).toString(16)}${digits}`;
  return tag + length + body;
}
