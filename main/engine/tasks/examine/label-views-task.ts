/** The two pictures of an image that a classifier is given. */
import type { ViewRequest } from '../../../../shared/pipelines/request.ts';
import { labelViews, type LabelViews } from '../../labels/label-views.ts';
import type { OpenedImage } from '../../images/orders.ts';
import type { TaskContext } from '../../images/task.ts';

/** What a person sees and what the machine receives, 8 bit. */
export async function run(
  { image, view }: { image: OpenedImage; view: ViewRequest },
  { images }: TaskContext,
): Promise<LabelViews> {
  return labelViews(await images.rasterFor(image, view), view);
}
