/**
 * Paths that lead into a file: `report.docx!/word/media/image1.png`, as Java writes them. Several in a row
 * lead into a file inside a file. Such a path only ever names something; nothing is written there.
 */
import { stat } from 'node:fs/promises';
import { fsPath } from './byte-path.ts';
import { withoutUnprintable } from '../../shared/base/printable.ts';

const MARK = '!/';
/** On Windows, what resolves a path turns the slash around. */
const MARKS = process.platform === 'win32' ? /![\\/]/g : /!\//g;

/** Longer names are cut, at their start. */
const MOST_CHARACTERS = 1000;

/** Whether `path` may lead into a file. */
export function mayLeadInside(path: string): boolean {
  return path.search(MARKS) !== -1;
}

/** The path of the entry `id` inside of what lies at `path`. */
export function insidePath(path: string, id: string): string {
  return `${path}${MARK}${id}`;
}

/** A path that leads into a file: the file, and the ids on the way down from it. */
export interface InsidePath {
  file: string;
  ids: string[];
}

/**
 * The file that `path` leads into, which is the first regular one on its way; null where there is none.
 * `isFile` says what is regular.
 */
export async function splitInside(
  path: string,
  isFile: (path: string) => Promise<boolean> = isRegularFile,
): Promise<InsidePath | null> {
  for (const { index } of path.matchAll(MARKS)) {
    const file = path.slice(0, index);
    if (!(await isFile(file))) continue; // such as a folder whose name ends in the mark
    const ids = path.slice(index + MARK.length).split(MARKS);
    const isTurned = process.platform === 'win32';
    return { file, ids: isTurned ? ids.map((id) => id.replaceAll('\\', '/')) : ids };
  }
  return null;
}

async function isRegularFile(path: string): Promise<boolean> {
  const found = await stat(fsPath(path)).catch(() => null);
  return found?.isFile() === true;
}

/** The size and the time of change of the file at `path`, or of the one that it leads into; null for none. */
export async function statOfFile(
  path: string,
): Promise<{ bytes: number; modifiedMs: number } | null> {
  try {
    const { size, mtimeMs } = await stat(fsPath(path));
    return { bytes: size, modifiedMs: mtimeMs };
  } catch {
    const inside = mayLeadInside(path) ? await splitInside(path) : null;
    return inside === null ? null : statOfFile(inside.file);
  }
}

/**
 * The id of an entry that is called `name` by whoever made its container. It says the same to a person, but
 * is a relative path down: what would lead up, to the root or into a file, and what a terminal must not be
 * shown, is written as in an address, `%2e%2e/x%1b.png`.
 */
export function entryId(name: string): string {
  const cut = name.length > MOST_CHARACTERS ? name.slice(-MOST_CHARACTERS) : name;
  const parts = cut.replace(/%(?=[0-9a-f]{2})/gi, '%25').split('/');
  const safe: string[] = [];
  let slashes = ''; // that have nothing before them
  for (const part of parts) {
    if (part === '') slashes += '%2f';
    else {
      safe.push(slashes + safePart(part));
      slashes = '';
    }
  }
  return safe.join('/') + slashes;
}

/** The same of a name that is no path: a slash in it is a part of it. */
export function entryIdOfName(name: string): string {
  return entryId(name).replaceAll('/', '%2f');
}

function safePart(part: string): string {
  if (/^\.+$/.test(part)) return '%2e'.repeat(part.length);
  return Array.from(part.replace(/!$/, '%21'), (c) =>
    c !== '\\' && withoutUnprintable(c) === c ? c : percent(c),
  ).join('');
}

function percent(character: string): string {
  const code = character.codePointAt(0)!;
  const isRawByte = code >= 0xdc80 && code <= 0xdcff;
  const bytes = isRawByte ? [code - 0xdc00] : [...Buffer.from(character)];
  return bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}

/** Whether `inside` can be the way down into a file that ids of entries make, as insidePath takes it. */
export function isWayInside(inside: string): boolean {
  if (inside.includes('\\') || withoutUnprintable(inside) !== inside) return false;
  return inside.split('/').every((part) => !/^\.*!?$/.test(part));
}

/** `ids`, of which those that occur again get a number: `photo~2.png`. */
export function distinctIds(ids: readonly string[]): string[] {
  const seen = new Set<string>();
  const next = new Map<string, number>();
  return ids.map((id) => {
    let distinct = id;
    for (let n = next.get(id) ?? 2; seen.has(distinct); n++) {
      distinct = id.replace(/(\.[^./]*)?$/, (end) => `~${n}${end}`);
      next.set(id, n + 1);
    }
    seen.add(distinct);
    return distinct;
  });
}
