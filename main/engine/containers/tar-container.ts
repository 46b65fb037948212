/** What lies in a tar archive, read from its headers alone. */
import { UserError } from '../../../shared/base/errors.ts';
import { distinctIds, entryId } from '../../base/inside-path.ts';
import { HEAD_BYTES, type Container, type ContainerSource, type Entry } from './container.ts';
import { readTarHeaders, type ReadAt, type TarEntry } from './tar-headers.ts';
import { tooLarge } from './zip-container.ts';

/** Opens an archive. Throws UserError `decode-failed` where it does not begin with an entry. */
export async function openTar(source: ContainerSource): Promise<Container> {
  const size = Buffer.isBuffer(source) ? source.length : source.size;
  const read: ReadAt = async (at, length) => {
    if (Buffer.isBuffer(source)) return source.subarray(at, at + length);
    return source.read(at, Math.max(0, Math.min(length, size - at)));
  };
  const { found, left } = await readTarHeaders(read, size);
  const ids = distinctIds(found.map(({ name }) => entryId(name)));
  const entries = found.map((entry, at) => entryOf(entry, ids[at], read, size));
  return { kind: 'tar', entries, left, close: async () => undefined };
}

function entryOf(
  { start, size, refusal }: TarEntry,
  id: string,
  read: ReadAt,
  whole: number,
): Entry {
  return {
    id,
    bytes: size,
    refusal,
    head: () => read(start, Math.min(size, HEAD_BYTES)),
    async read(maxBytes) {
      if (size > maxBytes) throw tooLarge(id, size, maxBytes);
      if (start + size <= whole) return read(start, size);
      throw new UserError('decode-failed', `${id} could not be unpacked: its archive is cut off`);
    },
  };
}
