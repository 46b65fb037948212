/** Which sampler each OpenCV golden case asks for. */
import type { GoldenCase, Replay } from '../cases.ts';

const NEAREST_EXACT: Record<string, string> = {
  opencv: 'opencv/nearest-exact@4.6',
  'opencv-wheel-4.14': 'opencv/nearest-exact@4.14',
  'opencv-wheel-5.0': 'opencv/nearest-exact',
};

export function opencvSampler({ library, method }: GoldenCase): Replay {
  if (method === 'INTER_NEAREST_EXACT') return NEAREST_EXACT[library];
  // The wheels' CUBIC is not exact: test/golden/ipp.test.ts.
  if (method === 'INTER_CUBIC' && library !== 'opencv') return null;
  return `opencv/${method.replace('INTER_', '').replace('_', '-').toLowerCase()}`;
}
