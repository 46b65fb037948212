/** `scalescope doctor`: its arguments and options. */
import type { Command } from 'commander';
import { doctor, type DoctorOptions } from './run-doctor.ts';
import type { CommandContext } from '../../terminal/command-context.ts';

/** Gives the command its options, and what it does. */
export function doctorCommand(command: Command, { io, withEngines }: CommandContext): void {
  command
    .option('--json', 'print it as JSON')
    .addHelpText('after', '\nExample:\n  scalescope doctor')
    .action((options: DoctorOptions) => withEngines((engines) => doctor(options, engines, io)));
}
