/** The labels that a classifier gives to pictures. */
import type { Classifier } from '../../../../shared/pipelines/classifier.ts';
import type { Label } from '../../../../shared/finding/labels.ts';
import type { Raster } from '../../../../shared/base/raster.ts';
import { classify } from '../../labels/classify.ts';

/** Of each picture the labels; it needs no image. */
export async function run({
  classifier,
  pictures,
}: {
  classifier: Classifier;
  pictures: Raster<Uint8Array>[];
}): Promise<Label[][]> {
  return classify(classifier, pictures);
}
