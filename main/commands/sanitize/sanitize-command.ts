/** `scalescope sanitize`: its arguments and options. */
import { Option, type Command } from 'commander';
import { DEFAULT_DECODE_LIMITS } from '../../../shared/image/facts.ts';
import { SANITIZE_METHODS } from '../../../shared/sanitize/sanitize.ts';
import { SANITIZE_EPILOGUE, sanitize, type SanitizeOptions } from './run-sanitize.ts';
import { parsePipeline, SIZE_HELP, withDecodeOptions, withItem } from '../../terminal/options.ts';
import {
  collectWith,
  parseJobs,
  parseNumber,
  parsePositive,
  parseSize,
} from '../../terminal/values.ts';
import type { CommandContext } from '../../terminal/command-context.ts';

/** Cleaning compares hundreds of views of large pictures twice. */
const SANITIZE_TIMEOUT_MS = 1_800_000;

/** Gives the command its options, and what it does. */
export function sanitizeCommand(command: Command, { io, withEngines }: CommandContext): void {
  withItem(withDecodeOptions(command))
    .requiredOption(
      '-o, --output <file>',
      'the PNG file to write; for a folder, the folder to write',
    )
    .option(
      '-p, --pipeline <id>',
      'clean for this pipeline; repeatable',
      collectWith(parsePipeline),
      [],
    )
    .option('-s, --size <WxH>', `${SIZE_HELP}; repeatable`, collectWith(parseSize), [])
    .option(
      '--found',
      'clean for whatever the detector finds (default without --pipeline and --size)',
    )
    .addOption(
      new Option('-m, --method <name>', 'how')
        .choices(SANITIZE_METHODS)
        .default('selective-median'),
    )
    .option('--all-read', 'selective: rebuild all pixels that are read, even where nothing departs')
    .option('--seed <n>', 'selective-random: the seed of its choices (default: 1)', parsePositive)
    .option('--radius <n>', 'median: half side of its windows (default: the ratio)', parsePositive)
    .option('--sigma <n>', 'gaussian: in pixels (default: half the ratio)', parseNumber)
    .option(
      '--certificate [file]',
      'also write the certificate there; for a folder, beside each image',
    )
    .option(
      '--no-matrix',
      'leave the comparison of samplers out of the certificate; it takes the longest',
    )
    .addOption(
      new Option(
        '--fail-on <verdict>',
        'exit with 1 if something hidden remains, or if that cannot be measured',
      ).choices(['remains']),
    )
    .option('--jobs <n>', 'for a folder: images at a time (default: 1)', parseJobs)
    .option('--follow-links', 'for a folder: also follow links that lead out of it')
    .option('--json', 'print the certificate as JSON; for a folder, one on each line')
    .addHelpText('after', SANITIZE_EPILOGUE)
    .action((image: string, options: SanitizeOptions) =>
      withEngines((engines) => sanitize(image, options, engines, io), options.jobs, {
        ...DEFAULT_DECODE_LIMITS,
        timeoutMs: SANITIZE_TIMEOUT_MS,
      }),
    );
}
