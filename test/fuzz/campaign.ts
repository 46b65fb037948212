/** Shares the time among targets, runs them, and counts. */
import { failureOf, minimized, mistakeOf, saveFailure } from './failures.ts';
import type { FuzzOptions } from './options.ts';
import type { Result } from './run-once.ts';
import { Slot } from './slot.ts';
import type { Target } from './targets/target.ts';

export interface Tally {
  runs: number;
  accepted: number;
  refused: number;
  /** Engines that ended, and that took too long: told of in words. */
  died: number;
  slow: number;
  failures: number;
  seconds: number;
}

/** In long campaigns targets take turns; in short ones starting and making seeds costs too much for that. */
const ROUNDS = 3;
const LONG_SECONDS = 240;
/** Failures of one mistake that are kept, and mistakes of a target after which it is left alone. */
const MOST_KEPT = 1;
const MOST_MISTAKES = 12;

interface Lane {
  target: Target;
  tally: Tally;
  next: number;
  mistakes: Map<string, number>;
}

/** Runs what `options` say; `tell` is told of every new failure. Gives what each target came to. */
export async function fuzz(
  options: FuzzOptions,
  tell: (line: string) => void,
): Promise<Map<string, Tally>> {
  const lanes = options.targets.map((target): Lane => ({
    target,
    tally: { runs: 0, accepted: 0, refused: 0, died: 0, slow: 0, failures: 0, seconds: 0 },
    next: 0,
    mistakes: new Map(),
  }));
  const rounds = options.seconds < LONG_SECONDS ? 1 : ROUNDS;
  const slices = new Array<Lane[]>(rounds).fill(lanes).flat();
  const endsAt = performance.now() + 1000 * options.seconds;
  await Promise.all(
    Array.from({ length: options.jobs }, async () => {
      const slot = new Slot();
      try {
        for (let lane = slices.shift(); lane !== undefined; lane = slices.shift()) {
          const now = performance.now();
          const shareMs = ((endsAt - now) * options.jobs) / (slices.length + options.jobs);
          await runSlice(lane, slot, options, Math.min(endsAt, now + shareMs), tell);
        }
      } finally {
        await slot.close();
      }
    }),
  );
  return new Map(lanes.map(({ target, tally }) => [target.name, tally]));
}

async function runSlice(
  lane: Lane,
  slot: Slot,
  options: FuzzOptions,
  endsAt: number,
  tell: (line: string) => void,
): Promise<void> {
  const { target, tally, mistakes } = lane;
  const started = performance.now();
  let isFirst = true; // each is run at least once, also where making its seeds takes all of its time
  while ((isFirst || performance.now() < endsAt) && mistakes.size < MOST_MISTAKES) {
    isFirst = false;
    const run = { seed: options.seed, index: lane.next++ };
    const result = await slot.run(target, run);
    count(tally, result);
    if (result.outcome !== 'failed') continue;
    const mistake = mistakeOf(target.name, result.kind ?? '');
    const seen = mistakes.get(mistake) ?? 0;
    mistakes.set(mistake, seen + 1);
    if (seen >= MOST_KEPT) continue;
    const failure = failureOf(target, run, result, slot.lastInput());
    failure.bytes = await minimized(failure, target, slot);
    const path = saveFailure(options.failures, failure, target.ending);
    tell(`${target.name}: ${failure.kind}\n  ${path}`);
  }
  tally.seconds += (performance.now() - started) / 1000;
}

function count(tally: Tally, { outcome, lost }: Result): void {
  tally.runs++;
  if (outcome === 'failed') tally.failures++;
  else tally[outcome]++;
  if (lost !== undefined) tally[lost]++;
}

/** The counts as a table. */
export function tableOf(tallies: ReadonlyMap<string, Tally>): string {
  const head = ['target', 'runs', 'per s', 'accepted', 'refused', 'died', 'slow', 'failures'];
  const rows = [...tallies].map(([name, tally]) => [
    name,
    String(tally.runs),
    (tally.runs / Math.max(tally.seconds, 0.001)).toFixed(1),
    ...[tally.accepted, tally.refused, tally.died, tally.slow, tally.failures].map(String),
  ]);
  const widths = head.map((_, at) => Math.max(...[head, ...rows].map((row) => row[at].length)));
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at])))
        .join('  '),
    )
    .join('\n');
}
