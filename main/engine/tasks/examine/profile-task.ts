/** The values along a line, in the source (`view` null) or in what is shown of a view. */
import type { ShownView } from '../../../../shared/api/contract.ts';
import { profileOf, type Line, type LineProfile } from '../../../../shared/image/line-profile.ts';
import type { OpenedImage } from '../../images/orders.ts';
import type { TaskContext } from '../../images/task.ts';

/** What is asked: `count` places along `line`. */
export interface ProfileOrder {
  line: Line;
  count: number;
}

/** The profile. */
export async function run(
  { image, view, order }: { image: OpenedImage; view: ShownView | null; order: ProfileOrder },
  { images }: TaskContext,
): Promise<LineProfile> {
  return profileOf((await images.pixels(image, view)).raster, order.line, order.count);
}
