/** Times of repeated runs, and how they are printed. */

/** The median time of `runs` runs in ms, after one that warms up. */
export async function medianMs(runs: number, work: () => unknown): Promise<number> {
  await work();
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b)[Math.floor(runs / 2)];
}

/**
 * The least time of `runs` runs in ms. What takes a few milliseconds is measured so: on a machine with
 * other work a median tells of that work.
 */
export async function leastMs(runs: number, work: () => unknown): Promise<number> {
  let least = Infinity;
  for (let i = 0; i < runs; i++) {
    const started = performance.now();
    await work();
    least = Math.min(least, performance.now() - started);
  }
  return least;
}

/** The least processor time of `runs` runs in ms, that of all threads together. */
export async function leastCpuMs(runs: number, work: () => unknown): Promise<number> {
  let least = Infinity;
  for (let i = 0; i < runs; i++) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

/** Prints one figure, with its ratio to the baseline, the budget it is held against and a note. */
export function report(
  label: string,
  ms: number,
  baselineMs?: number,
  budget?: string,
  note = '',
): void {
  const ratio = baselineMs === undefined ? '' : `  ${(ms / baselineMs).toFixed(2)}x`;
  const held = budget === undefined ? '' : `  (budget ${budget})`;
  process.stdout.write(
    `  ${label.padEnd(46)}${ms.toFixed(1).padStart(8)} ms${ratio}${held}${note === '' ? '' : `  ${note}`}\n`,
  );
}
