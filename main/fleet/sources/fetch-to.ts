/** Writes what comes over the network to a file of this computer. */
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { writeFailure } from '../../base/file-failure.ts';

/** Writes `body` to the file at `path`. Throws UserError `write-failed`, else what `body` fails with. */
export async function fetchTo(body: Readable, path: string): Promise<void> {
  const writing = <T>(result: Promise<T>): Promise<T> =>
    result.catch((error: unknown) => {
      throw writeFailure(error, 'What was fetched cannot be kept', dirname(path));
    });
  try {
    await writing(mkdir(dirname(path), { recursive: true }));
    const file = await writing(open(path, 'w'));
    try {
      for await (const chunk of body) await writing(file.appendFile(chunk as Buffer));
    } finally {
      await file.close();
    }
  } finally {
    body.destroy();
  }
}

/** The first `count` bytes of `body`, or all where it has fewer. */
export async function headOf(body: Readable, count: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk as Buffer);
    length += (chunk as Buffer).length;
    if (length >= count) break; // which ends the stream
  }
  return Buffer.concat(chunks).subarray(0, count);
}
