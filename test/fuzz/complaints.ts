/** What is wrong with a sentence that people are told. */
import { printable } from '../../shared/base/printable.ts';

/** Words that only libraries, engines of JavaScript and mistakes write. */
const RAW: readonly [RegExp, string][] = [
  [/\bundefined\b|\bNaN\b|\[object |\bInfinity\b/, 'holds a value that is none'],
  [/\bE(?:NOENT|ACCES|ISDIR|INVAL|MFILE|NOSPC|PIPE|PERM|EXIST)\b/, 'holds an errno'],
  [/\bSQLITE|SQL logic|no such (?:table|column)|constraint failed/i, 'holds words of SQLite'],
  [
    /\bVips|vips_|libpng|libjpeg|Input buffer|heif:|RuntimeError|unreachable/,
    'holds words of a library',
  ],
  [
    /\b(?:Type|Range|Syntax|Reference)Error\b|Cannot read prop|is not (?:a function|iterable)|Unexpected token|Maximum call stack/,
    'holds words of JavaScript',
  ],
  [/\bat .+:\d+:\d+|node:internal/, 'holds a stack'],
  [/ERR_[A-Z_]+/, 'holds a code of Node'],
];

/** What sentences say are words of others, and quote. */
const QUOTED = /\((?:[^()]*): (?:[^()]|\([^()]*\))*\)/g;
const OF_OTHERS = /words: /;

const PATH = /(?:^|[\s"'“(])(\/(?:[\w.-]+\/)+[\w.-]+)/g;
const CONTROLS = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
const MOST_CHARACTERS = 4000;

/**
 * What is wrong with `sentence`; null where nothing is. `input` is what was read, whose words may be told,
 * and `given` are the paths that the person has given.
 */
export function complaintAbout(
  sentence: string,
  input: Buffer,
  given: readonly string[],
): string | null {
  if (sentence.trim() === '') return 'a sentence is empty';
  if (sentence.length > MOST_CHARACTERS) return 'a sentence is very long';
  const shown = printable(sentence);
  if (CONTROLS.test(shown)) return 'a sentence holds controls';
  const own = shown.replace(QUOTED, (quote) => (OF_OTHERS.test(quote) ? '' : quote));
  for (const [pattern, what] of RAW) {
    const word = pattern.exec(own)?.[0];
    if (word !== undefined && !input.includes(word)) return `a sentence ${what}: ${word}`;
  }
  for (const [, path] of own.matchAll(PATH)) {
    const isKnown = given.some((each) => each.startsWith(path) || path.startsWith(each));
    if (!isKnown && !input.includes(path)) return `a sentence holds the path ${path}`;
  }
  return null;
}
