/** Whether the times in a log can be true: each after the one before, and on its side of what is known. */
import type { CaseDatabase } from '../store/case-database.ts';

/** When the log up to an entry was there for certain, and how that is known. */
export interface KnownTime {
  entry: number;
  /** ISO 8601. */
  at: string;
  what: string;
  /** Whether that entry was the last one then; of a time stamp only is known that it was there. */
  wasLast: boolean;
}

/** A clock may be put right by so much between two entries. */
const STEP_MS = 60 * 1000;

/** Clocks of two computers may differ by so much. */
const APART_MS = 5 * 60 * 1000;

/** The most that is told of one kind. */
const MOST = 5;

/** Tells `add` of each entry whose time cannot be true. */
export function checkTimes(
  database: CaseDatabase,
  known: readonly KnownTime[],
  add: (message: string) => void,
): void {
  let before: { seq: number; at: string; ms: number } | null = null;
  let [back, early, late] = [0, 0, 0];
  const told = [...known].sort((a, b) => a.entry - b.entry);
  const covers = earliestFrom(told);
  /** Of what is known of earlier entries, the latest time. */
  let passed: KnownTime | null = null;
  let next = 0;
  for (const { seq, at } of database.iterate<{ seq: number; at: string }>(
    'SELECT seq, at FROM audit ORDER BY seq',
  )) {
    const ms = Date.parse(at);
    if (!(ms > -Infinity)) {
      add(`Entry ${seq} has no time that could be read (${at}).`);
      continue;
    }
    if (before !== null && ms < before.ms - STEP_MS && back++ < MOST) {
      add(
        `Entry ${seq} is of ${at}, but entry ${before.seq} before it is of ${before.at}: the clock was set ` +
          'back, or one of the times is false.',
      );
    }
    while (told[next] !== undefined && told[next].entry < seq) {
      const { wasLast, at: then } = told[next];
      if (wasLast && (passed === null || Date.parse(then) > Date.parse(passed.at))) {
        passed = told[next];
      }
      next++;
    }
    if (passed !== null && ms < Date.parse(passed.at) - APART_MS && early++ < MOST) {
      add(
        `Entry ${seq} is of ${at}, but ${passed.what} shows that entry ${passed.entry} before it was the last ` +
          `on ${passed.at}: the clock was set back, or the time is false.`,
      );
    }
    const cover = covers[next];
    if (cover !== undefined && ms > Date.parse(cover.at) + APART_MS && late++ < MOST) {
      add(
        `Entry ${seq} is of ${at}, but ${cover.what} shows that it was there on ${cover.at}: one of the times ` +
          'is false.',
      );
    }
    before = { seq, at, ms };
  }
}

/** For each of `known` (sorted by entries) the earliest of it and those after it, which cover as much. */
function earliestFrom(known: readonly KnownTime[]): KnownTime[] {
  const first = [...known];
  for (let i = first.length - 2; i >= 0; i--) {
    if (Date.parse(first[i + 1].at) < Date.parse(first[i].at)) first[i] = first[i + 1];
  }
  return first;
}
