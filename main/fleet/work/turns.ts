/**
 * Turns of the jobs in one worker: most are done beside each other, but one whose worker died before is done alone,
 * so that if the worker dies again it is known of what.
 */
export class Turns {
  #beside = 0;
  #isAlone = false;
  readonly #waiting: { alone: boolean; go: () => void }[] = [];

  /** Runs `work` beside others, or `alone`; those that came first go first. */
  async run<T>(alone: boolean, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((go) => {
      this.#waiting.push({ alone, go });
      this.#next();
    });
    try {
      return await work();
    } finally {
      if (alone) this.#isAlone = false;
      else this.#beside--;
      this.#next();
    }
  }

  #next(): void {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      if (this.#isAlone || (first.alone && this.#beside > 0)) return;
      if (first.alone) this.#isAlone = true;
      else this.#beside++;
      this.#waiting.shift();
      first.go();
    }
  }
}
