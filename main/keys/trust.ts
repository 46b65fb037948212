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
  /** It is to vouch for nothing any more; `before`: what its signature would be worth otherwise. */
  | { state: 'revoked'; name: string; at: string; reason: string; before: Judgement['state'] }
  /** It signed after another had taken its place. */
  | { state: 'retired'; name: string; at: string }
  /** It named two successors, so somebody else has it too. */
  | { state: 'disputed'; name: string };

/** Keys that are trusted, and all that is known of them. */
export interface Trust {
  keys: readonly TrustedKey[];
  statements: readonly KeyStatement[];
  /** Fingerprints of keys that the person took out: no trust reaches them through other keys, nor goes through them. */
  without?: readonly string[];
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
 * to its replacement. A key that was revoked, or that has two successors, is worth nothing, and no trust goes
 * through it: whoever has a stolen key can name further successors, which may take trust away but never give it back.
 */
export function judgeOf(
  trust: Trust,
  more: readonly KeyStatement[] = [],
): (publicKey: string, at: string) => Judgement {
  const statements = [...trust.statements, ...more];
  const rotations = rotationsOf(statements);
  const revoked = revokedOf(statements, rotations);
  const names = namesOf(trust, rotations, revoked);
  return (publicKey, at) => {
    const fingerprint = fingerprintOf(publicKey);
    const name = keyName(fingerprint, names.get(fingerprint) ?? null);
    const judged = (): Exclude<Judgement, { state: 'revoked' }> => {
      if (!names.has(fingerprint)) return { state: 'unknown', name };
      const successors = rotations.get(fingerprint);
      if (successors === undefined) return { state: 'trusted', name };
      if (successors.size > 1) return { state: 'disputed', name };
      const [replaced] = successors.values();
      const isBefore = Date.parse(at) <= Date.parse(replaced);
      return isBefore ? { state: 'trusted', name } : { state: 'retired', name, at: replaced };
    };
    const end = revoked.get(fingerprint);
    if (end === undefined) return judged();
    return { state: 'revoked', name, ...end, before: judged().state };
  };
}

/** By the fingerprint of a key, those of its successors, and when each took its place first. */
type Rotations = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Those that both keys signed. */
function rotationsOf(statements: readonly KeyStatement[]): Rotations {
  const found = new Map<string, Map<string, string>>();
  for (const statement of statements) {
    if (!isRotation(statement)) continue;
    const [from, to] = [statement.key, statement.successor].map(fingerprintOf);
    const successors = found.get(from) ?? new Map<string, string>();
    const earlier = successors.get(to);
    if (earlier === undefined || Date.parse(statement.at) < Date.parse(earlier)) {
      successors.set(to, statement.at);
    }
    found.set(from, successors);
  }
  return found;
}

/** The names of all keys that trust reaches from `keys`. */
function namesOf(
  { keys, without = [] }: Trust,
  rotations: Rotations,
  revoked: ReadonlyMap<string, unknown>,
): Map<string, string | null> {
  const names = new Map(keys.map(({ fingerprint, name }) => [fingerprint, name]));
  // Of a key with several successors no end is needed: it ends there.
  const ends = new Map(
    [...rotations].map(([from, successors]) => [from, Date.parse([...successors.values()][0])]),
  );
  const beside = new Map<string, string[]>();
  const add = (from: string, to: string) => {
    const others = beside.get(from);
    if (others === undefined) beside.set(from, [to]);
    else others.push(to);
  };
  for (const [from, successors] of rotations) {
    for (const [to, at] of successors) {
      add(from, to);
      // One that was replaced itself can take no place any more.
      if (!((ends.get(to) ?? Infinity) < Date.parse(at))) add(to, from);
    }
  }
  const waiting = [...names.keys()];
  for (let known = waiting.pop(); known !== undefined; known = waiting.pop()) {
    if (revoked.has(known) || (rotations.get(known)?.size ?? 0) > 1) continue;
    for (const other of beside.get(known) ?? []) {
      if (names.has(other) || without.includes(other)) continue;
      names.set(other, names.get(known)!);
      waiting.push(other);
    }
  }
  return names;
}

/** Keys that were revoked by themselves, or by one that took their place in one step or several. */
function revokedOf(
  statements: readonly KeyStatement[],
  rotations: Rotations,
): Map<string, { at: string; reason: string }> {
  const revoked = new Map<string, { at: string; reason: string }>();
  for (const statement of statements) {
    if (statement.kind !== 'revocation') continue;
    const key = fingerprintOf(statement.key);
    const signers = [...signersOf(statement)].map(fingerprintOf);
    const entitled = new Set([key]);
    // A set that grows while it is walked: each of its members is met once.
    for (const each of entitled) {
      for (const successor of rotations.get(each)?.keys() ?? []) entitled.add(successor);
    }
    if (!signers.some((signer) => entitled.has(signer))) continue;
    const { at, reason } = statement;
    // The earliest holds: a thief could say later that it was revoked later.
    const earlier = revoked.get(key);
    if (earlier !== undefined && Date.parse(earlier.at) <= Date.parse(at)) continue;
    revoked.set(key, { at, reason: reason ?? '' });
  }
  return revoked;
}
