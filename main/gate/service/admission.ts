/** Who is examined when: so many at once, so many that wait, and a sentence for all others. */
import { UserError } from '../../../shared/base/errors.ts';

export interface Admission {
  /** Throws UserError `busy` where a request would find no place now: asked before its body is read. */
  heed(): void;
  /**
   * Runs `work` in its turn; `waited` milliseconds it was in the queue. Rejects with UserError `busy` where the queue is
   * full, and `cancelled` where `signal` fires before its turn.
   */
  run<T>(work: (waitedMs: number) => Promise<T>, signal: AbortSignal): Promise<T>;
  /** Seconds after which there may be room. */
  retryAfter(): number;
  readonly running: number;
  readonly waiting: number;
  /** Resolves when nothing runs and nothing waits. */
  idle(): Promise<void>;
}

/** How strongly the mean time of work follows the last one. */
const SMOOTHING = 0.1;
const MOST_RETRY_S = 60;

/** An admission of `most` at once, and `queue` that wait. */
export function createAdmission(most: number, queue: number): Admission {
  const waiting: (() => void)[] = [];
  let running = 0;
  let meanMs = 500;
  let onIdle: (() => void)[] = [];

  const full = () =>
    new UserError('busy', `${waiting.length} images are waiting already. Try again later`);

  function next(): void {
    if (running < most) waiting.shift()?.();
    if (running === 0 && waiting.length === 0) {
      for (const resolve of onIdle) resolve();
      onIdle = [];
    }
  }

  /** Takes a place, now or in its turn. */
  async function turn(signal: AbortSignal): Promise<void> {
    if (running < most) {
      running++;
      return;
    }
    if (waiting.length >= queue) throw full();
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const enter = () => {
      running++; // at once: nobody may slip in before the promise is heard
      resolve(undefined);
    };
    const leave = () => {
      const at = waiting.indexOf(enter);
      if (at === -1) return;
      waiting.splice(at, 1);
      reject(new UserError('cancelled', 'The request was cancelled while it waited'));
    };
    waiting.push(enter);
    signal.addEventListener('abort', leave, { once: true });
    try {
      await promise;
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  return {
    heed() {
      if (running >= most && waiting.length >= queue) throw full();
    },
    async run(work, signal) {
      if (signal.aborted) throw new UserError('cancelled', 'The request was cancelled');
      const asked = performance.now();
      await turn(signal);
      const started = performance.now();
      try {
        return await work(started - asked);
      } finally {
        running--;
        meanMs += SMOOTHING * (performance.now() - started - meanMs);
        next();
      }
    },
    retryAfter() {
      const seconds = ((waiting.length + 1) * meanMs) / most / 1000;
      return Math.min(MOST_RETRY_S, Math.max(1, Math.ceil(seconds)));
    },
    get running() {
      return running;
    },
    get waiting() {
      return waiting.length;
    },
    idle: () =>
      running === 0 && waiting.length === 0
        ? Promise.resolve()
        : new Promise((resolve) => onIdle.push(() => resolve())),
  };
}
