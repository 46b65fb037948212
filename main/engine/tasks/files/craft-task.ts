/** Makes an attack image and its manifest. */
import type { CraftManifest } from '../../../../shared/craft/manifest.ts';
import { version } from '../../../base/package-root.ts';
import { craftFiles } from '../../write/craft-files.ts';
import type { Ordered } from '../../write/ordered-files.ts';
import type { CraftOrder } from '../../images/orders.ts';
import type { TaskContext } from '../../images/task.ts';

/** Both, for the host to write; throws what craftFiles does. */
export async function run(
  { order }: { order: CraftOrder },
  { images, progress, signal }: TaskContext,
): Promise<Ordered<CraftManifest>> {
  return craftFiles(order, (source) => images.open(source), version, progress, signal);
}
