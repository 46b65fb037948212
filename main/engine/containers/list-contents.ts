/** The pictures inside a file, those of files inside it too, and what was not looked at. */
import { UserError } from '../../../shared/base/errors.ts';
import type { DecodeLimits } from '../../../shared/image/facts.ts';
import { claimsToBeImage } from '../../base/image-name.ts';
import { insidePath } from '../../base/inside-path.ts';
import { files } from '../reading/files.ts';
import { sniff } from '../decode/formats/sniff.ts';
import {
  HEAD_BYTES,
  INSIDE_LIMITS,
  unopenedKind,
  type Container,
  type ContainerKind,
  type Entry,
} from './container.ts';
import { packedKind } from './gzip-container.ts';
import { openContainer, openContainerFile } from './open-container.ts';
import { sniffContainer } from './sniff-container.ts';
import type { ReadAt } from './tar-headers.ts';

/** A picture inside a file. */
export interface InsidePicture {
  /** Path of the file with the way down from it. */
  path: string;
  /** The way down alone, which `--inside` takes. */
  inside: string;
  /** Its size as it is declared; null where it is not. */
  bytes: number | null;
}

export interface Contents {
  kind: ContainerKind;
  /** The file is an image itself: what is inside begins after it. */
  isImage: boolean;
  /** Of the file itself, as the time of change is. */
  pictures: InsidePicture[];
  /** What was left out, as sentences. */
  left: string[];
}

/** The share of the time limit after which the rest is left out. */
const TIME_SHARE = 0.5;

/** Bytes of pictures inside of a file that are unpacked to see whether an archive or document follows them. */
const AFTER_BYTES = 256 * 1024 ** 2;

/** Names of entries that a sentence lists. */
const MOST_NAMED = 5;

interface Walk {
  limits: Pick<DecodeLimits, 'maxBytes' | 'timeoutMs'>;
  signal: AbortSignal | undefined;
  /** Bytes that may still be unpacked. */
  bytesLeft: number;
  /** Of these, bytes of pictures that are unpacked to see what follows them. */
  afterLeft: number;
  /** Pictures of which it was not seen what follows them. */
  notLookedAfter: number;
  entriesLeft: number;
  endsAt: number;
  pictures: InsidePicture[];
  left: string[];
  /** Entries that cannot be read, by the reason. */
  refused: Map<string, string[]>;
  /** A limit that ended the walk. */
  isOver: boolean;
}

/**
 * What lies inside the file at `path`, called `name`; null where it holds no other files. Throws UserError
 * where it cannot be read at all; what is damaged inside of it is told in `left`.
 */
export async function listContents(
  path: string,
  name: string,
  limits: Pick<DecodeLimits, 'maxBytes' | 'timeoutMs'>,
  signal?: AbortSignal,
): Promise<Contents | null> {
  const size = (await files().stat(path))?.bytes ?? 0;
  const container = await openContainerFile(path, name, limits.maxBytes);
  if (container === null) return null;
  const { freeBytes, mostBytes, ratio, entries } = INSIDE_LIMITS;
  const walk: Walk = {
    ...{ limits, signal, pictures: [], left: [], refused: new Map(), isOver: false },
    bytesLeft: Math.max(freeBytes, Math.min(ratio * size, mostBytes)),
    afterLeft: AFTER_BYTES,
    notLookedAfter: 0,
    entriesLeft: entries,
    endsAt: performance.now() + limits.timeoutMs * TIME_SHARE,
  };
  try {
    await walkContainer(container, '', 1, walk);
  } finally {
    await container.close();
  }
  const pictures = walk.pictures.map((picture) => ({
    ...picture,
    path: insidePath(path, picture.inside),
  }));
  const isImage = container.isAfterImage === true;
  return {
    kind: container.kind,
    isImage,
    pictures,
    left: [...walk.left, ...refusals(walk), ...notLookedAfter(walk)],
  };
}

async function walkContainer(
  container: Container,
  above: string,
  depth: number,
  walk: Walk,
): Promise<void> {
  const where = above === '' ? '' : `${above}: `;
  walk.left.push(...container.left.map((sentence) => `${where}${sentence}`));
  for (const [at, entry] of container.entries.entries()) {
    if (walk.signal?.aborted) throw new UserError('cancelled', 'Looking inside was cancelled');
    const reason = limitReached(walk);
    if (reason !== null) {
      const rest = container.entries.length - at;
      walk.isOver = true;
      walk.left.push(
        `${where}${rest === 1 ? 'The last entry was' : `The last ${rest} entries were`} left out: ${reason}.`,
      );
      return;
    }
    walk.entriesLeft--;
    await lookAt(entry, above === '' ? entry.id : insidePath(above, entry.id), depth, walk);
    if (walk.isOver) return;
  }
}

/** Why nothing more is looked at; null where there is no reason. */
function limitReached({ entriesLeft, pictures, bytesLeft, endsAt }: Walk): string | null {
  if (entriesLeft <= 0) return `${INSIDE_LIMITS.entries} were looked at`;
  if (pictures.length >= INSIDE_LIMITS.pictures) {
    return `${INSIDE_LIMITS.pictures} pictures were found`;
  }
  if (bytesLeft <= 0) return 'what was unpacked is too much for a file of this size';
  return performance.now() > endsAt ? 'half of the time limit is used' : null;
}

async function lookAt(entry: Entry, inside: string, depth: number, walk: Walk): Promise<void> {
  if (entry.refusal !== null) return refuse(inside, entry.refusal, walk);
  let head: Buffer;
  try {
    head = await entry.head();
  } catch {
    return refuse(inside, 'is damaged', walk);
  }
  if ('format' in sniff(head) || (!entry.isLink && claimsToBeImage(entry.id))) {
    // Resource forks that macOS adds have the name of the picture that they belong to.
    if (head.subarray(0, 4).equals(APPLE_DOUBLE)) return;
    walk.bytesLeft -= entry.bytes ?? 0;
    walk.pictures.push({ path: inside, inside, bytes: entry.bytes });
    return lookAfter(entry, inside, depth, walk);
  }
  const unopened = unopenedKind(head);
  if (unopened !== null)
    return refuse(inside, `is packed as ${unopened}, which is not opened`, walk);
  const kind = sniffContainer(head);
  if (kind === null) return;
  if (kind === 'gzip') {
    const read: ReadAt = async (at, length) => head.subarray(at, at + length);
    const isWhole = head.length < HEAD_BYTES;
    if ((await packedKind(read, isWhole ? head.length : Infinity)) === 'none') return;
  }
  if (depth === INSIDE_LIMITS.depth) {
    return refuse(inside, `is too deep inside (more than ${depth} files in one another)`, walk);
  }
  const nested = await openNested(entry, inside, walk);
  if (nested !== null) await walkContainer(nested, inside, depth + 1, walk);
}

/** Looks at what follows the picture that `entry` is, as long as little has been unpacked for that. */
async function lookAfter(entry: Entry, inside: string, depth: number, walk: Walk): Promise<void> {
  const { bytes } = entry;
  if (entry.isMade) return;
  if ((bytes ?? 0) > walk.afterLeft || walk.afterLeft <= 0 || depth === INSIDE_LIMITS.depth) {
    walk.notLookedAfter++;
    return;
  }
  const most = bytes ?? Math.min(walk.afterLeft, walk.limits.maxBytes);
  let after: Container | null;
  try {
    const read = await entry.read(most);
    walk.afterLeft -= read.length;
    after = await openContainer(read, inside, most);
  } catch (error) {
    // Where it is damaged, opening the picture tells why.
    if (error instanceof UserError && error.code === 'too-large') walk.notLookedAfter++;
    return;
  }
  if (after?.isAfterImage) await walkContainer(after, inside, depth + 1, walk);
}

function notLookedAfter({ notLookedAfter: count }: Walk): string[] {
  if (count === 0) return [];
  const those = count === 1 ? 'a picture' : `${count} pictures`;
  return [`It was not seen whether other files follow ${those} inside, which would take too much.`];
}

const APPLE_DOUBLE = Buffer.from([0, 5, 0x16, 7]);

async function openNested(entry: Entry, inside: string, walk: Walk): Promise<Container | null> {
  const most = Math.min(walk.limits.maxBytes, walk.bytesLeft);
  try {
    const bytes = await entry.read(most);
    walk.bytesLeft -= bytes.length;
    const container = await openContainer(bytes, inside, Math.min(most, walk.bytesLeft));
    walk.bytesLeft -= container?.unpackedBytes ?? 0;
    return container;
  } catch (error) {
    const isLarge = error instanceof UserError && error.code === 'too-large';
    if (isLarge) walk.bytesLeft -= most; // it was unpacked that far
    refuse(inside, isLarge ? 'has too many bytes' : 'is damaged', walk);
    return null;
  }
}

function refuse(inside: string, reason: string, { refused }: Walk): void {
  const names = refused.get(reason) ?? [];
  names.push(inside);
  refused.set(reason, names);
}

/** A sentence for each reason. */
function refusals({ refused }: Walk): string[] {
  return [...refused].map(([reason, names]) => {
    const named = names.slice(0, MOST_NAMED).join(', ');
    const more = names.length - MOST_NAMED;
    const those = more > 0 ? `${named} and ${more} more` : named;
    return `${those} ${names.length === 1 ? reason : reason.replace(/^is /, 'are ').replace(/^has /, 'have ')}.`;
  });
}
