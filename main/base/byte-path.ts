/**
 * Names of files by their bytes. On POSIX a name is any bytes but `/` and NUL. Those that are no UTF-8
 * stand in our strings as lone surrogates U+DC80..U+DCFF, one for each byte, as in Python (PEP 383): so a
 * path stays a string, can be joined and split, survives JSON, and still leads to its file.
 */
import { lstatSync, readdirSync } from 'node:fs';
import { basename, join, parse, resolve, sep } from 'node:path';
import { escapeBytes, unescapeBytes } from '../../shared/base/printable.ts';

const isWindows = process.platform === 'win32';

const STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const RAW_BYTE = /[\u{dc80}-\u{dcff}]/u;
const RAW_BYTES = /([\u{dc80}-\u{dcff}]+)/u;

/** Most names that an argument may stand for whose bytes were lost. */
const MOST_MATCHES = 1000;

/** The string that stands for the name, or path, of `bytes`. */
export function decodePath(bytes: Buffer): string {
  try {
    return STRICT.decode(bytes);
  } catch {
    return decodeByteWise(bytes);
  }
}

function decodeByteWise(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const length = characterLength(bytes[at]);
    try {
      text += STRICT.decode(bytes.subarray(at, at + length));
      at += length;
    } catch {
      text += String.fromCharCode(0xdc00 + bytes[at]);
      at++;
    }
  }
  return text;
}

function characterLength(first: number): number {
  if (first < 0xc0) return 1;
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/** What node:fs takes for `path`: the string itself, or its bytes where it is not UTF-8. */
export function fsPath(path: string): string | Buffer {
  if (isWindows || !RAW_BYTE.test(path)) return path;
  const parts = path
    .split(RAW_BYTES)
    .map((part) =>
      RAW_BYTE.test(part)
        ? Buffer.from(Array.from(part, (unit) => unit.charCodeAt(0) - 0xdc00))
        : Buffer.from(part),
    );
  return Buffer.concat(parts);
}

/** The name of the file at `path` for people: bytes that are no text are written out, `caf\xe9.png`. */
export function shownName(path: string): string {
  return shownPath(basename(path));
}

/** The same of a whole path. It is a text that any table or database keeps, and `openedPath` reads it. */
export function shownPath(path: string): string {
  return isWindows ? path : escapeBytes(path);
}

/** The path that shownPath wrote as `shown`. */
export function openedPath(shown: string): string {
  return isWindows ? shown : unescapeBytes(shown);
}

/**
 * The paths that an argument stands for: itself where it is there; else, where it is written as shownPath
 * writes it, that; else those whose bytes were lost on the way to the program, which has U+FFFD in their
 * place. Where nothing is there, itself.
 */
export function givenPaths(argument: string): string[] {
  if (isWindows || isThere(argument)) return [argument];
  const unescaped = unescapeBytes(argument);
  if (unescaped !== argument && isThere(unescaped)) return [unescaped];
  if (!argument.includes('\ufffd')) return [argument];
  const matches = matchesOf(argument);
  return matches.length === 0 ? [argument] : matches;
}

/** The one path that an argument stands for; the argument where there are several, or none. */
export function givenPath(argument: string): string {
  const paths = givenPaths(argument);
  return paths.length === 1 ? paths[0] : argument;
}

/** Whether there is anything at `path`, be it a link to nothing. */
export function isThere(path: string): boolean {
  try {
    lstatSync(fsPath(path));
    return true;
  } catch {
    return false;
  }
}

function matchesOf(argument: string): string[] {
  const { root } = parse(argument);
  let found = [root];
  for (const part of argument.slice(root.length).split(sep)) {
    if (part === '') continue;
    found = found.flatMap((folder) =>
      part.includes('\ufffd')
        ? namesIn(folder)
            .filter((name) => asDecoded(name) === part)
            .map((name) => join(folder, decodePath(name)))
        : [join(folder, part)],
    );
    if (found.length > MOST_MATCHES) return [];
  }
  return found.filter(isThere);
}

function namesIn(folder: string): Buffer[] {
  try {
    return readdirSync(fsPath(resolve(folder)), { encoding: 'buffer' });
  } catch {
    return [];
  }
}

/** A name as the system hands it to a program that takes texts only. */
function asDecoded(name: Buffer): string {
  return name.toString('utf8');
}
