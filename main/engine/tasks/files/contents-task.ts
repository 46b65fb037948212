/** Lists the pictures inside a file. */
import { listContents, type Contents } from '../../containers/list-contents.ts';
import type { ImageSource } from '../../images/orders.ts';
import type { TaskContext } from '../../images/task.ts';

/** What is inside; null where the file holds no other files. Throws what listContents does. */
export async function run(
  { source }: { source: ImageSource },
  { signal }: TaskContext,
): Promise<Contents | null> {
  return listContents(source.path, source.name, source.limits, signal);
}
