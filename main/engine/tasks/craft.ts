/** Writes an attack image and its manifest beside it. */
import type { CraftManifest } from '../../../shared/craft/manifest.ts';
import { version } from '../../package-root.ts';
import { craftFiles } from '../craft-files.ts';
import type { CraftOrder } from '../orders.ts';
import type { TaskContext } from './task.ts';

/** The manifest; throws what craftFiles does. */
export async function run(
  { order }: { order: CraftOrder },
  { images, progress, signal }: TaskContext,
): Promise<CraftManifest> {
  return craftFiles(order, (source) => images.open(source), version, progress, signal);
}
