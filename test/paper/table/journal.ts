/**
 * What was measured so far, a line for each pair, so that an experiment that was ended goes on where it
 * stopped. The first line says what the experiment is; another one does not go on in the same folder.
 */
import { createHash } from 'node:crypto';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import { UserError } from '../../../shared/base/errors.ts';
import type { MeasuredPair } from './measure-pair.ts';

/** A pair by its number in the draw: measured, or why it could not be. */
export type PairRecord = { pair: number } & (MeasuredPair | { failed: string });

const place = v.pipe(v.number(), v.integer(), v.minValue(1));
const Ranks = v.strictObject({ decoy: place, payload: place });
const Answers = v.strictObject({
  clean: Ranks,
  cleanAntialiased: Ranks,
  payload: Ranks,
  attacked: v.array(Ranks),
  attackedAntialiased: v.array(Ranks),
});
const number = v.pipe(v.number(), v.integer(), v.minValue(0));
const Line = v.union([
  v.strictObject({ pair: number, answers: v.array(Answers), differences: v.array(number) }),
  v.strictObject({ pair: number, failed: v.string() }),
]);

export class Journal {
  readonly #path: string;
  readonly #head: string;

  /** `path`: the file; `experiment`: all that the outcome depends on, JSON-safe. */
  constructor(path: string, experiment: unknown) {
    this.#path = path;
    const hash = createHash('sha256').update(JSON.stringify(experiment)).digest('hex');
    this.#head = JSON.stringify({ schema: 'scalescope/paper-journal@1', experiment: hash });
  }

  /**
   * The pairs measured before, and begins the file where there is none. A line that was cut off counts as not
   * measured. Throws UserError `invalid-argument` where the file is another experiment's, or no journal.
   */
  async open(): Promise<PairRecord[]> {
    const text = await readFile(this.#path, 'utf8').catch(() => null);
    if (text === null || !text.includes('\n')) {
      await writeFile(this.#path, `${this.#head}\n`);
      return [];
    }
    const [head, ...lines] = text.split('\n');
    if (head !== this.#head) {
      throw new UserError(
        'invalid-argument',
        `${this.#path} is the journal of another experiment: its pictures, classifiers or options differ. Give another folder as --out, or delete the file.`,
      );
    }
    const records = lines.map(recordOf).filter((record) => record !== null);
    if (lines.at(-1) !== '')
      await writeFile(this.#path, [head, ...records.map(lineOf), ''].join('\n'));
    return records;
  }

  async append(record: PairRecord): Promise<void> {
    await appendFile(this.#path, `${lineOf(record)}\n`);
  }
}

function lineOf(record: PairRecord): string {
  return JSON.stringify(record);
}

function recordOf(line: string): PairRecord | null {
  try {
    const value: unknown = JSON.parse(line);
    return v.is(Line, value) ? value : null;
  } catch {
    return null;
  }
}
