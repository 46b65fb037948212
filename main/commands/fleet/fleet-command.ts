/** `scalescope fleet`: its commands, their arguments and options. */
import type { Command } from 'commander';
import type { CommandContext } from '../../terminal/command-context.ts';
import { withFleet, withMounts } from './fleet-options.ts';
import {
  fleetCancel,
  fleetCase,
  fleetPause,
  fleetRedrive,
  fleetResume,
  type FleetCaseOptions,
  type RedriveOptions,
} from './run-fleet.ts';
import { fleetShow, type FleetShowOptions } from './show-fleet.ts';
import type { FleetOptions } from './fleet-options.ts';

/** Adds the commands of fleets to `fleet`. */
export function fleetCommand(fleet: Command, { io, done }: CommandContext): void {
  fleet.addHelpText(
    'after',
    '\nExample:\n  scalescope fleet --watch --fleet postgres://scalescope@db.example/fleet' +
      '\n  scalescope fleet case photos.case --fleet postgres://scalescope@db.example/fleet',
  );
  const add = (name: string, description: string, run: string): Command =>
    withFleet(fleet.command(name).description(description), run);
  withFleet(
    fleet
      .command('show', { isDefault: true })
      .description('show progress, rate, time left, failures and workers (the default command)'),
    'only this run',
  )
    .option('--json', 'print it as JSON')
    .option('--watch', 'again every second, until all is done')
    .option('--failures', 'list what could not be examined, and dead letters')
    .action(async (options: FleetShowOptions) => done(await fleetShow(options, io)));
  add(
    'pause',
    'let workers take no more of a run; what is in hand is finished',
    'the run (default: the only one)',
  ).action(async (options: FleetOptions) => done(await fleetPause(options, io)));
  add(
    'resume',
    'let workers go on with a run that is paused',
    'the run (default: the only one)',
  ).action(async (options: FleetOptions) => done(await fleetResume(options, io)));
  add(
    'cancel',
    'end a run for good; what it found is kept',
    'the run (default: the only one)',
  ).action(async (options: FleetOptions) => done(await fleetCancel(options, io)));
  add('redrive', 'put dead letters back into the queue', 'the run (default: the only one)')
    .option('--failed', 'also what failed for a reason that may have passed')
    .action(async (options: RedriveOptions) => done(await fleetRedrive(options, io)));
  withMounts(
    add(
      'case',
      'make a case of what a run found, and verify it',
      'the run (default: the only one)',
    ).argument('<case>', 'the case file; what it has stays'),
  )
    .option('--partial', 'of a run that is not finished: what there is so far')
    .action(async (path: string, options: FleetCaseOptions) =>
      done(await fleetCase(path, options, io)),
    );
}
