/** What only the raw samples of a file show, and what only viewers with color management show. */
import type { Raster, Size } from '../base/raster.ts';
import { isPicture, strongest, VISIBLE_RMS, type LoaderDisagreement } from './disagreement.ts';
import { managedOf } from './managed-picture.ts';
import {
  colorPlanes,
  structureOf,
  StructureSum,
  type MaskedStructure,
  type Plane,
  type Structure,
} from './structure.ts';

/** Both ways; none where color management makes no difference to the file of `raster`. */
export function managedDisagreements(raster: Raster): LoaderDisagreement[] {
  const managed = managedOf(raster);
  if (managed === null) return [];
  const { raw, shown } = managed;
  const [ofRaw, ofShown] = [raw, shown].map((picture) => planesOf(picture).map(structureOf));
  const ways = [
    { policy: 'raw-samples', against: 'color-managed', only: ofRaw, other: ofShown },
    { policy: 'color-managed', against: 'raw-samples', only: ofShown, other: ofRaw },
  ] as const;
  return ways.flatMap(({ policy, against, only, other }) => {
    const { rms, region, pixels } = hiddenIn(only, other);
    if (!isPicture({ rms, pixels }, raw)) return [];
    return [{ policy, against, rms, region: enlarged(region, raw, raster) }];
  });
}

/**
 * The strongest structure of `only` where `other` shows none: of the mean where the other's mean has none, of
 * colors where nothing of the other has any.
 */
function hiddenIn(only: readonly Structure[], other: readonly Structure[]): MaskedStructure {
  const [{ width, height }] = only;
  const whole = { from: 0, to: height, top: 0 };
  const all = new Uint8Array(width * height).fill(1);
  const seen = other.map((plane) => new StructureSum(VISIBLE_RMS).add(plane, all, whole));
  const found = only.map((plane, which) => {
    const sum = new StructureSum();
    const seenBy = which === 0 ? seen.slice(0, 1) : seen;
    const isHidden = all.map((_, i) => (seenBy.every((mask) => mask[i] === 0) ? 1 : 0));
    sum.add(plane, isHidden, whole);
    return sum.found;
  });
  return strongest(found, { width, height });
}

/** A region of a thinned picture in pixels of its source. */
function enlarged(
  region: LoaderDisagreement['region'],
  thin: Size,
  source: Size,
): LoaderDisagreement['region'] {
  const step = Math.ceil(source.width / thin.width);
  const [x, y] = [region.x * step, region.y * step];
  return {
    x,
    y,
    width: Math.min(source.width - x, region.width * step),
    height: Math.min(source.height - y, region.height * step),
  };
}

function planesOf({ width, height, channels, data }: Raster<Uint8Array>): Plane[] {
  const last = channels === 1 ? 0 : 1;
  return colorPlanes({ width, height }, channels === 1, (pixel) => {
    const at = pixel * channels;
    return [data[at], data[at + last], data[at + 2 * last]];
  });
}
