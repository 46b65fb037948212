/**
 * The lattice of a nearest in two steps, as libvips has it: every nth sample first, then the nearest of
 * those. Its pixels all lie at multiples of n, and how far one is from the next changes by n: it follows
 * no even step. The tests hold it against the tap table of libvips/nearest.
 */

/** Every how many samples the first step keeps one; below a period of 4 it keeps all. */
export function stepOf(length: number, size: number): number {
  return Math.max(1, Math.floor(length / size / 2));
}

/** The sample that output j of `size` outputs over `length` samples is. */
export function steppedAnchor(length: number, size: number, j: number): number {
  const step = stepOf(length, size);
  const kept = Math.floor(length / step);
  // What does not fill a step is left out at both ends alike.
  const left = length / step - kept;
  const at = Math.floor(((j + 0.5) * length) / (size * step) - left / 2);
  return step * Math.min(Math.max(at, 0), kept - 1);
}
