/** Options that say who examined what under which numbers, and through whose hands it went. */
import { basename } from 'node:path';
import type { Command } from 'commander';
import { parseCustody, type Examination } from '../../../shared/report/examination.ts';
import { readRegularFile } from '../../base/regular-file.ts';

export interface ExaminationOptions {
  examiner?: string;
  laboratory?: string;
  caseNumber?: string;
  exhibit?: string;
  /** Path of a JSON file. */
  custody?: string;
}

/** Far more than any chain of custody has. */
const CUSTODY = { what: 'a chain of custody', maxBytes: 4 * 1024 ** 2 };

/** Adds the options to `command`. */
export function withExamination(command: Command): Command {
  return command
    .option('--examiner <name>', 'who examined it, for the report')
    .option('--laboratory <name>', 'where that person works')
    .option('--case-number <number>', 'the number of the matter')
    .option('--exhibit <number>', 'the number of the exhibit')
    .option(
      '--custody <file>',
      'the chain of custody: a JSON list of {"at", "who", "what"}, oldest first',
    );
}

/** What the options say; undefined where they say nothing. Throws UserError for a file that is none. */
export async function examinationFrom({
  examiner,
  laboratory,
  caseNumber,
  exhibit,
  custody,
}: ExaminationOptions): Promise<Examination | undefined> {
  const said = [examiner, laboratory, caseNumber, exhibit].map((text) => text?.trim() || null);
  const chain =
    custody === undefined
      ? []
      : parseCustody(
          (await readRegularFile(custody, custody, CUSTODY)).toString('utf8'),
          basename(custody),
        );
  if (said.every((text) => text === null) && custody === undefined) return undefined;
  const [who, where, number, what] = said as (string | null)[];
  return {
    examiner: who!,
    laboratory: where!,
    caseNumber: number!,
    exhibit: what!,
    custody: chain,
  };
}
