/** SHA-256 of the bytes of a file, also of one inside another; with `all` MD5 and SHA-1 as well. */
import { digestsOf, sha256Of } from '../../../base/hash.ts';
import type { ImageSource } from '../../images/orders.ts';
import { readSource } from '../../images/read-source.ts';

/** In hexadecimal, with their number. Throws what readSource does. */
export async function run({
  source,
  all = false,
}: {
  source: ImageSource;
  all?: boolean;
}): Promise<{ sha256: string; bytes: number; md5?: string; sha1?: string }> {
  const bytes = await readSource(source.path, source.name, source.limits);
  const digests = all ? digestsOf(bytes) : { sha256: sha256Of(bytes) };
  return { ...digests, bytes: bytes.length };
}
