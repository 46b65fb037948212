/** The cases that a host has open: id → case, each opened once. */
import type { CaseSummary } from '../../shared/case/case-contract.ts';
import { UserError } from '../../shared/base/errors.ts';
import { idOf } from '../base/hash.ts';
import { keepSigned } from './anchor/keep-signed.ts';
import { openCase } from './open-case.ts';
import type { CaseFile } from './store/case-file.ts';
import { writerOf } from './store/writer-lock.ts';
import { summaryOf } from './case-summary.ts';

interface Open {
  caseFile: CaseFile;
  /** Why it is open to read only, or null. */
  readOnly: string | null;
  /** Why it is so, where another program writes: when that ends, this one may. */
  heldBy: string | null;
  /** Long work on it, which closing stops. */
  running: Set<Running>;
}

interface Running {
  stop: AbortController;
  ended: Promise<unknown>;
}

/** An empty set of open cases; `tell` says on the terminal how they are open. */
export function createOpenCases(tell: (sentence: string) => void = () => undefined) {
  const cases = new Map<string, Open>();
  const closing = new Map<string, Promise<void>>();

  function find(id: string): Open {
    const found = cases.get(id);
    if (found !== undefined) return found;
    throw new UserError('not-found', 'This case is not open. Open it again.');
  }
  function summary(id: string): CaseSummary {
    const { caseFile, readOnly } = find(id);
    return summaryOf(caseFile, id, readOnly);
  }

  /** A case that is open to read, opened to write where its writer has gone; what is as it was stays. */
  function renewed(id: string): Open {
    const known = find(id);
    if (known.heldBy === null || known.running.size > 0) return known;
    if (writerOf(known.caseFile.path) !== null) return known;
    const next = openAsFar(known.caseFile.path, false);
    if (next.readOnly !== null) {
      next.caseFile.close();
      return known;
    }
    known.caseFile.close();
    cases.set(id, next);
    void keepSigned(next.caseFile);
    tell(`${next.caseFile.name}: the program that wrote into it has ended. This one writes now.`);
    return next;
  }

  async function close({ caseFile, running }: Open): Promise<void> {
    for (const { stop } of running) stop.abort();
    await Promise.allSettled([...running].map(({ ended }) => ended));
    caseFile.close();
  }

  /** From here on nothing new is begun on the case. */
  function beginClosing(id: string, open: Open): Promise<void> {
    cases.delete(id);
    const closed = close(open).finally(() => closing.delete(id));
    closing.set(id, closed);
    return closed;
  }

  return {
    /**
     * Opens the case at `path`; where somebody else writes, or the disk refuses, to read. One that is
     * being closed is waited for.
     */
    async open(path: string, create: boolean): Promise<CaseSummary> {
      const id = idOf(path);
      while (closing.has(id)) await closing.get(id)!.catch(() => undefined); // its closer is told
      if (!cases.has(id)) {
        const opened = openAsFar(path, create);
        cases.set(id, opened);
        if (opened.readOnly !== null)
          tell(`${opened.caseFile.name} can only be read: ${opened.readOnly}`);
        await keepSigned(opened.caseFile);
      }
      return summary(id);
    },
    /** Throws UserError `not-found`. */
    get: (id: string): CaseFile => find(id).caseFile,
    summary,
    renewed,
    list: (): CaseSummary[] => [...cases.keys()].map(summary),
    /**
     * Runs work on a case that takes its time, until `signal` fires. Where the case is closed meanwhile
     * the work is told by its signal, and what comes is UserError `cancelled`.
     */
    async run<T>(
      id: string,
      signal: AbortSignal,
      work: (caseFile: CaseFile, signal: AbortSignal) => Promise<T>,
    ): Promise<T> {
      const { caseFile, running } = find(id);
      const stop = new AbortController();
      const ended = work(caseFile, AbortSignal.any([signal, stop.signal]));
      const mine = { stop, ended };
      running.add(mine);
      try {
        const result = await ended;
        if (!stop.signal.aborted) return result;
      } catch (error) {
        if (!stop.signal.aborted) throw error;
      } finally {
        running.delete(mine);
      }
      throw new UserError(
        'cancelled',
        `${caseFile.name} was closed. Everything done so far is stored in it.`,
      );
    },
    /** Stops what runs on a case, waits for that, and closes it. Throws UserError `not-found`. */
    async close(id: string): Promise<void> {
      await beginClosing(id, find(id));
    },
    /** Closes every case, and then throws what the first of them threw. */
    async closeAll(): Promise<void> {
      for (const [id, open] of cases) void beginClosing(id, open);
      for (const end of await Promise.allSettled(closing.values())) {
        if (end.status === 'rejected') throw end.reason;
      }
    },
  };
}

function openAsFar(path: string, create: boolean): Open {
  try {
    const caseFile = openCase(path, { mode: 'write', create });
    return { caseFile, readOnly: null, heldBy: null, running: new Set() };
  } catch (error) {
    if (!(error instanceof UserError) || !['busy', 'write-failed'].includes(error.code))
      throw error;
    try {
      const caseFile = openCase(path, { mode: 'read' });
      const heldBy = error.code === 'busy' ? error.message : null;
      return { caseFile, readOnly: error.message, heldBy, running: new Set() };
    } catch {
      throw error; // why it cannot be written says more
    }
  }
}
