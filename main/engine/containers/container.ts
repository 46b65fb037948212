/** What a file that holds other files comes to: entries that can be listed and read, under limits. */

import type { OpenedFile } from '../reading/files.ts';

/** What kinds there are, and how they are called in sentences. */
export const CONTAINER_TITLES = {
  zip: 'a ZIP archive or a document made of one',
  tar: 'a tar archive',
  gzip: 'a file packed by gzip',
  pdf: 'a PDF document',
  mail: 'a mail',
  mailbox: 'a mailbox',
} as const;
export type ContainerKind = keyof typeof CONTAINER_TITLES;

/** What holds other files and is not opened, by the bytes that it begins with. */
const UNOPENED: [string, string][] = [
  ['Rar!\x1a\x07', 'RAR'],
  ['7z\xbc\xaf\x27\x1c', '7-Zip'],
];

/** How the archive that begins with `head` is packed, where archives of that kind are not opened; else null. */
export function unopenedKind(head: Uint8Array): string | null {
  const text = Buffer.from(head.subarray(0, 8)).toString('latin1');
  return UNOPENED.find(([mark]) => text.startsWith(mark))?.[1] ?? null;
}

/** Something that lies in a container. */
export interface Entry {
  /** A relative path, see entryId; no two entries of a container have the same. */
  id: string;
  /** Its size in bytes as the container declares it; null where it does not. */
  bytes: number | null;
  /** Why it cannot be read: what follows its name in a sentence, such as `is encrypted`; else null. */
  refusal: string | null;
  /** It is marked as a link: then its bytes tell what it is, never its name, which is that of another. */
  isLink?: true;
  /** Its bytes are made from samples when it is read, so that nothing can follow it. */
  isMade?: true;
  /** Its first bytes, at most HEAD_BYTES. */
  head(): Promise<Buffer>;
  /** All of it. Throws UserError: `too-large` beyond `maxBytes`, or `decode-failed`. */
  read(maxBytes: number): Promise<Buffer>;
}

export interface Container {
  kind: ContainerKind;
  /** It begins after an image in the same file, which is a picture itself. */
  isAfterImage?: true;
  /** Bytes that it was unpacked to as a whole; left out where entries are unpacked one by one. */
  unpackedBytes?: number;
  entries: readonly Entry[];
  /** What of it could not be listed, as sentences. */
  left: string[];
  close(): Promise<void>;
}

/** What a container is read from: its bytes, or a file that it is read from bit by bit. */
export type ContainerSource = Buffer | OpenedFile;

/** Bytes that tell what an entry is. */
export const HEAD_BYTES = 4096;

/** Limits of what is looked at inside one file. */
export const INSIDE_LIMITS = {
  /** Containers in one another, the outermost counted. */
  depth: 4,
  /** Entries in all, pictures or not. */
  entries: 20_000,
  /** Pictures in all. */
  pictures: 5_000,
  /** What nested containers may unpack to together, and pictures by what they declare: times the file. */
  ratio: 100,
  /** What they may in any case. */
  freeBytes: 256 * 1024 ** 2,
  /** What they may at most. */
  mostBytes: 64 * 1024 ** 3,
} as const;
