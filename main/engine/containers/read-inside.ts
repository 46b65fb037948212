/** The bytes of a file that lies inside another; what was opened on the way down is kept for the next. */
import { UserError } from '../../../shared/base/errors.ts';
import { splitInside } from '../../base/inside-path.ts';
import { files } from '../reading/files.ts';
import { INSIDE_LIMITS, type Container, type Entry } from './container.ts';
import { openContainer, openContainerFile } from './open-container.ts';

/** Bytes of containers inside containers that are kept in memory. */
const KEPT_BYTES = 256 * 1024 ** 2;

interface Opened {
  container: Container;
  entries: Map<string, Entry>;
}

interface Kept {
  /** The file, with its size and time of change. */
  key: string;
  file: Opened;
  /** What was opened inside, by its ids on the way down. */
  nested: Map<string, Opened & { bytes: number }>;
}

let kept: Kept | null = null;

/**
 * The bytes at `path`, which leads into a file; null where it leads into none. Throws UserError `not-found`
 * where the file has no such entry, `too-large` beyond `maxBytes`, and what opening and unpacking throw.
 */
export async function readInside(
  path: string,
  name: string,
  maxBytes: number,
): Promise<Buffer | null> {
  const way = await splitInside(path, async (file) => (await files().stat(file))?.isFile === true);
  if (way === null) return null;
  const { file, ids } = way;
  let at = await openedFile(file, name, maxBytes);
  if (at === null || ids.length > INSIDE_LIMITS.depth) throw missing(name, ids.at(-1));
  for (const [step, id] of ids.entries()) {
    const entry = at.entries.get(id);
    if (entry === undefined) throw missing(name, id, at);
    if (entry.refusal !== null) throw new UserError('unreadable', `${name} ${entry.refusal}`);
    if (step === ids.length - 1) return entry.read(maxBytes);
    at = await openedInside(entry, ids.slice(0, step + 1), maxBytes);
    if (at === null) throw missing(name, ids.at(-1));
  }
  throw missing(name, ids.at(-1));
}

/** Entries that a refusal names. */
const MOST_NAMED = 5;

/** The refusal of `name`, which ends in `id`, by what lies where it was looked for. */
function missing(name: string, id = '', at?: Opened): UserError {
  const ids = [...(at?.entries.keys() ?? [])];
  const named = ids.slice(0, MOST_NAMED).join(', ');
  const more = ids.length - MOST_NAMED;
  const holds = ids.length === 0 ? 'no such file' : more > 0 ? `${named} and ${more} more` : named;
  if (id === '') return new UserError('not-found', `${name} names no file inside; it has ${holds}`);
  if (id === '*') {
    const fact = `* stands for what scan left out, which cannot be opened; its file has ${holds}`;
    return new UserError('not-found', fact);
  }
  return new UserError('not-found', `${name} is not inside its file, which has ${holds}`);
}

async function openedFile(path: string, name: string, maxBytes: number): Promise<Opened | null> {
  const stat = await files().stat(path);
  const key = JSON.stringify([path, stat?.bytes, stat?.modifiedMs, stat?.inode]);
  if (kept?.key === key) return kept.file;
  await kept?.file.container.close();
  kept = null;
  const container = await openContainerFile(path, name, maxBytes);
  if (container === null) return null;
  kept = { key, file: withIndex(container), nested: new Map() };
  return kept.file;
}

async function openedInside(
  entry: Entry,
  ids: readonly string[],
  maxBytes: number,
): Promise<Opened | null> {
  const key = JSON.stringify(ids);
  const known = kept?.nested.get(key);
  if (known !== undefined) return known;
  const bytes = await entry.read(maxBytes);
  const container = await openContainer(bytes, entry.id, maxBytes);
  if (container === null) return null;
  const held = bytes.length + (container.unpackedBytes ?? 0);
  const opened = { ...withIndex(container), bytes: held };
  if (kept !== null) {
    if (keptBytes() + held > KEPT_BYTES) kept.nested.clear();
    kept.nested.set(key, opened);
  }
  return opened;
}

/** Bytes of files inside files that are kept in memory now, packed and unpacked. */
export function keptBytes(): number {
  return [...(kept?.nested.values() ?? [])].reduce((sum, { bytes }) => sum + bytes, 0);
}

function withIndex(container: Container): Opened {
  return { container, entries: new Map(container.entries.map((entry) => [entry.id, entry])) };
}
