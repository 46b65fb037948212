/** A coarse picture of a large JPEG, long before all of it is decoded. */
import type { ImageSource, Tile } from '../../images/orders.ts';
import { readSource } from '../../images/read-source.ts';
import { decodePreview } from '../../decode/preview.ts';

/** The preview; null where the image has none. Throws what reading and decodePreview do. */
export async function run({ source }: { source: ImageSource }): Promise<Tile | null> {
  const { path, name, policy, limits } = source;
  return decodePreview(await readSource(path, name, limits), name, policy, limits);
}
