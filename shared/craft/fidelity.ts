/** Measures what a machine really receives of a crafted image, and what a person may see of it. */
import { similarityOf } from '../math/similarity.ts';
import { windowOf } from '../pipelines/steps/windows.ts';
import type { Raster } from '../base/raster.ts';
import { seenBy, type PayloadTarget } from './payload-target.ts';
import type { Payload, WrittenPayload } from './lattice-write.ts';
import type { Fidelity, Visibility } from './manifest.ts';

/** Outputs that share pixels with a later payload are spoilt whatever they show: Algorithm 1. */
export const ALL_SPOILT = -1;

/**
 * The machine view of `attack`, rounded to 8 bit, held against what `target` wanted of it. Of the
 * outputs that share source pixels with a later payload, those that differ by more than `limit` grey
 * levels count as spoilt by it. Padding, which nothing can be written into, is left out.
 */
export function fidelityOf(
  attack: Raster<Uint8Array>,
  payload: Payload,
  target: Pick<PayloadTarget, 'targeted' | 'wanted' | 'region'>,
  written: WrittenPayload,
  limit: number,
): Fidelity {
  const seen = seenBy(payload, attack);
  const { wanted, region, targeted } = target;
  const shared = sharedMask(written);
  const fidelity = {
    max: 0,
    maxWithCollisions: 0,
    spoiltPixels: 0,
    outputs: 0,
    leftOut: 0,
    missed: 0,
  };
  for (let y = region.top; y < region.top + region.height; y++) {
    for (let x = region.left; x < region.left + region.width; x++) {
      const output = y * wanted.width + x;
      if (targeted[output] === 0) {
        fidelity.leftOut++;
        continue;
      }
      const difference = differenceAt(seen, wanted, output);
      fidelity.outputs++;
      fidelity.maxWithCollisions = Math.max(fidelity.maxWithCollisions, difference);
      if (shared[output] === 1 && difference > limit) {
        fidelity.spoiltPixels++;
        continue;
      }
      fidelity.max = Math.max(fidelity.max, difference);
      if (limit !== ALL_SPOILT && difference > limit) fidelity.missed++;
    }
  }
  const { psnrDb, ssim } = similarityOf(windowOf(seen, region, [0]), windowOf(wanted, region, [0]));
  return { ...fidelity, psnrDb, ssim };
}

/** Largest difference of the values of one pixel. */
export function differenceAt(a: Raster<Uint8Array>, b: Raster<Uint8Array>, pixel: number): number {
  let most = 0;
  for (let i = pixel * a.channels; i < (pixel + 1) * a.channels; i++) {
    most = Math.max(most, Math.abs(a.data[i] - b.data[i]));
  }
  return most;
}

/** How far `attack` is from its decoy, at full size. */
export function visibilityOf(decoy: Raster<Uint8Array>, attack: Raster<Uint8Array>): Visibility {
  const { channels } = decoy;
  let changedPixels = 0;
  for (let from = 0; from < decoy.data.length; from += channels) {
    for (let i = from; i < from + channels; i++) {
      if (decoy.data[i] === attack.data[i]) continue;
      changedPixels++;
      break;
    }
  }
  return {
    ...similarityOf(attack, decoy),
    changedPixels,
    changedShare: changedPixels / (decoy.width * decoy.height),
  };
}

/** 1 for every output pixel that shares source pixels with a later payload: height*width. */
function sharedMask({ width, height, collisions }: WrittenPayload): Uint8Array {
  const mask = new Uint8Array(width * height);
  for (const { columns, rows } of collisions) {
    for (const y of rows) for (const x of columns) mask[y * width + x] = 1;
  }
  return mask;
}
