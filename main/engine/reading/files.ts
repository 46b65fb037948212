/** How an engine reads files: by itself, or through its host, which opens only what a task names. */
import { stat, type FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fsPath } from '../../base/byte-path.ts';
import { openRegularFile, readRegularFile, type FileKind } from '../../base/regular-file.ts';

/** What the system says of a file. */
export interface FileStat {
  isFile: boolean;
  bytes: number;
  modifiedMs: number;
  inode: number;
}

/** A file that is read bit by bit. */
export interface OpenedFile {
  /** In bytes, when it was opened. */
  readonly size: number;
  /** At most `length` bytes from `at` on; fewer at the end of the file. */
  read(at: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

/** Files by their paths, shown to people as `name`. */
export interface Files {
  /** Null where there is none. */
  stat(path: string): Promise<FileStat | null>;
  /** All bytes. Throws what readRegularFile does. */
  read(path: string, name: string, kind: FileKind): Promise<Buffer>;
  /** Throws what openRegularFile does. */
  open(path: string, name: string, kind: FileKind): Promise<OpenedFile>;
  /** A path at which native code finds the file. Throws what readRegularFile does. */
  nativePath(path: string, name: string, kind: FileKind): Promise<string>;
}

/** Files read by this process itself. */
export const ownFiles: Files = {
  async stat(path) {
    const found = await stat(fsPath(path)).catch(() => null);
    if (found === null) return null;
    const { size, mtimeMs, ino } = found;
    return { isFile: found.isFile(), bytes: size, modifiedMs: mtimeMs, inode: ino };
  },
  read: readRegularFile,
  open: async (path, name, kind) => openedFile(await openRegularFile(path, name, kind)),
  nativePath: async (path) => resolve(path),
};

/** A file of this process, read bit by bit. */
export async function openedFile(file: FileHandle): Promise<OpenedFile> {
  const { size } = await file.stat();
  return {
    size,
    async read(at, length) {
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, at);
      return buffer.subarray(0, bytesRead);
    },
    close: () => file.close(),
  };
}

let current = ownFiles;

/** The files that this process reads. */
export function files(): Files {
  return current;
}

/** From now on this process reads `files`: an engine whose host reads for it. */
export function readThrough(files: Files): void {
  current = files;
}
