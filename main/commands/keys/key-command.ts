/** `scalescope key`: its commands, their arguments and options. */
import { Argument, type Command } from 'commander';
import type { CommandContext } from '../../terminal/command-context.ts';
import { withPassphrase } from '../../terminal/passphrase.ts';
import {
  keyCreate,
  keyExport,
  keyPassphrase,
  keyRevoke,
  keyRotate,
  keyShow,
  type KeyExportOptions,
  type KeyPassphraseOptions,
  type KeyRevokeOptions,
  type NewKeyOptions,
} from './run-key.ts';
import { keyList, keyTrust, keyUntrust } from './run-trust.ts';

const NEW_PASSPHRASE = [
  '--new-passphrase-file <file>',
  'the new passphrase is the first line of this file (default: the terminal asks)',
] as const;

/** Adds the commands of keys to `keys`. */
export function keyCommand(keys: Command, { io, done }: CommandContext): void {
  keys.addHelpText(
    'after',
    '\nExample:\n  scalescope key export -o anna.key --name "Anna Example"' +
      '\n  scalescope key trust anna.key\n  scalescope case verify review.case --trust anna.key',
  );
  keys
    .command('show')
    .description('show the fingerprint of your own key, and what was said of it')
    .option('--json', 'print it as JSON')
    .action(async (options: { json?: true }) => done(await keyShow(options, io)));
  keys
    .command('create')
    .description('make your own key; the first signature makes one too, without a passphrase')
    .option('--passphrase', 'protect it with a passphrase')
    .option(...NEW_PASSPHRASE)
    .action(async (options: NewKeyOptions) => done(await keyCreate(options, io)));
  keys
    .command('export')
    .description('write your public key, with what was said of it, for whoever verifies')
    .option('-o, --output <file>', 'the file to write, - for standard output', '-')
    .option('--name <name>', 'whose key it is')
    .option('--pem', 'only the public key, in PEM')
    .action(async (options: KeyExportOptions) => done(await keyExport(options, io)));
  withPassphrase(
    keys
      .command('passphrase')
      .description('set, change or remove the passphrase of your own key')
      .addArgument(new Argument('<what>').choices(['set', 'change', 'remove']))
      .option(...NEW_PASSPHRASE),
  ).action(async (what: 'set' | 'change' | 'remove', options: KeyPassphraseOptions) =>
    done(await keyPassphrase(what, options, io)),
  );
  withPassphrase(
    keys
      .command('rotate')
      .description('put a new key in the place of your own, signed by both')
      .option('--passphrase', 'protect the new one with a new passphrase')
      .option(...NEW_PASSPHRASE),
  ).action(async (options: NewKeyOptions) => done(await keyRotate(options, io)));
  withPassphrase(
    keys
      .command('revoke')
      .description('say that your own key, or one that it took the place of, is not to be trusted')
      .argument('[key]', 'its fingerprint, or how that begins (default: your key of now)')
      .option('--since <time>', 'since when somebody else may have it (default: now)')
      .requiredOption('--reason <text>', 'why, for whoever verifies'),
  ).action(async (key: string | undefined, options: KeyRevokeOptions) =>
    done(await keyRevoke(key, options, io)),
  );
  keys
    .command('trust')
    .description('add keys to those that you trust; verify uses them where no --trust is given')
    .argument('<file>', 'what "key export" wrote, a public key in PEM, or own for your own key')
    .option('--name <name>', 'what you call it')
    .action(async (file: string, options: { name?: string }) =>
      done(await keyTrust(file, options, io)),
    );
  keys
    .command('untrust')
    .description('remove a key from those that you trust')
    .argument('<key>', 'its fingerprint, or how that begins')
    .action(async (key: string) => done(await keyUntrust(key, io)));
  keys
    .command('list')
    .description('list the keys that you trust')
    .option('--json', 'print them as JSON')
    .action(async (options: { json?: true }) => done(await keyList(options, io)));
}
