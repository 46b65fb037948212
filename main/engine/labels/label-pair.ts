/** The labels of one image at both scales: the views from its own engine, the model in another. */
import type { Classifier } from '../../../shared/pipelines/classifier.ts';
import {
  distanceOf,
  topLabels,
  type Label,
  type LabelPair,
} from '../../../shared/finding/labels.ts';
import type { LabelViews } from './label-views.ts';

/** Labels that are kept of each view; the distance is over all of them. */
const KEPT_LABELS = 5;

/** What `classifier` says, from its labels of `views`, human first. */
export function labelPair(
  { id, title, view }: Classifier,
  { machine: { width, height } }: LabelViews,
  [human, machine]: readonly [Label[], Label[]],
): LabelPair {
  const kept = { human: topLabels(human, KEPT_LABELS), machine: topLabels(machine, KEPT_LABELS) };
  return {
    classifier: id,
    title,
    pipeline: view.pipeline,
    width,
    height,
    ...kept,
    differs: kept.human[0]?.name !== kept.machine[0]?.name,
    distance: distanceOf(human, machine),
  };
}
