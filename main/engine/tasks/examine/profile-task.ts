/** The values along a line, in the source (`view` null) or in what is shown of a view. */
import type { ShownView } from '../../../../shared/api/contract.ts';
import { profileOf, type LineProfile } from '../../../../shared/image/line-profile.ts';
import type { OpenedImage, ProfileOrder } from '../../images/orders.ts';
import type { TaskContext } from '../../images/task.ts';

/** The profile. */
export async function run(
  { image, view, order }: { image: OpenedImage; view: ShownView | null; order: ProfileOrder },
  { images }: TaskContext,
): Promise<LineProfile> {
  return profileOf((await images.pixels(image, view)).raster, order.line, order.count);
}
