/** Which sampler each torch golden case asks for. */
import type { GoldenCase, Replay } from '../cases.ts';

/** Methods that are the same in 1.13 and 2.14. */
const UNCHANGED = new Set(['nearest', 'nearest-exact', 'area']);

export function torchSampler({ library, method, options, dtype }: GoldenCase): Replay {
  if (UNCHANGED.has(method)) return `torch/${method}`;
  const flags =
    (dtype === 'uint8' ? '+uint8' : '') +
    (options['align_corners'] === true ? '+align_corners' : '') +
    (options['antialias'] === true ? '+antialias' : '');
  return `torch/${method}${flags}${library === 'torch' ? '@1.13' : ''}`;
}
