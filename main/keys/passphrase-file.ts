/** The passphrase of the signing key in a file, for programs that nobody attends. */
import { UserError } from '../../shared/base/errors.ts';
import { readRegularFile } from '../base/regular-file.ts';

/** The environment variable that names the file. */
export const PASSPHRASE_VARIABLE = 'SCALESCOPE_PASSPHRASE_FILE';

const FILE = { what: 'a passphrase', maxBytes: 4096 };

/** The passphrase in the file that the environment names; null where it names none. Throws UserError. */
export async function passphraseOfFile(): Promise<string | null> {
  const file = process.env[PASSPHRASE_VARIABLE] ?? '';
  return file === '' ? null : passphraseIn(file);
}

/** The first line of `file`. Throws UserError where it is empty. */
export async function passphraseIn(file: string): Promise<string> {
  const text = (await readRegularFile(file, file, FILE)).toString('utf8');
  const [line] = text.split(/\r?\n/);
  if (line !== '') return line;
  throw new UserError(
    'invalid-argument',
    `The first line of ${file} is empty: it is no passphrase.`,
  );
}
