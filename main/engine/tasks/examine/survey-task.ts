/** The finding on a file, and small pictures of both scales for a case. */
import type { ViewRequest } from '../../../../shared/pipelines/request.ts';
import type { ImageSource, Survey } from '../../images/orders.ts';
import { surveyOf } from '../../write/survey-pictures.ts';
import { examineSource } from './examine-task.ts';
import type { TaskContext } from '../../images/task.ts';

/** The survey of `source`; `view`: what it is judged by instead of the search. */
export async function run(
  { source, view }: { source: ImageSource; view: ViewRequest | null },
  { images, budget, signal }: TaskContext,
): Promise<Survey> {
  const { finding, image } = await examineSource(images, { source, view, budget }, signal);
  return surveyOf(image, finding, view);
}
