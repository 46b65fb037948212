/** `scalescope key trust`, `untrust` and `list`: whom the person trusts; and what verify takes from that. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { UserError } from '../../../shared/base/errors.ts';
import { printableJson, printableLines } from '../../../shared/base/printable.ts';
import { writeAllWhole } from '../../engine/write/write-whole.ts';
import { KEYS_SCHEMA, readKeysFile, readTrust, readTrustList } from '../../keys/key-files.ts';
import { ownTrust } from '../../keys/own-trust.ts';
import { keyPath, ownStatements, trustPath } from '../../keys/key-store.ts';
import { fingerprintOf } from '../../keys/signature.ts';
import { judgeOf, keyName, type Trust } from '../../keys/trust.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { collect } from '../../terminal/values.ts';
import { factsOfOwn } from './run-key.ts';

/** What stands for the own key in `key trust`. */
const OWN = 'own';

export interface TrustOptions {
  /** Files of keys, lists of them, and fingerprints. */
  trust: string[];
}

/** Adds `--trust` to `command`. */
export function withTrust(command: Command): Command {
  return command.option(
    '--trust <key>',
    'a key to trust: what "key export" wrote, a list of such keys, a public key in PEM, or a whole fingerprint; ' +
      'repeatable (default: the keys of "key trust")',
    collect<string>,
    [],
  );
}

/** Whom `options` tell to trust; without any, those that the person trusts anyway. What was revoked stays so. */
export async function trustFrom({ trust }: TrustOptions): Promise<Trust> {
  const own = await ownTrust();
  if (trust.length === 0) return own;
  const { keys, statements } = await readTrust(trust);
  return { keys, statements: [...statements, ...own.statements] };
}

/** Adds the keys in `file` to those that the person trusts. */
export async function keyTrust(
  file: string,
  { name }: { name?: string },
  io: CommandIo,
): Promise<number> {
  const given =
    file === OWN
      ? {
          keys: [{ name: null, publicKey: (await factsOfOwn()).publicKey }],
          statements: await ownStatements(),
        }
      : await readKeysFile(file);
  if (name !== undefined && given.keys.length > 1) {
    throw new UserError(
      'invalid-argument',
      `${file} has several keys, so --name cannot name them.`,
    );
  }
  const list = await readTrustList(trustPath());
  const added = given.keys.map((key) => ({ ...key, name: name ?? key.name }));
  const kept = (list?.keys ?? []).filter(
    ({ publicKey }) => !added.some((key) => key.publicKey === publicKey),
  );
  const said = new Map(
    [...(list?.statements ?? []), ...given.statements].map((each) => [JSON.stringify(each), each]),
  );
  await writeList([...kept, ...added], [...said.values()]);
  io.stdout.write(
    printableLines([
      ...added.map((key) => `Trusted: ${keyName(fingerprintOf(key.publicKey), key.name)}`),
      ...added.map(
        (key) => `Compare all of its fingerprint with its owner: ${fingerprintOf(key.publicKey)}`,
      ),
    ]),
  );
  return 0;
}

/** Removes a key from those that the person trusts. */
export async function keyUntrust(which: string, io: CommandIo): Promise<number> {
  const list = await readTrustList(trustPath());
  const keys = list?.keys ?? [];
  const found = keys.filter((key) => fingerprintOf(key.publicKey).startsWith(which.toLowerCase()));
  if (found.length !== 1 || which.length < 8) {
    throw new UserError(
      'not-found',
      `${which} begins the fingerprint of no key that you trust. "scalescope key list" lists them.`,
    );
  }
  const [removed] = found;
  const rest = keys.filter((key) => key !== removed);
  const statements = (await ownTrust()).statements;
  const through = rest.find((key) => reaches(key, removed.publicKey, statements));
  if (through !== undefined) {
    const other = keyName(fingerprintOf(through.publicKey), through.name);
    throw new UserError(
      'invalid-argument',
      `The key ${fingerprintOf(removed.publicKey)} would stay trusted through ${other}: one of them took the ` +
        'place of the other. Remove that one first, or trust a "key export" in which this one is revoked.',
    );
  }
  await writeList(rest, list?.statements ?? []);
  io.stdout.write(printableLines([`No longer trusted: ${fingerprintOf(removed.publicKey)}`]));
  return 0;
}

/** Whether trust in `key` makes `publicKey` trusted, at least for what it signed once. */
function reaches(
  key: { name: string | null; publicKey: string },
  publicKey: string,
  statements: Trust['statements'],
): boolean {
  const keys = [{ name: key.name, fingerprint: fingerprintOf(key.publicKey) }];
  const { state } = judgeOf({ keys, statements })(publicKey, new Date().toISOString());
  return state === 'trusted' || state === 'retired';
}

/** Prints the keys that the person trusts. */
export async function keyList({ json }: { json?: true }, io: CommandIo): Promise<number> {
  const list = await readTrustList(trustPath());
  const keys = (list?.keys ?? []).map(({ name, publicKey }) => ({
    fingerprint: fingerprintOf(publicKey),
    name,
  }));
  if (json) io.stdout.write(`${printableJson(keys, 2)}\n`);
  else {
    io.stdout.write(
      printableLines(keys.map(({ fingerprint, name }) => `${fingerprint}  ${name ?? ''}`)),
    );
    if (keys.length === 0)
      io.stderr.write('You trust no key yet. "scalescope key trust" adds one.\n');
  }
  return 0;
}

async function writeList(
  keys: { name: string | null; publicKey: string }[],
  statements: Trust['statements'],
): Promise<void> {
  const path = trustPath(keyPath());
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const text = `${JSON.stringify({ schema: KEYS_SCHEMA, keys, statements }, null, 2)}\n`;
  await writeAllWhole([{ path, bytes: Buffer.from(text) }]);
}
