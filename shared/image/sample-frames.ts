/** The most frames of an animation that are examined where none was chosen. */
export const MOST_FRAMES = 16;

/** Which of `count` frames are examined, 0-based: all, or `most` (from 2) from the first to the last. */
export function sampleFrames(count: number, most = MOST_FRAMES): number[] {
  if (count <= most) return Array.from({ length: count }, (_, frame) => frame);
  return Array.from({ length: most }, (_, i) => Math.round((i * (count - 1)) / (most - 1)));
}
