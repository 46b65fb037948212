/** What several classifiers say of one image. */
import type { Classifier } from '../../../shared/pipelines/classifier.ts';
import type { LabelPair } from '../../../shared/finding/labels.ts';
import type { OpenedImage } from '../images/orders.ts';
import type { Engines } from './engines.ts';

/** The labels of `image` at both scales, in the order of `classifiers`. Throws what Engines.labels throws. */
export async function labelImage(
  image: OpenedImage,
  classifiers: readonly Classifier[],
  engines: Engines,
  signal?: AbortSignal,
): Promise<LabelPair[]> {
  const labels: LabelPair[] = [];
  for (const classifier of classifiers) {
    labels.push(await engines.labels(image, classifier, signal));
  }
  return labels;
}
