/** The options of commands that read text in the views of an image. */
import { InvalidArgumentError, type Command } from 'commander';
import { toErrorBody, UserError } from '../../shared/base/errors.ts';
import { parsePhrases, type Phrase } from '../../shared/text/phrases.ts';
import { readRegularFileSync } from '../base/regular-file.ts';
import type { TextSettings } from '../engine/text/read-image-text.ts';

/** A list of phrases has at most this many bytes. */
const MAX_PHRASES_BYTES = 1024 ** 2;

/** What they are called in a command's options. */
export interface TextOptions {
  text?: true;
  language?: string;
  phrases?: Phrase[];
}

/** Adds them to `command`. */
export function withTextOptions(command: Command): Command {
  return command
    .option('--text', 'also read text that only the machine receives')
    .option('--language <code>', 'with --text: of which language (default: eng)', parseLanguage)
    .option(
      '--phrases <file>',
      'with --text: mark what this list of phrases has',
      parsePhrasesFile,
    );
}

/** How text is to be looked for, from `usual` on; null where it is not. Throws UserError for options without `--text`. */
export function textSettings(
  { text, language, phrases }: TextOptions,
  usual: TextSettings,
): TextSettings | null {
  if (text) {
    return { ...usual, ...(language && { language }), ...(phrases && { phrases }) };
  }
  if (language === undefined && phrases === undefined) return null;
  const option = language === undefined ? '--phrases' : '--language';
  throw new UserError('invalid-argument', `${option} needs --text.`);
}

/** As packages have it: `eng`, `chi_sim`. */
function parseLanguage(value: string): string {
  if (/^[a-z]{3}(?:_[a-z]{2,8}){0,2}$/.test(value)) return value;
  throw new InvalidArgumentError('Expected a language such as eng, deu or chi_sim.');
}

function parsePhrasesFile(path: string): Phrase[] {
  try {
    const kind = { what: 'a list of phrases', maxBytes: MAX_PHRASES_BYTES };
    return parsePhrases(readRegularFileSync(path, path, kind).toString('utf8'), path);
  } catch (error) {
    throw new InvalidArgumentError(toErrorBody(error).message);
  }
}
