/** `scalescope worker`: examines the images of a fleet. */
import { availableParallelism } from 'node:os';
import { UserError } from '../../../shared/base/errors.ts';
import { printable } from '../../../shared/base/printable.ts';
import { createEngines } from '../../engine/pool/pool.ts';
import { openFleet } from '../../fleet/fleet.ts';
import { startTracing } from '../../fleet/trace.ts';
import { work } from '../../fleet/work/work.ts';
import { statusLine, type CommandIo } from '../../terminal/io.ts';
import { addressOf, type FleetOptions, type PlaceOptions } from './fleet-options.ts';

export interface WorkerCommandOptions extends FleetOptions, PlaceOptions {
  jobs?: number;
  untilDone?: true;
}

/** Works until it is stopped or, with `untilDone`, nothing is left. Returns 2 where it left a run to others, or undone. */
export async function runWorker(options: WorkerCommandOptions, io: CommandIo): Promise<number> {
  const {
    jobs = availableParallelism(),
    mount = new Map<string, string>(),
    s3Endpoint,
    run,
  } = options;
  const fleet = await openFleet(addressOf(options), {
    application: 'scalescope worker',
    supervise: true,
  });
  const endTracing = await startTracing('scalescope-worker');
  const engines = createEngines({ count: jobs, cacheBytes: 0 });
  const status = statusLine(io);
  const tell = (sentence: string): void => {
    status.clear();
    io.stderr.write(`${printable(sentence)}\n`);
  };
  const signal = io.signal ?? new AbortController().signal;
  try {
    const { done, refusals } = await work(fleet, {
      ...{ engines, jobs, mounts: mount, s3Endpoint, run, signal, tell },
      untilDone: options.untilDone === true,
      onProgress: (count) => status.show(`${count} files done`),
    });
    status.clear();
    io.stdout.write(`${done === 1 ? '1 file' : `${done} files`} done by this worker.\n`);
    if (signal.aborted)
      throw new UserError(
        'cancelled',
        'The worker was stopped; what it had in hand was given back',
      );
    return refusals.length > 0 ? 2 : 0;
  } finally {
    status.clear();
    await engines.close();
    await endTracing?.();
    await fleet.close();
  }
}
