/** Ids that are the same in every export of the same things: UUIDs of version 5 (RFC 9562). */
import { createHash } from 'node:crypto';
import type { CaseFile } from '../store/case-file.ts';

/** The namespace of all of them. */
const NAMESPACE = Buffer.from('6a3c1f0e8d5b4f7e9a2d0c4b8e7f6152', 'hex');

/** The UUID of `name`, the same each time. */
export function uuidOf(name: string): string {
  const bytes = createHash('sha1').update(NAMESPACE).update(name).digest().subarray(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x50;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)];
  return [...parts, hex.slice(20)].join('-');
}

/** What tells a case from all others, also from others of its name: the hash of its first entry. */
export function caseIdOf({ database, name }: CaseFile): string {
  const first = database.get<{ hash: string }>('SELECT hash FROM audit ORDER BY seq LIMIT 1');
  return first?.hash ?? `empty ${name}`;
}
