/** What only the raw samples of a file show, and what only viewers with color management show. */
import type { Raster, Size } from '../base/raster.ts';
import { isPicture, VISIBLE_RMS, type LoaderDisagreement } from './disagreement.ts';
import { managedOf } from './managed-picture.ts';
import { structureOf, StructureSum, type Plane } from './structure.ts';

/** Both ways; none where color management makes no difference to the file of `raster`. */
export function managedDisagreements(raster: Raster): LoaderDisagreement[] {
  const managed = managedOf(raster);
  if (managed === null) return [];
  const { raw, shown } = managed;
  const [ofRaw, ofShown] = [raw, shown].map((picture) => structureOf(grayPlane(picture)));
  const whole = { from: 0, to: raw.height, top: 0 };
  const all = new Uint8Array(raw.width * raw.height).fill(1);
  const ways = [
    { policy: 'raw-samples', against: 'color-managed', only: ofRaw, other: ofShown },
    { policy: 'color-managed', against: 'raw-samples', only: ofShown, other: ofRaw },
  ] as const;
  return ways.flatMap(({ policy, against, only, other }) => {
    const seen = new StructureSum(VISIBLE_RMS).add(other, all, whole);
    const sum = new StructureSum();
    sum.add(
      only,
      seen.map((isSeen) => 1 - isSeen),
      whole,
    );
    const { rms, region, pixels } = sum.found;
    if (!isPicture({ rms, pixels }, raw)) return [];
    return [{ policy, against, rms, region: enlarged(region, raw, raster) }];
  });
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

function grayPlane({ width, height, channels, data }: Raster<Uint8Array>): Plane {
  const out = new Float32Array(width * height);
  for (let i = 0, at = 0; i < out.length; i++, at += channels) {
    out[i] = channels === 1 ? data[at] : (data[at] + data[at + 1] + data[at + 2]) / 3;
  }
  return { width, height, data: out };
}
