/** A line of a journal, which anybody may have written: the record that it holds, of the right shape. */
import * as v from 'valibot';
import { FINDING_FIELDS } from '../../shared/finding/finding-shape.ts';
import type { ScanRecord } from './sink.ts';

/** A line: the record, and the fingerprint of the settings that it was made with. */
export type JournalRecord = ScanRecord & { settings: string };

const count = v.pipe(v.number(), v.finite());

const RecordShape = v.looseObject({
  ...FINDING_FIELDS,
  settings: v.string(),
  stat: v.nullable(v.object({ bytes: count, modifiedMs: count })),
});

/** The record that a line holds, or null where it holds none. */
export function parseRecord(text: string): JournalRecord | null {
  try {
    const value: unknown = JSON.parse(text);
    return v.is(RecordShape, value) ? (value as unknown as JournalRecord) : null;
  } catch {
    return null;
  }
}
