/** `scalescope verify`: its arguments and options. */
import type { Command } from 'commander';
import { parseKeyId, verify, type VerifyOptions } from './run-verify.ts';
import { withSizeLimits } from '../../terminal/options.ts';
import type { CommandContext } from '../../terminal/command-context.ts';

/** Gives the command its options, and what it does. */
export function verifyCommand(command: Command, { io, withEngines }: CommandContext): void {
  withSizeLimits(command)
    .option('--image <file>', 'the original that the report is of')
    .option('--case <file>', 'the case that the report, or what reviewers said in it, is of')
    .option('--require-signature', 'a report that is not signed does not match')
    .option('--key-id <id>', 'nor does one that this key did not sign', parseKeyId)
    .option('--json', 'print what was checked as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  scalescope verify report.json --image suspicious.png --require-signature' +
        '\n  scalescope verify march.json --case review.case' +
        '\n\nThe exit code is 0 where everything matches, 1 where something differs, 2 where it could not be checked,\nas a report without signature by itself.',
    )
    .action((path: string, options: VerifyOptions) =>
      withEngines((engines) => verify(path, options, engines, io)),
    );
}
