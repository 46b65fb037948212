/** `scalescope worker`: its options. */
import type { Command } from 'commander';
import type { CommandContext } from '../../terminal/command-context.ts';
import { parseJobs } from '../../terminal/values.ts';
import { withFleet, withPlace } from './fleet-options.ts';
import { runWorker, type WorkerCommandOptions } from './run-worker.ts';

/** Gives the command its options, and what it does. */
export function workerCommand(command: Command, { io, done }: CommandContext): void {
  withPlace(withFleet(command, 'work this run alone'))
    .option('--jobs <n>', 'images at once (default: one per core)', parseJobs)
    .option('--until-done', 'end when nothing is left, instead of waiting for more')
    .addHelpText(
      'after',
      '\nExits with 0, or 2 if it left a run to other workers, or a paused one undone.\n' +
        '\nExample:\n  scalescope worker --fleet postgres://scalescope@db.example/fleet' +
        '\n  scalescope worker --fleet postgres://scalescope@db.example/fleet --mount photos=/mnt/photos',
    )
    .action(async (options: WorkerCommandOptions) => done(await runWorker(options, io)));
}
