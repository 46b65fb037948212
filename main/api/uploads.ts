/** Where the bytes of dropped files live: private files that are gone when the viewer closes. */
import { createHash, randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { access, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../shared/base/errors.ts';
import { makeTemporaryFolder, writeFailure } from '../base/file-failure.ts';

export interface Uploads {
  /**
   * Writes `body` to a private file named by its SHA-256 and returns its path; the same bytes are
   * stored once. The file stays until `release`. Throws UserError `too-large` above the limits and
   * `write-failed`; nothing is left behind by a failure.
   */
  receive(body: ReadableStream<Uint8Array> | null, name: string): Promise<string>;
  /** Ends one receive: a file that nobody keeps is removed. */
  release(path: string, isKept: boolean): Promise<void>;
  /** Marks a kept file as just used. */
  touch(path: string): void;
  close(): Promise<void>;
}

export interface UploadsOptions {
  /** The most bytes of one file. */
  maxBytes: number;
  /** The most bytes of all files together; default 2 GiB. */
  quotaBytes?: number | undefined;
  /** Told of each kept file that had to make room. */
  onEvict?: (path: string) => void;
}

interface Stored {
  bytes: number;
  /** Receives that are not released yet: such a file is not removed. */
  pins: number;
  isKept: boolean;
}

const DEFAULT_QUOTA_BYTES = 2 * 1024 ** 3;

/** A store of uploads in a new 0700 folder under `parentDir`, made when the first file arrives. */
export function createUploads(parentDir: string, options: UploadsOptions): Uploads {
  const { maxBytes, quotaBytes = DEFAULT_QUOTA_BYTES, onEvict } = options;
  let folder: Promise<string> | null = null;
  /** In the order of their last use. */
  const stored = new Map<string, Stored>();
  const folders = new Set<string>();
  /** Files that are being removed: the same bytes may come again meanwhile. */
  const leaving = new Map<string, Promise<void>>();
  let bytesHeld = 0;

  const removeAtExit = (): void => {
    for (const path of folders) rmSync(path, { recursive: true, force: true });
  };

  async function makeFolder(): Promise<string> {
    const path = await makeTemporaryFolder(parentDir, 'scalescope-');
    if (folders.size === 0) process.once('exit', removeAtExit);
    folders.add(path);
    return path;
  }

  function currentFolder(): Promise<string> {
    if (folder !== null) return folder;
    const made = makeFolder();
    folder = made;
    // A failure is not kept: the next file tries again.
    made.catch(() => {
      if (folder === made) folder = null;
    });
    return made;
  }

  /** A new file; where something cleaned the folder away, in a new folder. */
  async function openNew(name: string): Promise<{ path: string; file: FileHandle }> {
    for (let isRetry = false; ; isRetry = true) {
      const parent = currentFolder();
      const path = join(await parent, `${randomUUID()}.part`);
      try {
        return { path, file: await open(path, 'wx', 0o600) };
      } catch (error) {
        if (isRetry || (error as NodeJS.ErrnoException).code !== 'ENOENT') {
          throw keepFailure(error, name);
        }
        if (folder !== parent) continue; // another file has seen to it
        folder = null;
        for (const [gone, { pins }] of stored) if (pins === 0) await evict(gone);
      }
    }
  }

  /** Forgets kept files, the least recently used first, until `bytes` more fit the quota. */
  async function makeRoom(bytes: number, name: string): Promise<void> {
    for (const [path, { pins }] of stored) {
      if (bytesHeld + bytes <= quotaBytes) return;
      if (pins === 0) await evict(path);
    }
    if (bytesHeld + bytes > quotaBytes) {
      throw new UserError(
        'too-large',
        `There is no room for ${name}. Files that are opened at the same time may have ` +
          `${inWords(quotaBytes)} in total. Open it again when the others are done.`,
      );
    }
  }

  async function evict(path: string): Promise<void> {
    const entry = stored.get(path);
    if (entry === undefined) return;
    stored.delete(path);
    bytesHeld -= entry.bytes;
    if (entry.isKept) onEvict?.(path);
    const removal = rm(path, { force: true }).finally(() => leaving.delete(path));
    leaving.set(path, removal);
    await removal;
  }

  /** Writes `body`, counting what it takes of the quota; returns its size and SHA-256. */
  async function write(
    body: ReadableStream<Uint8Array> | null,
    file: FileHandle,
    name: string,
    count: (bytes: number) => void,
  ): Promise<string> {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of body ?? []) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw tooLarge(name, maxBytes);
      await makeRoom(chunk.length, name);
      count(chunk.length);
      hash.update(chunk);
      try {
        await file.writeFile(chunk);
      } catch (error) {
        throw keepFailure(error, name);
      }
    }
    return hash.digest('hex');
  }

  /** Gives the complete file at `part` its name, unless the same bytes have it already. */
  async function store(part: string, sha256: string, bytes: number, name: string): Promise<string> {
    const path = join(part, '..', sha256);
    // What cannot be removed is told to whoever asked for that.
    await leaving.get(path)?.catch(() => undefined);
    const known = stored.get(path);
    // From here on it is held: nobody removes it while this waits.
    if (known === undefined) stored.set(path, { bytes, pins: 1, isKept: false });
    else known.pins++;
    try {
      if (known !== undefined && (await exists(path))) await rm(part, { force: true });
      else await rename(part, path);
    } catch (error) {
      if (known === undefined) stored.delete(path);
      else known.pins--;
      throw keepFailure(error, name);
    }
    if (known !== undefined) bytesHeld -= bytes;
    return path;
  }

  function keepFailure(error: unknown, name: string): unknown {
    return writeFailure(error, `${name} could not be stored while it is open`, parentDir);
  }

  return {
    async receive(body, name) {
      const { path: part, file } = await openNew(name);
      let bytes = 0;
      const count = (more: number): void => {
        bytes += more;
        bytesHeld += more;
      };
      try {
        const sha256 = await write(body, file, name, count);
        await file.close();
        return await store(part, sha256, bytes, name);
      } catch (error) {
        bytesHeld -= bytes;
        // What cannot be cleaned up must not hide what went wrong.
        await file.close().catch(() => undefined);
        await rm(part, { force: true }).catch(() => undefined);
        throw error;
      }
    },
    async release(path, isKept) {
      const entry = stored.get(path);
      if (entry === undefined) return;
      entry.pins--;
      entry.isKept ||= isKept;
      if (entry.pins === 0 && !entry.isKept) await evict(path);
    },
    touch(path) {
      const entry = stored.get(path);
      if (entry === undefined) return;
      stored.delete(path);
      stored.set(path, entry);
    },
    async close() {
      await folder?.catch(() => undefined);
      process.off('exit', removeAtExit);
      for (const path of folders) await rm(path, { recursive: true, force: true });
    },
  };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** The refusal of a file above the byte limit. */
export function tooLarge(name: string, maxBytes: number): UserError {
  return new UserError('too-large', `${name} is larger than the limit of ${inWords(maxBytes)}`);
}

function inWords(bytes: number): string {
  const mebibytes = Math.floor(bytes / 1024 / 1024);
  return mebibytes > 0 ? `${mebibytes} MiB` : `${bytes} bytes`;
}
