/** Every sampler by id. */
import { UserError } from '../errors.ts';
import type { Sampler } from './sampler.ts';
import { libvipsSamplers } from './samplers/libvips.ts';
import { opencvSamplers } from './samplers/opencv.ts';
import { pillowSamplers } from './samplers/pillow.ts';
import { skimageSamplers } from './samplers/skimage.ts';
import { tensorflowSamplers } from './samplers/tensorflow.ts';
import { tfjsSamplers } from './samplers/tfjs.ts';
import { torchSamplers } from './samplers/torch.ts';
import { torchvisionSamplers } from './samplers/torchvision.ts';

export const SAMPLERS: readonly Sampler[] = [
  ...tensorflowSamplers,
  ...tfjsSamplers,
  ...torchSamplers,
  ...torchvisionSamplers,
  ...skimageSamplers,
  ...opencvSamplers,
  ...pillowSamplers,
  ...libvipsSamplers,
];

const byId = new Map(SAMPLERS.map((sampler) => [sampler.id, sampler]));

/** The sampler of that id. Throws UserError `unknown-pipeline` that suggests the nearest id. */
export function findSampler(id: string): Sampler {
  const sampler = byId.get(id);
  if (sampler !== undefined) return sampler;
  const nearest = nearestName(
    id,
    SAMPLERS.map((known) => known.id),
  );
  throw new UserError('unknown-pipeline', `Unknown pipeline "${id}". Did you mean ${nearest}?`);
}

/** No id is longer: what is, is compared by its beginning only, because that takes time. */
const MAX_NAME_LENGTH = 100;

/** The name with the smallest edit distance to `given`, the first of equals. */
export function nearestName(given: string, known: readonly string[]): string {
  const name = given.slice(0, MAX_NAME_LENGTH);
  return known.reduce((best, candidate) =>
    editDistance(name, candidate) < editDistance(name, best) ? candidate : best,
  );
}

/** Levenshtein distance: insertions, deletions and substitutions. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(next[j - 1] + 1, row[j] + 1, substituted));
    }
    row = next;
  }
  return row[b.length];
}
