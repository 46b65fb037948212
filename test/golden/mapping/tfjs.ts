/** Which sampler each TensorFlow.js golden case asks for. */
import type { GoldenCase, Replay } from '../cases.ts';

export function tfjsSampler({ method, options }: GoldenCase): Replay {
  const mode = options['alignCorners'] === true ? '+align_corners' : '+legacy';
  const flag = options['halfPixelCenters'] === true ? '' : mode;
  return `tfjs/${method === 'resizeBilinear' ? 'bilinear' : 'nearest'}${flag}`;
}
