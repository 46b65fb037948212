/** Arguments by their bytes: Node hands them over as text, with U+FFFD where they are no UTF-8. */
import { readFileSync } from 'node:fs';
import { decodePath, fsPath, isThere, shownPath } from '../base/byte-path.ts';

/** What stands where bytes were lost. */
const LOST = '\ufffd';

/**
 * `args` with the bytes that were lost on the way, as decodePath has them where they name a file that is
 * there, else written out (`caf\xe9.png`): what is made gets a name that is a text, and no two the same. They
 * are read from where Linux keeps them, for this process or for the one that started it with the same ones;
 * where it does not, arguments stay as they are.
 */
export function argumentsByBytes(args: readonly string[]): string[] {
  if (process.platform !== 'linux' || !args.some((one) => one.includes(LOST))) return [...args];
  for (const process of ['self', String(globalThis.process.ppid)]) {
    const raw = rawArguments(process, args);
    if (raw === null || raw.every((one, i) => one === args[i])) continue;
    return raw.map((one) =>
      typeof fsPath(one) === 'string' || isThere(one) ? one : shownPath(one),
    );
  }
  return [...args];
}

/** The last arguments of a process where they read as `args`; null where not. */
function rawArguments(process: string, args: readonly string[]): string[] | null {
  let line: Buffer;
  try {
    line = readFileSync(`/proc/${process}/cmdline`);
  } catch {
    return null;
  }
  const all = partsOf(line);
  const last = all.slice(all.length - args.length);
  const isSame = last.length === args.length && last.every((one, i) => one.toString() === args[i]);
  return isSame ? last.map(decodePath) : null;
}

/** What a NUL ends, each. */
function partsOf(line: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let from = 0, to = line.indexOf(0); to >= 0; from = to + 1, to = line.indexOf(0, from)) {
    parts.push(line.subarray(from, to));
  }
  return parts;
}
