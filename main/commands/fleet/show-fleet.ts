/** `scalescope fleet`: how far its runs are, once or again every second. */
import { setTimeout as sleep } from 'node:timers/promises';
import { printableJson, printableLines } from '../../../shared/base/printable.ts';
import { openFleet } from '../../fleet/fleet.ts';
import {
  failuresOf,
  progressOf,
  type FleetFailure,
  type FleetProgress,
} from '../../fleet/progress.ts';
import { findRun } from '../../fleet/runs.ts';
import { untilBack } from '../../fleet/until-back.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { addressOf, type FleetOptions } from './fleet-options.ts';
import { fleetLines } from './fleet-text.ts';

export interface FleetShowOptions extends FleetOptions {
  json?: true;
  watch?: true;
  failures?: true;
}

const WATCH_MS = 1000;

/** Failures that are listed: `--failures` lists as many as a person may want, and without it the first dead letters. */
const MOST_FAILURES = 10_000;
const FIRST_DEAD = 10;

/** Prints how far the runs are. Returns 0. */
export async function fleetShow(options: FleetShowOptions, io: CommandIo): Promise<number> {
  const fleet = await openFleet(addressOf(options), { application: 'scalescope fleet' });
  const signal = io.signal ?? new AbortController().signal;
  const print = printer(options, io);
  try {
    if (options.run !== undefined) await findRun(fleet.postgres, options.run);
    for (;;) {
      const look = async () => ({
        progress: await progressOf(fleet.postgres, options.run),
        failures: await failuresOf(fleet.postgres, options.run, MOST_FAILURES),
      });
      const { progress, failures } = await untilBack(look, { signal });
      print(progress, failures);
      if (!options.watch || signal.aborted || isAllDone(progress)) return 0;
      await sleep(WATCH_MS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return 0;
    }
  } finally {
    await fleet.close();
  }
}

function isAllDone({ runs }: FleetProgress): boolean {
  return (
    runs.length > 0 && runs.every(({ state }) => state === 'finished' || state === 'cancelled')
  );
}

/** What prints: on a terminal in place of what was there, else only what has changed. */
function printer(
  { json, failures: all }: FleetShowOptions,
  { stdout }: CommandIo,
): (progress: FleetProgress, failures: FleetFailure[]) => void {
  const isTerminal = (stdout as { isTTY?: boolean }).isTTY === true;
  let shown = '';
  return (progress, failures) => {
    if (json) {
      stdout.write(`${printableJson({ ...progress, failures })}\n`);
      return;
    }
    const dead = failures.filter(({ kind }) => kind === 'dead').slice(0, FIRST_DEAD);
    const text = printableLines(fleetLines(progress, all ? failures : dead));
    if (text === shown) return;
    const before = shown === '' || !isTerminal ? '' : `\x1b[${shown.split('\n').length - 1}A\x1b[J`;
    stdout.write(before + text);
    shown = text;
  };
}
