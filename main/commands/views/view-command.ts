/** `scalescope view` and `scalescope serve`: their options. */
import { InvalidArgumentError, type Command } from 'commander';
import { withToken } from '../evidence/token-option.ts';
import { openViewer } from './run-view.ts';
import { withDecodeOptions, withItem, withThresholds } from '../../terminal/options.ts';
import type { CommandContext } from '../../terminal/command-context.ts';

/** Gives `view`, which is what arguments without a command mean, its options, and what it does. */
export function viewCommand(command: Command, context: CommandContext): void {
  withViewer(command, context, false).addHelpText(
    'after',
    '\nExample:\n  scalescope suspicious.png',
  );
}

/** The same for `serve`. */
export function serveCommand(command: Command, context: CommandContext): void {
  withViewer(command, context, true).addHelpText(
    'after',
    '\nExample:\n  scalescope serve suspicious.png --port 8080',
  );
}

function withViewer(command: Command, { io, done }: CommandContext, serveOnly: boolean): Command {
  return withToken(withThresholds(withItem(withDecodeOptions(command))))
    .option(
      '--case <file>',
      'review the images of this case; a file is created if it does not exist; or the address of a shared case',
    )
    .option('--watch', 'with --case: scan its folders, and keep watching them for new images')
    .option('--port <n>', 'port on 127.0.0.1 (default: any free one)', parsePort)
    .action(async (images: string[], options) => {
      done(await openViewer({ images, ...options, serveOnly, io }));
    });
}

function parsePort(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(port <= 65535)) {
    throw new InvalidArgumentError(`A port is 0 to 65535, not "${text}".`);
  }
  return port;
}
