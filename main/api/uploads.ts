/** Where the bytes of dropped files live: private files that are gone when the viewer closes. */
import { mkdtemp, open, rm } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { UserError } from '../../shared/errors.ts';

export interface Uploads {
  /**
   * Writes `body` to a new private file and returns its path. Throws UserError `too-large` above
   * `maxBytes`; nothing is left behind by a failure.
   */
  receive(body: ReadableStream<Uint8Array> | null, name: string): Promise<string>;
  discard(path: string): Promise<void>;
  close(): Promise<void>;
}

/** A store of uploads in a new 0700 folder under `parentDir`, made when the first file arrives. */
export function createUploads(parentDir: string, maxBytes: number): Uploads {
  let folder: Promise<string> | null = null;
  let removeAtExit = (): void => undefined;

  async function makeFolder(): Promise<string> {
    const path = await mkdtemp(join(parentDir, 'scalescope-')); // mkdtemp makes it 0700
    removeAtExit = () => rmSync(path, { recursive: true, force: true });
    process.once('exit', removeAtExit);
    return path;
  }

  return {
    async receive(body, name) {
      folder ??= makeFolder();
      const path = join(await folder, randomUUID());
      const file = await open(path, 'wx', 0o600);
      try {
        let bytes = 0;
        for await (const chunk of body ?? []) {
          bytes += chunk.length;
          if (bytes > maxBytes) throw tooLarge(name, maxBytes);
          await file.writeFile(chunk);
        }
        await file.close();
        return path;
      } catch (error) {
        await file.close();
        await rm(path, { force: true });
        throw error;
      }
    },
    discard: (path) => rm(path, { force: true }),
    async close() {
      process.off('exit', removeAtExit);
      if (folder) await rm(await folder, { recursive: true, force: true });
    },
  };
}

/** The refusal of a file above the byte limit. */
export function tooLarge(name: string, maxBytes: number): UserError {
  const limit = Math.floor(maxBytes / 1024 / 1024);
  return new UserError(
    'too-large',
    `${name} is larger than the limit of ${limit > 0 ? `${limit} MiB` : `${maxBytes} bytes`}`,
  );
}
