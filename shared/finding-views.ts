/** What a finding says of views: whether the search found something, and the view that shows a target. */
import type { Finding, FindingTarget } from './finding.ts';
import { centerCropView } from './pipelines/center-crop.ts';
import type { ViewRequest } from './pipelines/request.ts';
import type { Size } from './raster.ts';

/** True where the search of every size says `suspicious` or worse. */
export function isFoundBySearch({ judgements }: Finding): boolean {
  return judgements.some(({ of, verdict }) => of === 'search' && verdict !== 'clean');
}

/** The view that shows `target` best in an image of size `source`; null where no sampler shows it. */
export function viewOfTarget(
  { samplers, crop, width, height }: FindingTarget,
  source: Size,
): ViewRequest | null {
  return samplers.length === 0
    ? null
    : centerCropView(samplers[0], { width, height }, crop, source);
}
