/** SHA-256 of the bytes of a file, also of one inside another. */
import { sha256Of } from '../../../base/hash.ts';
import type { ImageSource } from '../../images/orders.ts';
import { readSource } from '../../images/read-source.ts';

/** In hexadecimal, with their number. Throws what readSource does. */
export async function run({
  source,
}: {
  source: ImageSource;
}): Promise<{ sha256: string; bytes: number }> {
  const bytes = await readSource(source.path, source.name, source.limits);
  return { sha256: sha256Of(bytes), bytes: bytes.length };
}
