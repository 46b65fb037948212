/**
 * Peak spectrum: how bright the spectrum is where the target size puts its peaks. The mean of
 * 20 ln |F| in windows of ±5 bins around the expected peaks, as the share of all bins below it.
 *
 * Source: Quiring, Mueller, Rieck 2023, "On the Detection of Image-Scaling Attacks in Machine
 * Learning" (arXiv 2310.15085), frequency-based method; window radius of the authors' repository.
 */
import { expectedPeaks } from './expected-peaks.ts';
import type { PublishedInput } from './input.ts';

const RADIUS = 5;

/** 0..1; null where there is no expected peak: the ratio is below 2. */
export function peakSpectrum({ picture, target, spectrum }: PublishedInput): number | null {
  const { width, height } = picture;
  const peaks = expectedPeaks(picture, target);
  if (peaks.length === 0) return null;
  const levels = spectrum();
  let sum = 0;
  let count = 0;
  for (const peak of peaks) {
    for (let y = Math.max(0, peak.y - RADIUS); y <= Math.min(height - 1, peak.y + RADIUS); y++) {
      for (let x = Math.max(0, peak.x - RADIUS); x <= Math.min(width - 1, peak.x + RADIUS); x++) {
        sum += levels[y * width + x];
        count++;
      }
    }
  }
  const mean = sum / count;
  let below = 0;
  for (const level of levels) if (level < mean) below++;
  return below / levels.length;
}
