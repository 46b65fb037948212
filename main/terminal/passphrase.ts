/** Where the passphrase of the signing key comes from: a file that the person names, or the terminal. */
import type { Command } from 'commander';
import { UserError } from '../../shared/base/errors.ts';
import { printable } from '../../shared/base/printable.ts';
import { keyFacts, type AskPassphrase } from '../keys/key-store.ts';
import { PASSPHRASE_VARIABLE, passphraseIn, passphraseOfFile } from '../keys/passphrase-file.ts';
import type { CommandIo } from './io.ts';

export interface PassphraseOptions {
  passphraseFile?: string;
}

/** Adds `--passphrase-file` to `command`. */
export function withPassphrase(command: Command): Command {
  return command.option(
    '--passphrase-file <file>',
    `the passphrase of the signing key is the first line of this file (default: ${PASSPHRASE_VARIABLE}, else the terminal asks)`,
  );
}

/** Asks for the passphrase as `options` say: a file, or the terminal where there is one. */
export function passphraseFrom(io: CommandIo, options: PassphraseOptions = {}): AskPassphrase {
  const { passphraseFile: file } = options;
  return async (what) =>
    file !== undefined
      ? passphraseIn(file)
      : ((await passphraseOfFile()) ?? (await askTerminal(io, what)));
}

/**
 * The same for the signing key of this person; a file that was named for a key without a passphrase is told of on
 * stderr: the person may take the key for protected.
 */
export async function passphraseOfKey(
  io: CommandIo,
  options: PassphraseOptions,
): Promise<AskPassphrase> {
  if (options.passphraseFile !== undefined && (await keyFacts())?.isProtected !== true) {
    io.stderr.write(
      'Your signing key has no passphrase, so --passphrase-file was not read. "scalescope key passphrase set" ' +
        'protects the key.\n',
    );
  }
  return passphraseFrom(io, options);
}

/** A passphrase that is new: from the file, or typed twice. Throws UserError where nobody can be asked. */
export async function newPassphrase(io: CommandIo, file: string | undefined): Promise<string> {
  if (file !== undefined) return passphraseIn(file);
  const first = await askTerminal(io, 'The new passphrase');
  if (first === null) {
    throw new UserError(
      'invalid-argument',
      'There is no terminal to ask for the new passphrase',
      'give it with --new-passphrase-file',
    );
  }
  if (first === '')
    throw new UserError('invalid-argument', 'A passphrase has at least one character.');
  if ((await askTerminal(io, 'The same again')) === first) return first;
  throw new UserError('invalid-argument', 'The two passphrases differ. Nothing was changed.');
}

/** A line that is not shown while it is typed; null where there is no terminal. */
async function askTerminal({ stdin, stderr }: CommandIo, what: string): Promise<string | null> {
  const terminal = stdin as NodeJS.ReadStream;
  if (terminal.isTTY !== true || stderr.isTTY !== true) return null;
  stderr.write(`${printable(what)}: `);
  terminal.setRawMode(true);
  terminal.resume();
  let typed = '';
  try {
    for await (const chunk of terminal.iterator({ destroyOnReturn: false })) {
      for (const character of (chunk as Buffer).toString('utf8')) {
        if (character === '\r' || character === '\n') return typed;
        if (character === '\u0003' || character === '\u0004') {
          throw new UserError('cancelled', 'Nothing was typed.');
        }
        if (character === '\u007f' || character === '\b') typed = typed.slice(0, -1);
        else typed += character;
      }
    }
    return null;
  } finally {
    terminal.setRawMode(false);
    terminal.pause();
    stderr.write('\n');
  }
}
