/** `scalescope verify`: its arguments and options. */
import type { Command } from 'commander';
import { parseKeyId, verify, type VerifyOptions } from './run-verify.ts';
import { withTrust } from '../keys/run-trust.ts';
import { withSizeLimits } from '../../terminal/options.ts';
import type { CommandContext } from '../../terminal/command-context.ts';

/** Gives the command its options, and what it does. */
export function verifyCommand(command: Command, { io, withEngines }: CommandContext): void {
  withTrust(withSizeLimits(command))
    .option('--image <file>', 'the original image of the report')
    .option('--case <file>', 'the case of the report, or of the reviewers’ words in it')
    .option('--require-signature', 'require a signature')
    .option('--key-id <id>', 'require the signature of this key, and trust it', parseKeyId)
    .option('--json', 'print what was checked as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  scalescope verify report.json --image suspicious.png --require-signature' +
        '\n  scalescope verify march.json --case review.case' +
        '\n\nExits with 0 if everything matches, 1 if something differs, 2 if something could not be checked,\nsuch as a report without its original that no trusted key signed.',
    )
    .action((path: string, options: VerifyOptions) =>
      withEngines((engines) => verify(path, options, engines, io)),
    );
}
