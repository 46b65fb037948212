/** What a version of an object is known by. */
import { createHash } from 'node:crypto';

/** Of an object that was put in one piece. */
export function etagOf(bytes: Buffer): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`;
}
