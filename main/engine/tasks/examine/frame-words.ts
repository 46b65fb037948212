/** Frames as people count them, from 1. */

/** `Frame 3`, `Frames 1 to 5`: the subject of a sentence. */
export function subjectOf(frames: readonly number[]): string {
  return `${frames.length === 1 ? 'Frame' : 'Frames'} ${frameList(frames)}`;
}

/** `1 to 5` where all from the first on are named, else each. */
export function frameList(frames: readonly number[]): string {
  const last = frames[frames.length - 1];
  if (last > 0 && last === frames.length - 1) return `1 to ${last + 1}`;
  return frames.map((frame) => frame + 1).join(', ');
}
