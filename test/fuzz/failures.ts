/** Keeps inputs that failed: made smaller, with what was wrong and how to run them again. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from './run-once.ts';
import type { Slot } from './slot.ts';
import type { Target } from './targets/target.ts';

export interface Failure {
  target: string;
  seed: number;
  index: number;
  kind: string;
  detail: string;
  bytes: Buffer;
}

/** Time in which an input is made smaller. */
const MINIMIZE_MS = 4000;

/** What failures have in common that are one mistake: numbers and names in them differ. */
export function mistakeOf(target: string, kind: string): string {
  return `${target}: ${kind.replace(/\d+/g, '#').slice(0, 160)}`;
}

/** The smallest input found that fails like `failure`: parts of it are left out again and again. */
export async function minimized(failure: Failure, target: Target, slot: Slot): Promise<Buffer> {
  if (failure.kind.includes('hangs')) return failure.bytes;
  const mistake = mistakeOf(failure.target, failure.kind);
  const file = join(slot.folder, 'candidate');
  const endsAt = performance.now() + MINIMIZE_MS;
  const fails = async (bytes: Buffer): Promise<boolean> => {
    writeFileSync(file, bytes);
    const { kind = '' } = await slot.run(target, { file, seed: failure.seed });
    return mistakeOf(failure.target, kind) === mistake;
  };
  let best = failure.bytes;
  for (let size = Math.ceil(best.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < best.length;) {
      if (performance.now() > endsAt) return best;
      const candidate = Buffer.concat([best.subarray(0, at), best.subarray(at + size)]);
      if (await fails(candidate)) best = candidate;
      else at += size;
    }
  }
  return best;
}

/** Writes `failure` to `folder`: the input, and a text beside it. Gives the path of the input. */
export function saveFailure(folder: string, failure: Failure, ending: string): string {
  const { target, seed, index, kind, detail, bytes } = failure;
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${target}-${seed}-${index}${ending}`);
  writeFileSync(path, bytes);
  const text = [
    `target:  ${target}`,
    `run:     seed ${seed}, number ${index}`,
    `wrong:   ${kind}`,
    `again:   npm run fuzz -- --only ${target} --file ${path}`,
    '',
    detail,
    '',
  ];
  writeFileSync(`${path}.txt`, text.join('\n'));
  return path;
}

/** What is told of a run. */
export function failureOf(
  target: Target,
  run: { seed: number; index: number },
  { kind = '', detail = '' }: Result,
  bytes: Buffer,
): Failure {
  return { target: target.name, ...run, kind, detail, bytes };
}
