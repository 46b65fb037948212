/** What holders of keys say of them: that another key takes the place of one, and that one is no longer to be trusted. */
import type { KeyObject } from 'node:crypto';
import * as v from 'valibot';
import { isSignatureOf, publicKeyOf, signatureOf, type Signature } from './signature.ts';

export const STATEMENT_SCHEMA = 'scalescope/key-statement@1';

export interface KeyStatement {
  schema: typeof STATEMENT_SCHEMA;
  kind: 'rotation' | 'revocation';
  /** When, by the clock of whoever said it: ISO 8601. */
  at: string;
  /** The key that it is about (SPKI, DER, base64). */
  key: string;
  /** Of a rotation: the key that signs from then on. */
  successor: string | null;
  /** Of a revocation: why, in words of its holder. */
  reason: string | null;
  /** Of a rotation by both keys; of a revocation by the key itself, or by one that took its place. */
  signatures: Signature[];
}

const MOST_SIGNATURES = 4;
const MOST_CHARACTERS = 1000;

const text = v.pipe(v.string(), v.maxLength(MOST_CHARACTERS));
export const SignatureShape = v.object({
  algorithm: v.literal('ed25519'),
  publicKey: text,
  keyId: text,
  value: text,
});
export const TimeShape = v.pipe(v.string(), v.isoTimestamp(), v.maxLength(40));
export const StatementShape = v.object({
  schema: v.literal(STATEMENT_SCHEMA),
  kind: v.picklist(['rotation', 'revocation']),
  at: TimeShape,
  key: text,
  successor: v.nullable(text),
  reason: v.nullable(text),
  signatures: v.pipe(v.array(SignatureShape), v.maxLength(MOST_SIGNATURES)),
});

/** That `to` takes the place of `from`, signed by both: neither can be claimed by somebody else. */
export function rotation(from: KeyObject, to: KeyObject, at: string): KeyStatement {
  const said = {
    ...({ schema: STATEMENT_SCHEMA, kind: 'rotation', at } as const),
    ...{ key: publicKeyOf(from), successor: publicKeyOf(to), reason: null },
  };
  return { ...said, signatures: [signatureOf(said, from), signatureOf(said, to)] };
}

/** That `key` (SPKI, DER, base64) is no longer to be trusted, signed by `by`: itself, or one that took its place. */
export function revocation(key: string, by: KeyObject, at: string, reason: string): KeyStatement {
  const said = {
    ...({ schema: STATEMENT_SCHEMA, kind: 'revocation', at } as const),
    ...{ key, successor: null, reason },
  };
  return { ...said, signatures: [signatureOf(said, by)] };
}

/** The public keys whose signatures under `statement` hold. */
export function signersOf({ signatures, ...said }: KeyStatement): Set<string> {
  const held = signatures.filter((signature) => isSignatureOf(said, signature));
  return new Set(held.map(({ publicKey }) => publicKey));
}

/** Whether `statement` is a rotation that both of its keys signed. */
export function isRotation(
  statement: KeyStatement,
): statement is KeyStatement & { successor: string } {
  const { kind, key, successor } = statement;
  if (kind !== 'rotation' || successor === null || successor === key) return false;
  const signers = signersOf(statement);
  return signers.has(key) && signers.has(successor);
}
