/** All lists that a scan was given, asked of each file. */
import type { FileDigests, KnownHit, KnownList } from '../../shared/known/known.ts';
import { openList, type NamedHash, type OpenList } from './read-list.ts';

export interface KnownFiles {
  lists: KnownList[];
  /** Whether a list has PDQ hashes, so that those of images are worth making. */
  hasPdq: boolean;
  /** What the lists say of a file. */
  find(digests: FileDigests, pictures: readonly NamedHash[]): KnownHit[];
  close(): void;
}

/** Opens lists of known good and known bad files; throws what openList does, and closes all again. */
export async function openKnown(
  { good, bad }: { good: readonly string[]; bad: readonly string[] },
  signal?: AbortSignal,
): Promise<KnownFiles> {
  const open: OpenList[] = [];
  const close = () => open.forEach((list) => list.close());
  try {
    for (const path of bad) open.push(await openList(path, 'bad', signal));
    for (const path of good) open.push(await openList(path, 'good', signal));
  } catch (error) {
    close();
    throw error;
  }
  return {
    lists: open.map(({ list }) => list),
    hasPdq: open.some(({ kinds }) => kinds.includes('pdq')),
    find: (digests, pictures) => open.flatMap((list) => list.find(digests, pictures)),
    close,
  };
}
