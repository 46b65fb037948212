/**
 * A deadline for every question to a case. SQLite cannot be interrupted from this thread while it works,
 * and neither Ctrl-C nor a termination is heard then. A file that was made to stop the program, whose
 * pages lead to one another for years, would hold it so. So a thread of its own watches: where one question
 * takes longer than any case of ours needs, it says so and ends the process. Whatever was told as saved is.
 */
import { Worker } from 'node:worker_threads';

/** Far more than one question takes of a case of millions of images on a slow disk. */
export const DEADLINE_MS = 60_000;

const LOOK_MS = 250;
const NAME_BYTES = 256;

/** When the present question began, its limit (both in ms), and how long the name of its file is. */
const [BEGAN, LIMIT, LENGTH] = [0, 1, 2];

const shared = new SharedArrayBuffer(3 * 8 + NAME_BYTES);
const numbers = new Float64Array(shared, 0, 3);
const name = new Uint8Array(shared, 3 * 8);
let watcher: Worker | undefined;

const WATCH = `
  const { writeSync } = require('node:fs');
  const { workerData: { shared, look } } = require('node:worker_threads');
  const numbers = new Float64Array(shared, 0, 3);
  setInterval(() => {
    const [began, limit, length] = numbers;
    if (began === 0 || Date.now() - began < limit) return;
    const name = Buffer.from(new Uint8Array(shared, 24, length)).toString();
    try {
      writeSync(2, 'scalescope: ' + name + ' answers no question in ' + limit / 1000 + ' s. It is damaged, or ' +
        'was made to stop programs. The program ends; everything that was told as saved is saved.\\n');
    } finally {
      process.kill(process.pid, 'SIGKILL');
    }
  }, look);`;

/** Asks the file called `file` with `ask`, which SQLite has to answer within `limitMs`. */
export function withinDeadline<T>(file: string, limitMs: number, ask: () => T): T {
  if (watcher === undefined) {
    const workerData = { shared, look: LOOK_MS };
    watcher = new Worker(WATCH, { eval: true, execArgv: [], workerData });
    watcher.unref();
  }
  const { written } = new TextEncoder().encodeInto(file, name);
  numbers[LENGTH] = written;
  numbers[LIMIT] = limitMs;
  numbers[BEGAN] = Date.now();
  try {
    return ask();
  } finally {
    numbers[BEGAN] = 0;
  }
}
