/** Everything that is fuzzed. */
import { CASE_TARGETS } from './cases.ts';
import { IMAGE_TARGETS } from './images.ts';
import type { Target } from './target.ts';
import { TEXT_TARGETS } from './texts.ts';

export const TARGETS: readonly Target[] = [...IMAGE_TARGETS, ...TEXT_TARGETS, ...CASE_TARGETS];

/** The target called `name`. Throws where there is none. */
export function targetOf(name: string): Target {
  const found = TARGETS.find((target) => target.name === name);
  if (found !== undefined) return found;
  throw new Error(`There is no target ${name}, but ${TARGETS.map((each) => each.name).join(', ')}`);
}
