/** Makes a cleaned image and, where asked, its certificate. */
import type { Certificate } from '../../../../shared/sanitize/certificate.ts';
import type { Ordered } from '../../write/ordered-files.ts';
import { sanitizeFile } from '../../write/sanitize-file.ts';
import type { ImageSource, SanitizeOrder } from '../../images/orders.ts';
import type { TaskContext } from '../../images/task.ts';

/** Both, for the host to write; throws what sanitizeFile does. */
export async function run(
  { source, order }: { source: ImageSource; order: SanitizeOrder },
  { images, progress, signal }: TaskContext,
): Promise<Ordered<Certificate>> {
  return sanitizeFile(source, order, images, progress, signal);
}
