/**
 * Signed heads: the hash of an entry of the audit log, signed by the key of whoever worked on the case. An entry's
 * hash is of all before it, so one signature vouches for the log up to there. A head is a line of JSON, or a text
 * that is short enough to be printed and typed.
 */
import type { KeyObject } from 'node:crypto';
import * as v from 'valibot';
import { canonicalJson } from '../../../shared/base/canonical-json.ts';
import { SHA256, sha256Of } from '../../base/hash.ts';
import { keyIdOf, signatureOf, type Signature } from '../../keys/signature.ts';
import { SignatureShape, TimeShape } from '../../keys/statements.ts';

export const HEAD_SCHEMA = 'scalescope/case-head@1';

/** An entry of the log of a case. */
export interface LogPlace {
  /** What the case is known by: the hash of its first entry. */
  case: string;
  /** The number of the entry, and its hash. */
  entry: number;
  hash: string;
}

export interface SignedHead extends LogPlace {
  schema: typeof HEAD_SCHEMA;
  /** When it was signed, by the clock of the signer: ISO 8601. */
  at: string;
  /** Who signed, by his own word. */
  signer: string;
  signature: Signature;
}

const hash = v.pipe(v.string(), v.regex(SHA256));
export const PlaceShape = {
  case: hash,
  entry: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  hash,
};
export const HeadShape = v.object({
  schema: v.literal(HEAD_SCHEMA),
  ...PlaceShape,
  at: TimeShape,
  signer: v.pipe(v.string(), v.maxLength(200)),
  signature: SignatureShape,
});

/** `place`, signed by `key` as `signer` at `at`. */
export function signHead(place: LogPlace, key: KeyObject, signer: string, at: string): SignedHead {
  const head = {
    schema: HEAD_SCHEMA,
    ...{ case: place.case, entry: place.entry, hash: place.hash, at, signer },
  } as const;
  return { ...head, signature: signatureOf(head, key) };
}

/** What a time stamp of `head` is of: the SHA-256 of its canonical JSON, signature and all. */
export function digestOf(head: SignedHead): string {
  return sha256Of(canonicalJson(head));
}

const BEGIN = '-----BEGIN SCALESCOPE HEAD-----';
const END = '-----END SCALESCOPE HEAD-----';

/** The head as a text of a few lines, to be printed. */
export function headText(head: SignedHead): string {
  const fields = [
    ['Case', head.case],
    ['Entry', String(head.entry)],
    ['Hash', head.hash],
    ['At', head.at],
    ['Signer', JSON.stringify(head.signer)],
    ['Key', head.signature.publicKey],
    ['Signature', head.signature.value],
  ];
  return [BEGIN, ...fields.map(([name, value]) => `${name}: ${value}`), END, ''].join('\n');
}

/** A text, taken apart: the heads in it, and by their numbers the lines that belong to none. */
export interface TextWithHeads {
  heads: SignedHead[];
  /** Where a head begins that is none, or does not end. */
  broken: number[];
  others: [number: number, line: string][];
}

/** Takes the printed heads out of `text`. */
export function headsInText(text: string): TextWithHeads {
  const found: TextWithHeads = { heads: [], broken: [], others: [] };
  let open: { begin: number; lines: string[] } | null = null;
  for (const [i, line] of text.split('\n').entries()) {
    const mark = line.trim();
    if (mark === BEGIN) {
      if (open !== null) found.broken.push(open.begin);
      open = { begin: i + 1, lines: [] };
    } else if (open === null) found.others.push([i + 1, line]);
    else if (mark !== END) open.lines.push(line);
    else {
      const head = headIn(open.lines);
      if (head === null) found.broken.push(open.begin);
      else found.heads.push(head);
      open = null;
    }
  }
  if (open !== null) found.broken.push(open.begin);
  return found;
}

function headIn(printed: readonly string[]): SignedHead | null {
  const lines = printed.map((line) => /^\s*(\w+):\s*(.*?)\s*$/.exec(line));
  const fields = new Map(lines.flatMap((line) => (line ? [[line[1], line[2]] as const] : [])));
  const publicKey = fields.get('Key') ?? '';
  const parsed = v.safeParse(HeadShape, {
    schema: HEAD_SCHEMA,
    case: fields.get('Case'),
    entry: Number(fields.get('Entry')),
    hash: fields.get('Hash'),
    at: fields.get('At'),
    signer: textIn(fields.get('Signer') ?? ''),
    signature: {
      algorithm: 'ed25519',
      publicKey,
      keyId: keyIdOf(publicKey),
      value: fields.get('Signature'),
    },
  });
  return parsed.success ? parsed.output : null;
}

function textIn(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return null;
  }
}
