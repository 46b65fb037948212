/** Work that waits for a database that does not answer for a while. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isOutage } from './queue.ts';

const FIRST_MS = 200;
const LONGEST_MS = 10_000;

export interface Patience {
  signal: AbortSignal;
  /** Told when it begins to wait, with the reason, and when it goes on. */
  onOutage?: (error: Error | null) => void;
}

/**
 * The result of `work`, which is tried again as long as the database does not answer, and so has to be such that
 * it may be done twice. Rejects with the last failure where the signal fires, and with any other at once.
 */
export async function untilBack<T>(
  work: () => Promise<T>,
  { signal, onOutage }: Patience,
): Promise<T> {
  for (let waitMs = FIRST_MS, isOut = false; ; waitMs = Math.min(2 * waitMs, LONGEST_MS)) {
    try {
      const result = await work();
      if (isOut) onOutage?.(null);
      return result;
    } catch (error) {
      if (!isOutage(error) || signal.aborted) throw error;
      if (!isOut) onOutage?.(error as Error);
      isOut = true;
      // Not all at the same moment, where many wait.
      await sleep(waitMs * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined);
      if (signal.aborted) throw error;
    }
  }
}
