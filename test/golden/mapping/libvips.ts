/** Which sampler each sharp golden case asks for. */
import type { GoldenCase, Replay } from '../cases.ts';

export function libvipsSampler({ method }: GoldenCase): Replay {
  return `libvips/${method}`;
}
