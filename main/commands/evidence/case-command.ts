/** `scalescope case`: its commands, their arguments and options. */
import { Option, type Command } from 'commander';
import { QUEUE_SORTS } from '../../../shared/case/case-queue.ts';
import { KNOWN_KINDS } from '../../../shared/known/known.ts';
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
  EXPORT_FORMATS,
  type CaseExportOptions,
  type CaseListOptions,
} from './run-case.ts';
import { casePeopleCommands } from './case-people-command.ts';
import { caseTeamCommands } from './case-team-command.ts';
import { withToken } from './token-option.ts';
import {
  caseSign,
  caseStamp,
  type CaseSignOptions,
  type CaseStampOptions,
} from './run-case-sign.ts';
import { caseVerify, type CaseVerifyOptions } from './run-case-verify.ts';
import { withTrust } from '../keys/run-trust.ts';
import { withPassphrase } from '../../terminal/passphrase.ts';
import { collect, parsePositive } from '../../terminal/values.ts';
import type { CommandContext } from '../../terminal/command-context.ts';

/** Adds `case` with its own commands to `program`. */
export function caseCommand(cases: Command, context: CommandContext): void {
  const { io, done } = context;
  cases.addHelpText('after', '\nExample:\n  scalescope case verify review.case');
  cases
    .command('info')
    .description('show counts of images, findings and decisions, and the head of the audit log')
    .argument('<case>')
    .option('--json', 'print them as JSON')
    .action(async (path: string, options: { json?: true }) =>
      done(await caseInfo(path, options, io)),
    );
  cases
    .command('list')
    .description('list the images of the review queue, one on each line')
    .argument('<case>')
    .addOption(new Option('--verdict <v...>', 'only these').choices(LISTED_VERDICTS))
    .addOption(new Option('--decision <d...>', 'only these').choices(['none', ...DECISIONS]))
    .addOption(
      new Option('--known <k...>', 'only what lists of known files have').choices([
        'none',
        ...KNOWN_KINDS,
      ]),
    )
    .option('--folder <path>', 'only images seen in this folder or below it')
    .addOption(new Option('--sort <by>', 'what to sort by').choices(QUEUE_SORTS).default('verdict'))
    .addOption(
      new Option('--order <o>', 'ascending or descending').choices(['asc', 'desc']).default('desc'),
    )
    .option('--limit <n>', 'at most this many', parsePositive)
    .option('--json', 'print each as a JSON line')
    .action(async (path: string, options: CaseListOptions) =>
      done(await caseList(path, options, io)),
    );
  addAnchoring(cases, { io, done });
  cases
    .command('export')
    .description('write the case as JSON lines for import, or its findings as a list')
    .argument('<case>')
    .addOption(
      new Option(
        '--format <f>',
        'the whole case; its current findings with the review; Project VIC (VICS 2.0); a table of hashes ' +
          'as ThreatExchange has it; CASE/UCO (JSON-LD)',
      )
        .choices(EXPORT_FORMATS)
        .default('case'),
    )
    .option('-o, --output <file>', 'the file to write, - for standard output', '-')
    .action(async (path: string, options: CaseExportOptions) =>
      done(await caseExport(path, options, io)),
    );
  cases
    .command('import')
    .description('make a new case from exported lines')
    .argument('<lines>', 'what export wrote, - for standard input')
    .argument('<case>', 'the new case')
    .action(async (lines: string, path: string) => done(await caseImport(lines, path, io)));
  cases
    .command('backup')
    .description('copy a case and its anchors, even while it is being written')
    .argument('<case>')
    .requiredOption('-o, --output <file>', 'the copy')
    .action(async (path: string, { output }: { output: string }) =>
      done(await caseBackup(path, output, io)),
    );
  cases
    .command('changes')
    .description('list images whose verdict changed when they were examined again')
    .argument('<case>')
    .option('--json', 'print each as a JSON line')
    .action(async (path: string, options: { json?: true }) =>
      done(await caseChanges(path, options, io)),
    );
  cases
    .command('campaigns')
    .description('list hidden pictures that are in several files')
    .argument('<case>')
    .option('--json', 'print them as JSON')
    .action(async (path: string, options: { json?: true }) =>
      done(await caseCampaigns(path, options, io)),
    );
  casePeopleCommands(cases, context);
  for (const command of cases.commands) withToken(command);
  caseTeamCommands(cases, context);
}

const TSA = [
  '--tsa <file>',
  'certificates (PEM) of a time-stamping authority that you trust; repeatable',
] as const;

const CRL = [
  '--crl <file>',
  'certificates that were revoked (CRL, PEM or DER), as their authority lists them; repeatable',
] as const;

/** The commands that say who vouches for a case, and those by which somebody does. */
function addAnchoring(cases: Command, { io, done }: Pick<CommandContext, 'io' | 'done'>): void {
  withTrust(
    cases
      .command('verify')
      .description(
        'check structure, log, rows and originals, and who vouches for the log; exits with 1 where ' +
          'something is wrong or open, and names it',
      )
      .argument('<case>')
      .option('--no-originals', 'do not check the files that were scanned')
      .option('--head <hash>', 'a head noted earlier; the log must still have it')
      .option(
        '--anchors <file>',
        'signed heads kept elsewhere, or printed ones, in place of those beside the case; repeatable',
        collect<string>,
        [],
      )
      .option(...TSA, collect<string>, [])
      .option(...CRL, collect<string>, [])
      .option('--json', 'print the result as JSON'),
  ).action(async (path: string, options: CaseVerifyOptions) =>
    done(await caseVerify(path, options, io)),
  );
  withPassphrase(
    cases
      .command('sign')
      .description('sign the log as it is now with your own key; the head is kept beside the case')
      .argument('<case>')
      .option('--name <name>', 'who signs (default: the user)')
      .option('--print', 'print the head as a short text')
      .option('--json', 'print the head as JSON'),
  ).action(async (path: string, options: CaseSignOptions) =>
    done(await caseSign(path, options, io)),
  );
  cases
    .command('stamp')
    .description('write a request for a time stamp (RFC 3161), or take the answer to one')
    .argument('<case>')
    .option('--request <file>', 'the .tsq file to write, which you send to an authority')
    .option('--response <file>', 'the .tsr file that it answered')
    .option(...TSA, collect<string>, [])
    .option(...CRL, collect<string>, [])
    .action(async (path: string, options: CaseStampOptions) =>
      done(await caseStamp(path, options, io)),
    );
}
