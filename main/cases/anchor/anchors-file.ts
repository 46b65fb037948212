/**
 * The file of anchors, `NAME.anchors` beside a case: signed heads of its log, requests for time stamps and their
 * answers, and what was said of the keys that signed; a line of JSON each. It is kept apart, because whoever can
 * write a case can make its chain anew: a copy of this file elsewhere is what he cannot change.
 */
import { closeSync, existsSync, fsyncSync, openSync, statSync, writeSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import * as v from 'valibot';
import { UserError } from '../../../shared/base/errors.ts';
import { writeFailure } from '../../base/file-failure.ts';
import { SHA256 } from '../../base/hash.ts';
import { readRegularFileSync } from '../../base/regular-file.ts';
import { realPath } from '../store/real-path.ts';
import { StatementShape, TimeShape, type KeyStatement } from '../../keys/statements.ts';
import {
  HeadShape,
  headsInText,
  PlaceShape,
  type LogPlace,
  type SignedHead,
} from './signed-head.ts';

export const REQUEST_SCHEMA = 'scalescope/stamp-request@1';
export const STAMP_SCHEMA = 'scalescope/stamp@1';

/** A request for a time stamp that was handed out. */
export interface StampRequest extends LogPlace {
  schema: typeof REQUEST_SCHEMA;
  /** What is stamped: the signed head of that entry, by its digest; left out: the hash of the entry. */
  head?: string | undefined;
  /** Its number, in hexadecimal: the answer has to have it. */
  nonce: string;
  at: string;
}

/** The answer of an authority. */
export interface KeptStamp extends LogPlace {
  schema: typeof STAMP_SCHEMA;
  /** As in the request. */
  head?: string | undefined;
  nonce: string;
  /** TimeStampResp in DER, in base64. */
  response: string;
}

/** What is in a file of anchors. */
export interface Anchors {
  /** What the file is called in sentences. */
  name: string;
  heads: SignedHead[];
  requests: StampRequest[];
  stamps: KeptStamp[];
  statements: KeyStatement[];
  /** Lines that are none of these, by their numbers. */
  broken: number[];
}

const nonce = v.pipe(v.string(), v.regex(/^[0-9a-f]{1,64}$/));
const head = v.optional(v.pipe(v.string(), v.regex(SHA256)));
const MOST_RESPONSE_CHARACTERS = 200_000;
const LineShape = v.variant('schema', [
  HeadShape,
  StatementShape,
  v.object({ schema: v.literal(REQUEST_SCHEMA), ...PlaceShape, head, nonce, at: TimeShape }),
  v.object({
    schema: v.literal(STAMP_SCHEMA),
    ...{ ...PlaceShape, head, nonce },
    response: v.pipe(v.string(), v.maxLength(MOST_RESPONSE_CHARACTERS)),
  }),
]);
type Line = v.InferOutput<typeof LineShape>;

const FILE = { what: 'a file of anchors', maxBytes: 64 * 1024 ** 2 };

/** Where the anchors of the case at `path` are kept: beside the file itself, also where that is a link to it. */
export function anchorsPath(path: string): string {
  return `${realPath(path)}.anchors`;
}

/** The anchors of the case at `casePath` as they lie there; null where it has none. Throws UserError. */
export function anchorsBytes(casePath: string): Buffer | null {
  const path = anchorsPath(casePath);
  return existsSync(path) ? readRegularFileSync(path, basename(path), FILE) : null;
}

/** The anchors in the file at `path`: lines and printed heads. Null where there is no such file. */
export function readAnchors(path: string): Anchors | null {
  const name = basename(path);
  let text: string;
  try {
    text = readRegularFileSync(path, name, FILE).toString('utf8');
  } catch (error) {
    if (error instanceof UserError && error.code === 'not-found') return null;
    throw error;
  }
  const { heads, broken, others } = headsInText(text);
  const anchors: Anchors = { name, heads, requests: [], stamps: [], statements: [], broken };
  for (const [number, line] of others) {
    if (line.trim() === '') continue;
    const parsed = v.safeParse(LineShape, valueOf(line));
    if (parsed.success) sort(parsed.output, anchors);
    else anchors.broken.push(number);
  }
  return anchors;
}

function sort(line: Line, { heads, requests, stamps, statements }: Anchors): void {
  switch (line.schema) {
    case 'scalescope/case-head@1':
      return void heads.push(line);
    case 'scalescope/stamp-request@1':
      return void requests.push(line);
    case 'scalescope/stamp@1':
      return void stamps.push(line);
    case 'scalescope/key-statement@1':
      return void statements.push(line);
  }
}

/** Adds lines to the anchors of the case at `casePath`; they are on the disk after. Throws UserError. */
export function addAnchors(
  casePath: string,
  lines: readonly (SignedHead | StampRequest | KeptStamp | KeyStatement)[],
): void {
  const path = anchorsPath(casePath);
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  try {
    // What was cut off by a kill stays a broken line of its own.
    const isTorn = !endsWhole(path);
    const file = openSync(path, 'a');
    try {
      writeSync(file, isTorn ? `\n${text}` : text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw writeFailure(error, `${basename(path)} cannot be written`, dirname(path));
  }
}

function endsWhole(path: string): boolean {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return size === 0 || readRegularFileSync(path, basename(path), FILE).at(-1) === 0x0a;
}

function valueOf(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return null;
  }
}
