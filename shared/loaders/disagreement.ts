/** What it means that two ways to load a file show different pictures. */
import type { Size } from '../base/raster.ts';

export type LoaderPolicy =
  | 'alpha-dropped'
  | 'over-black'
  | 'over-checkerboard'
  | 'clipped-at-255'
  | 'color-managed'
  | 'raw-samples';

/** One way to load a file that shows what another does not. */
export interface LoaderDisagreement {
  /** Who sees it: programs that load in this way. */
  policy: LoaderPolicy;
  /** What they see is not in the picture of programs that load in this way. */
  against: 'composited' | 'over-white' | 'scaled' | LoaderPolicy;
  /** RMS of the structure that only the one shows, in grey levels, where it is. */
  rms: number;
  /** The source pixels that hold it. */
  region: { x: number; y: number; width: number; height: number };
}

/** Grey levels RMS from which structure is a picture, and the least share of the frame that has it. */
const LEAST_RMS = 10;
const LEAST_SHARE = 0.002;

/** Grey levels RMS of structure from which a person sees something there. */
export const VISIBLE_RMS = 2;

/** Whether structure of `rms` grey levels in so many pixels of a frame is a picture. */
export function isPicture(
  { rms, pixels }: { rms: number; pixels: number },
  { width, height }: Size,
): boolean {
  return rms >= LEAST_RMS && pixels >= LEAST_SHARE * width * height;
}

/** The picture of the most grey levels RMS among `found`, else the first of them. */
export function strongest<T extends { rms: number; pixels: number }>(
  found: readonly T[],
  frame: Size,
): T {
  const rank = (one: T): number => (isPicture(one, frame) ? one.rms : -1);
  return found.reduce((best, one) => (rank(one) > rank(best) ? one : best));
}
