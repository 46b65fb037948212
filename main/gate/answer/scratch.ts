/** Private files of a service: images while they are examined, and pictures that engines make of them. */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTemporaryFolder, writeFailure } from '../../base/file-failure.ts';

export interface Scratch {
  /** Runs `work` on a file with `bytes`, which is gone afterwards. Throws UserError `write-failed`. */
  withFile<T>(bytes: Uint8Array, work: (path: string) => Promise<T>): Promise<T>;
  /** The bytes of the file that `make` makes at the path it is given; the file is gone afterwards. */
  made<T>(make: (path: string) => Promise<T>): Promise<{ told: T; bytes: Buffer<ArrayBuffer> }>;
  /** Removes everything. */
  close(): Promise<void>;
}

/** A new folder for one user alone in `parent`. Throws UserError `write-failed`. */
export async function createScratch(parent: string): Promise<Scratch> {
  const folder = await makeTemporaryFolder(parent, 'scalescope-gate-');
  const removeAtExit = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', removeAtExit);
  return {
    async withFile(bytes, work) {
      const path = join(folder, randomUUID());
      try {
        try {
          await writeFile(path, bytes, { mode: 0o600, flag: 'wx' });
        } catch (error) {
          throw writeFailure(error, 'An image could not be stored while it is examined', folder);
        }
        return await work(path);
      } finally {
        await rm(path, { force: true });
      }
    },
    async made(make) {
      const path = join(folder, `${randomUUID()}.png`);
      try {
        const told = await make(path);
        return { told, bytes: await readFile(path) };
      } finally {
        await rm(path, { force: true });
      }
    },
    async close() {
      process.off('exit', removeAtExit);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
