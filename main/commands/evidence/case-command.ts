/** `scalescope case`: its commands, their arguments and options. */
import { Option, type Command } from 'commander';
import { QUEUE_SORTS } from '../../../shared/case/case-queue.ts';
import { DECISIONS } from '../../../shared/case/case-review.ts';
import { LISTED_VERDICTS } from '../../../shared/verdict/words.ts';
import {
  caseBackup,
  caseCampaigns,
  caseChanges,
  caseExport,
  caseImport,
  caseInfo,
  caseList,
  caseVerify,
  type CaseExportOptions,
  type CaseListOptions,
  type CaseVerifyOptions,
} from './run-case.ts';
import { parsePositive } from '../../terminal/options.ts';
import type { CommandContext } from '../../terminal/command-context.ts';

/** Adds `case` with its own commands to `program`. */
export function caseCommand(cases: Command, { io, done }: CommandContext): void {
  cases.addHelpText('after', '\nExample:\n  scalescope case verify review.case');
  cases
    .command('info')
    .description('counts of images, findings and decisions, and the head of the audit log')
    .argument('<case>')
    .option('--json', 'print them as JSON')
    .action(async (path: string, options: { json?: true }) =>
      done(await caseInfo(path, options, io)),
    );
  cases
    .command('list')
    .description('the images of the review queue, a line each')
    .argument('<case>')
    .addOption(new Option('--verdict <v...>', 'only these').choices(LISTED_VERDICTS))
    .addOption(new Option('--decision <d...>', 'only these').choices(['none', ...DECISIONS]))
    .option('--folder <path>', 'only what was seen there or below')
    .addOption(new Option('--sort <by>', 'order').choices(QUEUE_SORTS).default('score'))
    .addOption(new Option('--order <o>', 'direction').choices(['asc', 'desc']).default('desc'))
    .option('--limit <n>', 'at most so many', parsePositive)
    .option('--json', 'print each as a JSON line')
    .action(async (path: string, options: CaseListOptions) =>
      done(await caseList(path, options, io)),
    );
  cases
    .command('verify')
    .description(
      'check structure, audit log, rows and originals; exits with 1 and names what is wrong',
    )
    .argument('<case>')
    .option('--no-originals', 'leave out the files that were scanned')
    .option('--head <hash>', 'a head noted earlier: it has to be in the log still')
    .option('--json', 'print the outcome as JSON')
    .action(async (path: string, options: CaseVerifyOptions) =>
      done(await caseVerify(path, options, io)),
    );
  cases
    .command('export')
    .description('write the case as JSON lines that import takes, or its findings as a list')
    .argument('<case>')
    .addOption(
      new Option('--format <f>', 'the whole case, or its current findings with their review')
        .choices(['case', 'findings', 'csv'])
        .default('case'),
    )
    .option('-o, --output <file>', 'the file to write, - for standard output', '-')
    .action(async (path: string, options: CaseExportOptions) =>
      done(await caseExport(path, options, io)),
    );
  cases
    .command('import')
    .description('make a new case of exported lines')
    .argument('<lines>', 'what export wrote, - for standard input')
    .argument('<case>', 'the new case')
    .action(async (lines: string, path: string) => done(await caseImport(lines, path, io)));
  cases
    .command('backup')
    .description('copy a case into one file, also while it is written')
    .argument('<case>')
    .requiredOption('-o, --output <file>', 'the copy')
    .action(async (path: string, { output }: { output: string }) =>
      done(await caseBackup(path, output, io)),
    );
  cases
    .command('changes')
    .description('images whose verdict is another since they were examined again')
    .argument('<case>')
    .option('--json', 'print each as a JSON line')
    .action(async (path: string, options: { json?: true }) =>
      done(await caseChanges(path, options, io)),
    );
  cases
    .command('campaigns')
    .description('hidden pictures that several files carry')
    .argument('<case>')
    .option('--json', 'print them as JSON')
    .action(async (path: string, options: { json?: true }) =>
      done(await caseCampaigns(path, options, io)),
    );
}
