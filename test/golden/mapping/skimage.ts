/** Which sampler each scikit-image golden case asks for. */
import type { GoldenCase, Replay } from '../cases.ts';

export function skimageSampler({ options }: GoldenCase): Replay {
  return `skimage/order${options['order']}${options['anti_aliasing'] === true ? '+antialias' : ''}`;
}
