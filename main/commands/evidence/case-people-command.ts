/** The commands of `scalescope case` for the people who review it: their arguments and options. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { DECISIONS } from '../../../shared/case/case-review.ts';
import { LISTED_VERDICTS } from '../../../shared/verdict/words.ts';
import {
  caseAgreement,
  caseAssign,
  caseExposure,
  caseLimits,
  caseSample,
  type CaseAssignOptions,
  type CaseSampleOptions,
} from './run-case-people.ts';
import { parsePositive } from '../../terminal/values.ts';
import type { CommandContext } from '../../terminal/command-context.ts';

/** Adds them to `cases`. */
export function casePeopleCommands(cases: Command, { io, done }: CommandContext): void {
  cases
    .command('assign')
    .description('give images to reviewers, in turn; the viewer can show each only their own')
    .argument('<case>')
    .requiredOption('--to <names...>', 'the reviewers')
    .addOption(new Option('--verdict <v...>', 'only these').choices(LISTED_VERDICTS))
    .addOption(new Option('--decision <d...>', 'only these').choices(['none', ...DECISIONS]))
    .option('--folder <path>', 'only images seen in this folder or below it')
    .action(async (path: string, options: CaseAssignOptions) =>
      done(await caseAssign(path, options, io)),
    );
  cases
    .command('sample')
    .description('let a share of what was decided OK come again to another reviewer')
    .argument('<case>')
    .requiredOption('--to <names...>', 'who looks a second time')
    .option('--share <percent>', 'of what was decided OK, in percent', parseShare, 0.1)
    .option('--seed <text>', 'draws the same again for the same text', 'sample')
    .action(async (path: string, options: CaseSampleOptions) =>
      done(await caseSample(path, options, io)),
    );
  cases
    .command('agreement')
    .description('show how often second looks agreed with the first')
    .argument('<case>')
    .option('--json', 'print it as JSON')
    .action(async (path: string, options: { json?: true }) =>
      done(await caseAgreement(path, options, io)),
    );
  cases
    .command('exposure')
    .description('show how many images each reviewer saw and revealed, and for how long')
    .argument('<case>')
    .option('--day <date>', 'the day to show, as 2026-03-01 (default: today, UTC)', parseDay)
    .option('--json', 'print it as JSON')
    .action(async (path: string, options: { json?: true; day?: string }) =>
      done(await caseExposure(path, options, io)),
    );
  cases
    .command('limits')
    .description('show or set what a reviewer may see in a day')
    .argument('<case>')
    .option('--reveals <n>', 'machine views that may be revealed, or none', parseLimit)
    .option('--minutes <n>', 'minutes with images, or none', parseLimit)
    .action(async (path: string, options: object) => done(await caseLimits(path, options, io)));
}

function parseShare(text: string): number {
  const percent = Number(text.replace(/%$/, ''));
  if (percent > 0 && percent <= 100) return percent / 100;
  throw new InvalidArgumentError(`A share is more than 0 and at most 100 percent, not "${text}".`);
}

function parseDay(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return text;
  throw new InvalidArgumentError(`A day is written as 2026-03-01, not "${text}".`);
}

function parseLimit(text: string): number | null {
  return text === 'none' ? null : parsePositive(text);
}
