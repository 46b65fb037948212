/** At which sizes text is looked for: what the search found, and what stood out in it, by the samplers that read it. */
import { knownSizes, usualSizes, wholeRatioSizes } from '../detect/search/known-sizes.ts';
import { samplersThatRead, type LookedSize } from '../detect/looked.ts';
import type { Size } from '../base/raster.ts';
import type { SourceShape } from '../resample/taps/plan.ts';

/** A size to read at: the part of the source that is resized to it, and samplers to try, best first. */
export interface ReadSize extends Size {
  crop: LookedSize['crop'];
  samplers: readonly string[];
}

/** As much of a finding as is needed: its targets and what stood out. */
export interface Candidates {
  targets: readonly ReadSize[];
  looked?: readonly LookedSize[];
}

/** Tried at every size: between them they read every pixel that samplers read at whole ratios of 4 and below. */
const ALWAYS = ['opencv/linear', 'opencv/nearest', 'pillow/nearest'];
/** Samplers tried at a size. */
const MOST_SAMPLERS = 4;
/** Sides below which a view has no room for a line of text. */
const LEAST_SIDE = 48;

/** Whether there is any size to read at. */
export function hasSizesToRead({ targets, looked = [] }: Candidates): boolean {
  return [...targets, ...looked].some(hasRoom);
}

/**
 * The sizes to read at in an image of shape `source`, the attack's first: its targets, sizes whose lattice a sampler
 * reads, usual sizes beside one that none reads, the rest.
 */
export function sizesToRead(source: SourceShape, { targets, looked = [] }: Candidates): ReadSize[] {
  const stoodOut = looked.map((one) => ({ ...one, samplers: samplersThatRead(one, source) }));
  const isRead = ({ samplers }: ReadSize): boolean => samplers.length > 0;
  const unread = stoodOut.filter((one) => !isRead(one));
  const sizes = [
    ...targets,
    ...stoodOut.filter(isRead),
    ...unread.flatMap((one) => usualBeside(one, source)),
    ...unread,
  ];
  const seen = new Set<string>();
  return sizes.flatMap(({ width, height, crop, samplers }) => {
    const key = `${width}x${height} ${crop.x} ${crop.y} ${crop.width} ${crop.height}`;
    if (seen.has(key) || !hasRoom({ width, height })) return [];
    seen.add(key);
    const tried = [...new Set([...samplers.slice(0, MOST_SAMPLERS), ...ALWAYS])];
    return [{ width, height, crop, samplers: tried.slice(0, MOST_SAMPLERS) }];
  });
}

function hasRoom({ width, height }: Size): boolean {
  return Math.min(width, height) >= LEAST_SIDE;
}

/** A usual size that is one pixel beside `size` along one axis or both: combs of thin strokes are that inexact. */
function usualBeside({ width, height, crop }: ReadSize, source: Size): ReadSize[] {
  if (crop.width !== source.width || crop.height !== source.height) return [];
  const usual = [...wholeRatioSizes(source), ...knownSizes(source), ...usualSizes(source)];
  const beside = usual.find((one) => {
    const [across, down] = [Math.abs(one.width - width), Math.abs(one.height - height)];
    return across <= 1 && down <= 1 && across + down > 0;
  });
  return beside === undefined ? [] : [{ ...beside, crop, samplers: [] }];
}
