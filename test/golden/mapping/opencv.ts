/** Which sampler each OpenCV golden case asks for; null where there is none yet. */
import type { GoldenCase, Replay } from '../cases.ts';

const METHODS: Record<string, string> = {
  INTER_NEAREST: 'opencv/nearest',
  INTER_LINEAR: 'opencv/linear',
};

export function opencvSampler(item: GoldenCase): Replay {
  return item.transform === 'u8' ? (METHODS[item.method] ?? null) : null;
}
