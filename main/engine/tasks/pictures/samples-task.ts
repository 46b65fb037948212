/** Values at their own depth, of the source (`view` null) or of what is shown of a view. */
import {
  MAX_SAMPLE_PIXELS,
  type SampleValues,
  type ShownView,
} from '../../../../shared/api/contract.ts';
import type { Region } from '../../../../shared/finding/finding.ts';
import { refusal } from '../../../../shared/base/invalid.ts';
import type { OpenedImage } from '../../images/orders.ts';
import type { TaskContext } from '../../images/task.ts';

/** The values of `region`. Throws UserError `invalid-argument`. */
export async function run(
  { image, view, region }: { image: OpenedImage; view: ShownView | null; region: Region },
  { images }: TaskContext,
): Promise<SampleValues> {
  const { raster } = await images.pixels(image, view);
  const { x, y, width, height } = region;
  const inside = Math.min(x, y) >= 0 && x + width <= raster.width && y + height <= raster.height;
  if (!inside || !(width > 0 && height > 0) || width * height > MAX_SAMPLE_PIXELS) {
    throw refusal(
      `a region of at most ${MAX_SAMPLE_PIXELS} pixels inside ${raster.width}x${raster.height}`,
      null,
      `${width}x${height} at ${x},${y}`,
    );
  }
  const { channels, data } = raster;
  const values: number[] = [];
  for (let row = y; row < y + height; row++) {
    const from = (row * raster.width + x) * channels;
    for (let i = from; i < from + width * channels; i++) values.push(data[i]);
  }
  return { x, y, width, height, channels, values };
}
