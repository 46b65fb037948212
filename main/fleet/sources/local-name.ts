/** What an object in a bucket is called where it is fetched to: keys are any texts, names of files are not. */

/** What no file may have in its name on some system, and halves of characters. */
const UNSAFE = /[\p{Cc}\p{Cs}\\:*?"<>|]/gu;

/** More than any name of a file may have is cut, at its beginning. */
const MOST_BYTES = 200;
const LAST_CHARACTERS = 50;

/** The last part of `key` as a name that every system takes, with its ending. */
export function localName(key: string): string {
  const name = key.slice(key.lastIndexOf('/') + 1).replace(UNSAFE, '_');
  if (/^\.*$/.test(name)) return '_';
  if (Buffer.byteLength(name) <= MOST_BYTES) return name;
  return Array.from(name).slice(-LAST_CHARACTERS).join('');
}
