/** Runs long work step by step inside an engine, with an ear for its host between. */
import { setImmediate } from 'node:timers/promises';
import { UserError } from '../../../shared/base/errors.ts';

/** What `run` returns; `report` gets the share done. Throws UserError `cancelled` after `signal`. */
export async function runSteps<T>(
  run: Generator<number, T>,
  report: (fraction: number) => void,
  signal: AbortSignal | undefined,
): Promise<T> {
  let step = run.next();
  while (step.done !== true) {
    report(step.value);
    await setImmediate();
    if (signal?.aborted) throw new UserError('cancelled', 'Crafting was cancelled');
    step = run.next();
  }
  return step.value;
}
