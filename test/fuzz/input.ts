/** The input of a run: the same for the same target, seed and number. */
import { Random } from '../support/random.ts';
import { MOST_BYTES } from './mutate/bytes.ts';
import type { Target } from './targets/target.ts';

/** The bytes of run `index` (from 0) of `target`. The first runs are the seeds as they are. */
export async function inputOf(target: Target, seed: number, index: number): Promise<Buffer> {
  const seeds = await target.seeds();
  if (index < seeds.length) return seeds[index].bytes;
  const random = new Random(hashOf(`${target.name} ${seed} ${index}`));
  let bytes = random.pick(seeds).bytes;
  for (let i = random.pick([1, 1, 1, 2, 3, 6]); i > 0; i--) {
    bytes = target.mutate(bytes, random, random.pick(seeds).bytes);
    if (bytes.length > MOST_BYTES) bytes = bytes.subarray(0, MOST_BYTES);
  }
  return bytes;
}

/** FNV-1a of 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}
