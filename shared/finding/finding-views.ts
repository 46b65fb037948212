/** What a finding says of views: whether the search found something, and the view that shows a target. */
import type { Finding, FindingTarget } from './finding.ts';
import { cropView } from '../pipelines/crop-view.ts';
import { DEFAULT_PIPELINE } from '../pipelines/pipeline.ts';
import type { ViewRequest } from '../pipelines/request.ts';
import type { Size } from '../base/raster.ts';

/** True where the search of every size says `suspicious` or worse. */
export function isFoundBySearch({ judgements }: Finding): boolean {
  return judgements.some(({ of, verdict }) => of === 'search' && verdict !== 'clean');
}

/** The view that shows `target` best in an image of size `source`; null where no sampler shows it. */
export function viewOfTarget(
  { samplers, crop, width, height }: FindingTarget,
  source: Size,
): ViewRequest | null {
  return samplers.length === 0 ? null : cropView(samplers[0], { width, height }, crop, source);
}

/** The view that is shown of images in which nothing was found. */
const PLAIN_VIEW: ViewRequest = { pipeline: DEFAULT_PIPELINE, width: 299, height: 299 };

/** The machine view that a survey shows of an image of size `source`: `asked`, or of the best target. */
export function surveyView(
  { targets: [best] }: Pick<Finding, 'targets'>,
  asked: ViewRequest | null,
  source: Size,
): ViewRequest {
  return asked ?? (best && viewOfTarget(best, source)) ?? PLAIN_VIEW;
}
