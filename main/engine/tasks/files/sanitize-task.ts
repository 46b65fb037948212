/** Writes a cleaned image and, where asked, its certificate. */
import type { Certificate } from '../../../../shared/sanitize/certificate.ts';
import { sanitizeFile } from '../../write/sanitize-file.ts';
import type { ImageSource, SanitizeOrder } from '../../images/orders.ts';
import type { TaskContext } from '../../images/task.ts';

/** The certificate; throws what sanitizeFile does. */
export async function run(
  { source, order }: { source: ImageSource; order: SanitizeOrder },
  { images, progress, signal }: TaskContext,
): Promise<Certificate> {
  return sanitizeFile(source, order, images, progress, signal);
}
