/** A finding that was stored in a file, which anybody may have written: the fields that are told of it. */
import * as v from 'valibot';
import { ERROR_CODES } from '../base/errors.ts';
import { KnownHitShape } from '../known/known.ts';
import { FINDING_SCHEMA, type Finding } from './finding.ts';

const count = v.pipe(v.number(), v.finite());
const maybeCount = v.nullable(count);
const maybeText = v.nullable(v.string());
const texts = v.array(v.string());

const hex = (digits: number) => v.pipe(v.string(), v.regex(RegExp(`^[0-9a-f]{${digits}}$`)));

const quality = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(100));

const PdqPairShape = v.looseObject({
  human: v.looseObject({ hash: hex(64), quality }),
  machine: v.looseObject({
    hash: hex(64),
    quality,
    view: v.looseObject({ pipeline: v.string(), width: count, height: count }),
  }),
});

/** What tables, terminals and summaries take out of a finding; further fields may be there. */
export const FINDING_FIELDS = {
  schema: v.literal(FINDING_SCHEMA),
  file: v.string(),
  version: v.string(),
  verdict: v.picklist(['attack', 'suspicious', 'clean', 'error']),
  score: count,
  targets: v.array(
    v.looseObject({ width: count, height: count, samplers: texts, channels: texts }),
  ),
  explanation: maybeText,
  reasons: texts,
  judgements: v.array(v.looseObject({ of: v.string() })),
  width: maybeCount,
  height: maybeCount,
  format: maybeText,
  bytes: maybeCount,
  sha256: maybeText,
  error: v.nullable(v.looseObject({ code: v.picklist(ERROR_CODES), message: v.string() })),
  elapsedMs: count,
  frames: v.optional(v.looseObject({ count, told: count })),
  item: v.optional(v.string()),
  pdq: v.optional(PdqPairShape),
  hashes: v.optional(v.looseObject({ md5: hex(32), sha1: hex(40) })),
  known: v.optional(v.array(KnownHitShape)),
};

const Shape = v.looseObject(FINDING_FIELDS);

/** The finding that `json` holds, or null where it holds none. */
export function parseFinding(json: string): Finding | null {
  try {
    const value: unknown = JSON.parse(json);
    return v.is(Shape, value) ? (value as unknown as Finding) : null;
  } catch {
    return null;
  }
}
