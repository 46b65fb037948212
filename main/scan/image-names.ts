/**
 * Which files of a folder are examined: those whose name claims that they are images, so that one that
 * is none is told of, and those whose content says so, whatever their name.
 */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { fsPath } from '../base/byte-path.ts';
import { claimsToBeImage } from '../base/image-name.ts';
import { sniff } from '../engine/decode/formats/sniff.ts';

/** Bytes that tell what a file is. */
const HEAD_BYTES = 1024;

/** Whether the file at `path` is to be examined; what cannot be read is, and then told of. */
export async function isWorthExamining(path: string): Promise<boolean> {
  if (claimsToBeImage(path)) return true;
  try {
    const file = await open(fsPath(path), constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      return 'format' in sniff(buffer.subarray(0, bytesRead));
    } finally {
      await file.close();
    }
  } catch {
    return true;
  }
}
