/** Makes a PNG file of a machine view. */
import type { ViewRequest } from '../../../../shared/pipelines/request.ts';
import type { OpenedImage, WrittenFile } from '../../images/orders.ts';
import type { Ordered } from '../../write/ordered-files.ts';
import { pictureFile } from '../../write/picture-file.ts';
import type { TaskContext } from '../../images/task.ts';

/** The file of the view, which the host writes. */
export async function run(
  { image, view, output }: { image: OpenedImage; view: ViewRequest; output: string },
  { images, signal }: TaskContext,
): Promise<Ordered<WrittenFile>> {
  const { machine, name, parts } = await images.plainView(image, view);
  const part = parts === 1 ? '' : ` ${name}`;
  const text = { Pipeline: `${view.pipeline} ${machine.width}x${machine.height}${part}` };
  return pictureFile(image, machine, text, output, signal);
}
