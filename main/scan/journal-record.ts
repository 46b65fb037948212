/** A line of a journal, which anybody may have written: the record that it holds, of the right shape. */
import * as v from 'valibot';
import { ERROR_CODES } from '../../shared/base/errors.ts';
import { FINDING_SCHEMA } from '../../shared/finding/finding.ts';
import type { ScanRecord } from './sink.ts';

/** A line: the record, and the fingerprint of the settings that it was made with. */
export type JournalRecord = ScanRecord & { settings: string };

const count = v.pipe(v.number(), v.finite());
const word = v.nullable(v.string());
const texts = v.array(v.string());

/** What tables, terminals and summaries take out of a record; further fields are passed on. */
const RecordShape = v.looseObject({
  schema: v.literal(FINDING_SCHEMA),
  file: v.string(),
  version: v.string(),
  settings: v.string(),
  stat: v.nullable(v.object({ bytes: count, modifiedMs: count })),
  verdict: v.picklist(['attack', 'suspicious', 'clean', 'error']),
  score: count,
  targets: v.array(
    v.looseObject({ width: count, height: count, samplers: texts, channels: texts }),
  ),
  explanation: word,
  reasons: texts,
  judgements: v.array(v.looseObject({ of: v.string() })),
  width: v.nullable(count),
  height: v.nullable(count),
  format: word,
  bytes: v.nullable(count),
  sha256: word,
  error: v.nullable(v.looseObject({ code: v.picklist(ERROR_CODES), message: v.string() })),
  elapsedMs: count,
  frames: v.optional(v.looseObject({ count, told: count })),
  item: v.optional(v.string()),
});

/** The record that a line holds, or null where it holds none. */
export function parseRecord(text: string): JournalRecord | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  return v.is(RecordShape, value) ? (value as unknown as JournalRecord) : null;
}
