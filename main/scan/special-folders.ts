/** Folders that hold no files of people: what the system shows of itself, and its devices. */
import { statfsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { fsPath } from '../base/byte-path.ts';

/** The types that Linux gives such file systems (linux/magic.h). */
const SPECIAL_TYPES = new Set([
  0x9fa0, // proc
  0x62656572, // sysfs
  0x1cd1, // devpts
  0x64626720, // debugfs
  0x74726163, // tracefs
  0x73636673, // securityfs
  0xf97cff8c, // selinuxfs
  0x27e0eb, // cgroup
  0x63677270, // cgroup2
  0xcafe4a11, // bpf
  0x62656570, // configfs
  0x65735543, // fusectl
  0x6165676c, // pstore
  0xde5e81e4, // efivarfs
  0x958458f6, // hugetlbfs
  0x19800202, // mqueue
  0x42494e4d, // binfmt_misc
  0x6e736673, // namespaces
]);

/** Whether the folder at `real`, a path without links, is on such a file system. */
export async function isSpecialFolder(real: string): Promise<boolean> {
  return byPlace(real) ?? isSpecial(await statfs(fsPath(real)).catch(() => null));
}

/** The same at once, for whoever cannot wait. */
export function isSpecialFolderSync(path: string): boolean {
  try {
    return byPlace(path) ?? isSpecial(statfsSync(fsPath(path)));
  } catch {
    return false;
  }
}

/** What the place tells; null where only the file system does. */
function byPlace(path: string): boolean | null {
  if (process.platform === 'win32') return false;
  // The devices lie on a file system of an ordinary type; what programs share in memory does too.
  if (/^\/dev(\/(?!shm(\/|$))|$)/.test(path)) return true;
  return process.platform === 'linux' ? null : false;
}

/** Null is no answer: then reading the folder tells why. */
function isSpecial(found: { type: number } | null): boolean {
  return found !== null && SPECIAL_TYPES.has(found.type >>> 0);
}
