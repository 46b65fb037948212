/** `scalescope fleet pause`, `resume`, `cancel`, `redrive` and `case`. */
import { UserError } from '../../../shared/base/errors.ts';
import { printable, printableLines } from '../../../shared/base/printable.ts';
import { keepSigned } from '../../cases/anchor/keep-signed.ts';
import { openCase } from '../../cases/open-case.ts';
import { verifyCase } from '../../cases/verify-case.ts';
import { assemble, type Assembled } from '../../fleet/assemble.ts';
import { openFleet, type Fleet } from '../../fleet/fleet.ts';
import { progressOf } from '../../fleet/progress.ts';
import { redrive } from '../../fleet/work/redrive.ts';
import { cancelRun, findRun, setPaused, type Run } from '../../fleet/runs.ts';
import type { Mounts } from '../../fleet/sources/mounts.ts';
import { statusLine, type CommandIo } from '../../terminal/io.ts';
import { addressOf, type FleetOptions } from './fleet-options.ts';

export interface RedriveOptions extends FleetOptions {
  failed?: true;
}

export interface FleetCaseOptions extends FleetOptions {
  mount?: Mounts;
  partial?: true;
}

/** Exit code where what was made does not verify. */
const REFUSED = 1;

/** Keeps workers from taking more of a run. Returns 0. */
export function fleetPause(options: FleetOptions, io: CommandIo): Promise<number> {
  return onRun(options, async (fleet, run) => {
    await setPaused(fleet, run, true);
    return say(io, `Run ${run.name} is paused. What workers have in hand is finished.`);
  });
}

/** Lets workers go on with a run. Returns 0. */
export function fleetResume(options: FleetOptions, io: CommandIo): Promise<number> {
  return onRun(options, async (fleet, run) => {
    await setPaused(fleet, run, false);
    return say(io, `Run ${run.name} goes on.`);
  });
}

/** Ends a run for good. Returns 0. */
export function fleetCancel(options: FleetOptions, io: CommandIo): Promise<number> {
  return onRun(options, async (fleet, run) => {
    const left = await cancelRun(fleet, run);
    return say(io, `Run ${run.name} is cancelled; ${filesOf(left)} will not be examined.`);
  });
}

/** Puts dead letters back. Returns 0. */
export function fleetRedrive(
  { failed, ...options }: RedriveOptions,
  io: CommandIo,
): Promise<number> {
  return onRun(options, async (fleet, run) => {
    if (run.state === 'cancelled') {
      throw new UserError(
        'invalid-argument',
        `The run ${run.name} was cancelled. Begin another with scan --fleet`,
      );
    }
    const count = await redrive(fleet, run, { failed: failed === true });
    return say(io, `Run ${run.name}: ${filesOf(count)} put back into the queue.`);
  });
}

/** Makes the case at `path` of a run and verifies it. Returns 1 where it does not verify. */
export function fleetCase(path: string, options: FleetCaseOptions, io: CommandIo): Promise<number> {
  return onRun(options, async (fleet, run) => {
    const cancelled = await refuseUnfinished(fleet, run, options);
    const status = statusLine(io);
    const caseFile = openCase(path, { mode: 'write', create: true });
    try {
      await keepSigned(caseFile);
      const assembled = await assemble(fleet.postgres, run, caseFile, {
        mounts: options.mount ?? new Map<string, string>(),
        onProgress: (done, of) => status.show(`${done} of ${of} files`),
        signal: io.signal,
      });
      status.clear();
      const { problems, checked } = await verifyCase(caseFile, {
        originals: false,
        signal: io.signal,
      });
      const { rows, auditEntries } = checked;
      io.stdout.write(
        printableLines([
          `${caseFile.name}: ${countsText(assembled)} of the run ${run.name}.`,
          ...(cancelled === 0
            ? []
            : [`The run was cancelled: ${filesOf(cancelled)} not examined and not in the case.`]),
          problems.length === 0
            ? `Verified: ${rows} rows and ${auditEntries} entries of the log agree.`
            : `It does not verify:`,
          ...problems.map(({ message }) => `  ${message}`),
        ]),
      );
      return problems.length === 0 ? 0 : REFUSED;
    } finally {
      status.clear();
      caseFile.close();
    }
  });
}

/** How many files were cancelled. Throws UserError where the run is not whole and no part of it was asked for. */
async function refuseUnfinished(
  fleet: Fleet,
  run: Run,
  { partial }: FleetCaseOptions,
): Promise<number> {
  const { runs } = await progressOf(fleet.postgres, run.name);
  const [{ waiting, cancelled }] = runs;
  const { state, isListed } = run;
  if (partial || (waiting === 0 && isListed && cancelled === 0)) return cancelled;
  if (state === 'cancelled') {
    const what = isListed
      ? `${filesOf(cancelled)} never examined`
      : `${filesOf(cancelled)} never examined, and not all were listed`;
    throw new UserError(
      'cancelled',
      `The run ${run.name} was cancelled: ${what}. Make a case of what there is with --partial`,
    );
  }
  const what = isListed ? `${filesOf(waiting)} wait` : 'it is still being listed';
  throw new UserError(
    'busy',
    `The run ${run.name} is not finished: ${what}. Wait, or make a case of what there is so far with --partial`,
  );
}

function countsText({ findings, copies, failures, deadLetters }: Assembled): string {
  const counted = (count: number, one: string, more: string): string =>
    count === 1 ? `1 ${one}` : `${count} ${more}`;
  return [
    counted(findings, 'finding', 'findings'),
    counted(copies, 'copy', 'copies'),
    counted(failures, 'failure', 'failures') +
      (deadLetters === 0 ? '' : ` (${counted(deadLetters, 'dead letter', 'dead letters')})`),
  ].join(', ');
}

async function onRun(
  options: FleetOptions,
  action: (fleet: Fleet, run: Run) => Promise<number>,
): Promise<number> {
  const fleet = await openFleet(addressOf(options), { application: 'scalescope fleet' });
  try {
    return await action(fleet, await findRun(fleet.postgres, options.run));
  } finally {
    await fleet.close();
  }
}

function say(io: CommandIo, sentence: string): number {
  io.stdout.write(`${printable(sentence)}\n`);
  return 0;
}

function filesOf(count: number): string {
  return count === 1 ? '1 file' : `${count} files`;
}
