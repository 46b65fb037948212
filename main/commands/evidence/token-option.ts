/** How a reviewer signs in to a shared case on the command line. */
import type { Command } from 'commander';
import { takeTokenFile } from '../../cases/team/credentials.ts';

/** Adds `--token-file` to `command`, which opens cases. */
export function withToken(command: Command): Command {
  return command.option(
    '--token-file <file>',
    'the token with which you sign in to a shared case (or set SCALESCOPE_CASE_TOKEN)',
    (path: string) => {
      takeTokenFile(path);
      return path;
    },
  );
}
