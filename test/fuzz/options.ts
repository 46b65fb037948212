/** What `npm run fuzz` is asked. */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Target } from './targets/target.ts';
import { TARGETS, targetOf } from './targets/targets.ts';

export interface FuzzOptions {
  /** For all targets together. */
  seconds: number;
  seed: number;
  targets: readonly Target[];
  /** Processes at once. */
  jobs: number;
  /** Where failures are kept. */
  failures: string;
  /** One input instead of many. */
  file: string | null;
}

export const USAGE = `npm run fuzz -- [--minutes M | --seconds S] [--seed N] [--only TARGET]… [--jobs N] [--failures DIR] [--file FILE]

Reads hostile files for a minute, and tells what crashes, hangs or speaks in raw words.
Targets: ${TARGETS.map(({ name }) => name).join(', ')}
`;

/** The options in `args`. Throws an Error in words for people. */
export function readOptions(args: string[]): FuzzOptions {
  const { values } = parseArgs({
    args,
    options: {
      minutes: { type: 'string' },
      seconds: { type: 'string' },
      seed: { type: 'string', default: String(Math.floor(Date.now() / 1000)) },
      only: { type: 'string', multiple: true },
      jobs: { type: 'string', default: String(Math.max(1, availableParallelism() - 1)) },
      failures: { type: 'string', default: 'test/fuzz/failures' },
      file: { type: 'string' },
    },
  });
  const { minutes, seconds, only, file } = values;
  const targets = only?.map(targetOf) ?? TARGETS;
  if (file !== undefined && only?.length !== 1) {
    throw new Error('--file is read by one target. Name it with --only.');
  }
  return {
    seconds:
      seconds === undefined
        ? 60 * number('--minutes', minutes ?? '1')
        : number('--seconds', seconds),
    seed: number('--seed', values.seed),
    targets,
    jobs: number('--jobs', values.jobs),
    failures: resolve(values.failures),
    file: file === undefined ? null : resolve(file),
  };
}

function number(option: string, text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new Error(`Expected a number above 0 for ${option} but received ${text}`);
}
