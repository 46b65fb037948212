/**
 * Whom a person trusts: keys that were given, and what their holders say of them. A signature shows that the holder
 * of a key signed; that the key is whose it is said to be, a person has to know from elsewhere.
 */
import { fingerprintOf } from './signature.ts';
import { isRotation, signersOf, type KeyStatement } from './statements.ts';

/** A key that is trusted: by what a person gave, its fingerprint. */
export interface TrustedKey {
  /** SHA-256 of the public key, in hexadecimal. */
  fingerprint: string;
  /** What the person calls it; null: nothing. */
  name: string | null;
}

/** What is known of a key at the time of a signature. */
export type Judgement =
  | { state: 'trusted'; name: string }
  | { state: 'unknown'; name: string }
  /** It was to sign nothing any more. */
  | { state: 'revoked'; name: string; at: string; reason: string }
  /** It signed after another had taken its place. */
  | { state: 'retired'; name: string; at: string };

/** Keys that are trusted, and all that is known of them. */
export interface Trust {
  keys: readonly TrustedKey[];
  statements: readonly KeyStatement[];
}

/** Nobody. */
export const NO_TRUST: Trust = { keys: [], statements: [] };

/** How a key is called where it has no name. */
export function keyName(fingerprint: string, name: string | null = null): string {
  const short = `key ${fingerprint.slice(0, 16)}`;
  return name === null ? `the ${short}` : `${name} (${short})`;
}

/**
 * What signatures by keys are worth, given `trust` and the statements in it and in `more` (of whatever source:
 * each is signed). A key that took the place of a trusted one is trusted, and so is one before a trusted one, up
 * to its replacement; through a key that was revoked, or that was replaced twice, no trust goes.
 */
export function judgeOf(
  trust: Trust,
  more: readonly KeyStatement[] = [],
): (publicKey: string, at: string) => Judgement {
  const statements = [...trust.statements, ...more];
  const rotations = rotationsOf(statements);
  const revoked = revokedOf(statements, rotations);
  const names = new Map(trust.keys.map(({ fingerprint, name }) => [fingerprint, name]));
  for (let grew = true; grew;) {
    grew = false;
    for (const { from, to } of rotations) {
      if (revoked.has(from)) continue;
      for (const [known, other] of [
        [from, to],
        [to, from],
      ]) {
        if (!names.has(known) || names.has(other)) continue;
        names.set(other, names.get(known)!);
        grew = true;
      }
    }
  }
  return (publicKey, at) => {
    const fingerprint = fingerprintOf(publicKey);
    const name = keyName(fingerprint, names.get(fingerprint) ?? null);
    const end = revoked.get(fingerprint);
    if (end !== undefined) return { state: 'revoked', name, ...end };
    if (!names.has(fingerprint)) return { state: 'unknown', name };
    const replaced = rotations.find(({ from }) => from === fingerprint);
    if (replaced !== undefined && Date.parse(at) > Date.parse(replaced.at)) {
      return { state: 'retired', name, at: replaced.at };
    }
    return { state: 'trusted', name };
  };
}

interface Rotation {
  /** Fingerprints. */
  from: string;
  to: string;
  at: string;
}

/** Those that both keys signed. Of a key that has several successors none is believed. */
function rotationsOf(statements: readonly KeyStatement[]): Rotation[] {
  const all = new Map<string, Rotation>();
  for (const statement of statements) {
    if (!isRotation(statement)) continue;
    const [from, to] = [statement.key, statement.successor].map(fingerprintOf);
    all.set(`${from} ${to}`, { from, to, at: statement.at });
  }
  const found = [...all.values()];
  return found.filter(({ from }) => found.filter((other) => other.from === from).length === 1);
}

/** Keys that were revoked by themselves, or by one that took their place in one step or several. */
function revokedOf(
  statements: readonly KeyStatement[],
  rotations: readonly Rotation[],
): Map<string, { at: string; reason: string }> {
  const revoked = new Map<string, { at: string; reason: string }>();
  for (const statement of statements) {
    if (statement.kind !== 'revocation') continue;
    const key = fingerprintOf(statement.key);
    const entitled = new Set([key]);
    for (let last: string | undefined = key; last !== undefined;) {
      last = rotations.find(({ from }) => from === last)?.to;
      if (last === undefined || entitled.has(last)) break;
      entitled.add(last);
    }
    const signers = [...signersOf(statement)].map(fingerprintOf);
    if (!signers.some((signer) => entitled.has(signer))) continue;
    const { at, reason } = statement;
    revoked.set(key, { at, reason: reason ?? '' });
  }
  return revoked;
}
