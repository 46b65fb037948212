/**
 * Campaigns: files in which a machine sees the same hidden picture, whatever people see in them.
 * Pictures are the same where their perceptual hashes differ in few bits; groups are joined through
 * any member, so that a row of slight changes stays together.
 */
import type { Campaign } from '../../shared/case/case-queue.ts';
import { hashDistance, SAME_PICTURE_BITS } from '../../shared/image/perceptual-hash.ts';
import type { CaseFile } from './store/case-file.ts';
import { VERDICTS_BY_RANK } from './queue/queue-row.ts';

interface Hashed {
  id: number;
  human: string | null;
  machine: string | null;
}

/** Hash digits by which candidates are sought: two hashes within 15 bits share one of 16 digits. */
const DIGITS = 16;

/** The campaigns of a case, largest first. Two files with one picture make one. */
export function findCampaigns({ database }: CaseFile): Campaign[] {
  const flagged = database.all<Hashed & Record<string, never>>(
    'SELECT image_id AS id, human_hash AS human, machine_hash AS machine FROM queue ' +
      'WHERE verdict >= ? AND machine_hash IS NOT NULL ORDER BY score DESC, image_id',
    VERDICTS_BY_RANK.indexOf('suspicious'),
  );
  const hashes = flagged.map(({ machine }) => machine!);
  const groups = groupBy(hashes).filter((members) => members.length > 1);
  if (groups.length === 0) return [];
  const shown = database.all<Hashed & Record<string, never>>(
    'SELECT image_id AS id, human_hash AS human, machine_hash AS machine FROM queue ' +
      'WHERE human_hash IS NOT NULL ORDER BY image_id',
  );
  return groups
    .map((members): Campaign => {
      const files = members.map((index) => flagged[index]);
      const images = files.map(({ id }) => id);
      const hidden = [...new Set(files.map(({ machine }) => machine!))];
      const carriers = files.flatMap(({ human }) => human ?? []);
      return {
        hash: files[0].machine!,
        images,
        carriers: groupBy(carriers).length + files.filter(({ human }) => human === null).length,
        openly: shown
          .filter(({ id, human }) => !images.includes(id) && isAny(human!, hidden))
          .map(({ id }) => id),
      };
    })
    .sort((a, b) => b.images.length - a.images.length || a.images[0] - b.images[0]);
}

function isAny(hash: string, hashes: readonly string[]): boolean {
  return hashes.some((other) => hashDistance(hash, other) <= SAME_PICTURE_BITS);
}

/** Indices of `hashes`, those of the same picture together, each group in its order. */
function groupBy(hashes: readonly string[]): number[][] {
  const parents = hashes.map((_, index) => index);
  const rootOf = (index: number): number => {
    while (parents[index] !== index) index = parents[index] = parents[parents[index]];
    return index;
  };
  const byDigit = new Map<string, number[]>();
  for (const [index, hash] of hashes.entries()) {
    for (let digit = 0; digit < DIGITS; digit++) {
      const key = `${digit}${hash[digit]}`;
      const others = byDigit.get(key) ?? [];
      byDigit.set(key, others);
      for (const other of others) {
        if (rootOf(other) === rootOf(index)) continue;
        if (hashDistance(hash, hashes[other]) <= SAME_PICTURE_BITS) {
          const [low, high] = [rootOf(other), rootOf(index)].sort((a, b) => a - b);
          parents[high] = low;
        }
      }
      others.push(index);
    }
  }
  const groups = new Map<number, number[]>();
  for (const index of hashes.keys()) {
    const root = rootOf(index);
    groups.set(root, [...(groups.get(root) ?? []), index]);
  }
  return [...groups.values()];
}
