/** `scalescope mcp`: its options. */
import type { Command } from 'commander';
import type { CommandContext } from '../../terminal/command-context.ts';
import { limitsFrom, withSizeLimits, type DecodeOptions } from '../../terminal/options.ts';
import { collect } from '../../terminal/values.ts';

/** Gives `mcp` its options and its work. */
export function mcpCommand(command: Command, { io, done, withEngines }: CommandContext): void {
  withSizeLimits(command)
    .option(
      '--allow <folder>',
      'a folder whose images may be read; repeatable (default: the current folder)',
      collect<string>,
      [],
    )
    .addHelpText('after', '\nExample:\n  scalescope mcp --allow ~/Pictures')
    .action(async ({ allow, ...options }: DecodeOptions & { allow: string[] }) => {
      const { runMcp } = await import('./run-mcp.ts');
      const limits = limitsFrom(options);
      const folders = allow.length === 0 ? ['.'] : allow;
      await withEngines((engines) => runMcp(folders, limits, engines, io), 1, limits);
      done(0);
    });
}
