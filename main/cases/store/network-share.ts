/**
 * Whether a case lies on the disk of another computer. Writers and readers of a case share memory beside its
 * log of changes, which does not reach from one computer to another (https://sqlite.org/wal.html): two
 * would write over each other without either noticing.
 */
import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';

/** File systems of other computers, by the types that Linux gives them (linux/magic.h). */
const SHARES = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xfe534d42, 'SMB'],
  [0xff534d42, 'SMB (CIFS)'],
  [0x5346414f, 'AFS'],
  [0x73757245, 'Coda'],
  [0x564c, 'NCP'],
  [0x01021997, '9P'],
  [0x00c36400, 'Ceph'],
  [0x0bd00bd0, 'Lustre'],
  [0x47504653, 'GPFS'],
  [0x7461636f, 'OCFS2'],
  [0x01161970, 'GFS2'],
]);

/** The name of the file system of `type` where it is one of other computers; else null. */
export function shareOfType(type: number): string | null {
  return SHARES.get(type >>> 0) ?? null;
}

/**
 * The file system of the case at the absolute `path` (or of where it is to be made) where that is one of other
 * computers; null where it is not, or the system does not say: macOS names no types, Windows no mapped drives.
 */
export function shareOf(path: string): string | null {
  if (process.platform === 'win32') {
    return /^[\\/]{2}[^\\/?.]/.test(path) ? 'a share of Windows' : null;
  }
  if (process.platform !== 'linux') return null;
  try {
    return shareOfType(statfsSync(existsSync(path) ? path : dirname(path)).type);
  } catch {
    return null; // opening it tells why
  }
}
