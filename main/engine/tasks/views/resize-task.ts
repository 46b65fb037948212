/** Writes a machine view as PNG. */
import type { ViewRequest } from '../../../../shared/pipelines/request.ts';
import type { OpenedImage, WrittenFile } from '../../images/orders.ts';
import { writePicture } from '../../write/write-picture.ts';
import type { TaskContext } from '../../images/task.ts';

/** What was written; after its signal it settles with no part of a file left. */
export async function run(
  { image, view, output }: { image: OpenedImage; view: ViewRequest; output: string },
  { images, signal }: TaskContext,
): Promise<WrittenFile> {
  const { machine, name, parts } = await images.plainView(image, view);
  const part = parts === 1 ? '' : ` ${name}`;
  const text = { Pipeline: `${view.pipeline} ${machine.width}x${machine.height}${part}` };
  return writePicture(image, machine, text, output, signal);
}
