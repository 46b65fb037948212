/** How far a long run is, and how long the rest will take at the pace so far. */

/** Least time between two lines, in milliseconds: nobody reads faster, and logs stay short. */
const EVERY = 10_000;

export class Progress {
  readonly #of: number;
  readonly #before: number;
  readonly #say: (line: string) => void;
  readonly #start = performance.now();
  #last = -Infinity;

  /** `of`: all there is; `before`: done in an earlier run; `say` hears a line now and then. */
  constructor(of: number, before: number, say: (line: string) => void) {
    this.#of = of;
    this.#before = before;
    this.#say = say;
  }

  /** Tells that `done` are done by now, those of earlier runs with them. */
  at(done: number): void {
    const now = performance.now();
    if (now - this.#last < EVERY && done < this.#of) return;
    this.#last = now;
    this.#say(progressText(done, this.#of, this.#before, now - this.#start));
  }
}

/** `done` of `of`, where `before` of them were done before a run that has lasted `elapsed` milliseconds. */
export function progressText(done: number, of: number, before: number, elapsed: number): string {
  if (done >= of) return `${done} of ${of} pairs`;
  const minutes = ((elapsed / (done - before)) * (of - done)) / 60_000;
  const left = minutes < 1 ? 'less than a minute' : `about ${Math.ceil(minutes)} min`;
  return `${done} of ${of} pairs, ${left} left`;
}
