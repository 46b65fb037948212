/** `scalescope decode`: its arguments and options. */
import { InvalidArgumentError, type Command } from 'commander';
import { toErrorBody } from '../../../shared/base/errors.ts';
import { findLoader, LOADERS, type Loader } from '../../../shared/loaders/loader.ts';
import { decode, type DecodeCommandOptions } from './run-decode.ts';
import { withItem, withSizeLimits } from '../../terminal/options.ts';
import { parsePositive } from '../../terminal/values.ts';
import type { CommandContext } from '../../terminal/command-context.ts';

const WIDEST = Math.max(...LOADERS.map(({ id }) => id.length));

/** Gives the command its options, and what it does. */
export function decodeCommand(command: Command, { io, withEngines }: CommandContext): void {
  const withFrame = command.option(
    '--frame <n>',
    'which frame of an animated or multi-page file, counted from 1 (default: the first)',
    parsePositive,
  );
  withSizeLimits(withItem(withFrame))
    .requiredOption('-l, --loader <id>', 'the loader, see below', parseLoader)
    .requiredOption('-o, --output <file>', 'the .npy or .png file to write')
    .option('--json', 'print what was written as JSON')
    .addHelpText(
      'after',
      `\nLoaders:\n${LOADERS.map(({ id, call }) => `  ${id.padEnd(WIDEST)}  ${call}`).join('\n')}\n` +
        '\nExample:\n  scalescope decode scan.png --loader pillow/convert-rgb -o scan.npy',
    )
    .action((image: string, options: DecodeCommandOptions) =>
      withEngines((engines) => decode(image, options, engines, io)),
    );
}

/** The loader that `--loader` names. Throws InvalidArgumentError with the reason. */
function parseLoader(text: string): Loader {
  try {
    return findLoader(text);
  } catch (error) {
    throw new InvalidArgumentError(toErrorBody(error).message);
  }
}
