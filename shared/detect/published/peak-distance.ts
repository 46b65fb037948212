/**
 * Peak distance: how far the brightest bin of each tile of target size is from the middle of the
 * tile, where the peak of an attack would be; the mean over all tiles but the middle one, in bins.
 * Small is suspicious.
 *
 * Source: Quiring, Mueller, Rieck 2023 (arXiv 2310.15085), frequency-based method.
 */
import { expectedPeaks } from './expected-peaks.ts';
import type { PublishedInput } from './input.ts';

/** Bins; null where there is no expected peak: the ratio is below 2. */
export function peakDistance({ picture, target, spectrum }: PublishedInput): number | null {
  const { width, height } = picture;
  const peaks = expectedPeaks(picture, target);
  if (peaks.length === 0) return null;
  const levels = spectrum();
  const reachX = target.width >> 1;
  const reachY = target.height >> 1;
  let sum = 0;
  for (const peak of peaks) {
    let best = -Infinity;
    let distance = 0;
    for (let y = Math.max(0, peak.y - reachY); y < Math.min(height, peak.y + reachY); y++) {
      for (let x = Math.max(0, peak.x - reachX); x < Math.min(width, peak.x + reachX); x++) {
        const level = levels[y * width + x];
        if (level <= best) continue;
        best = level;
        distance = Math.hypot(x - peak.x, y - peak.y);
      }
    }
    sum += distance;
  }
  return sum / peaks.length;
}
