/** `scalescope key …`: the key of the person's own. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { UserError } from '../../../shared/base/errors.ts';
import { printable, printableJson, printableLines } from '../../../shared/base/printable.ts';
import { writeAllWhole } from '../../engine/write/write-whole.ts';
import { KEYS_SCHEMA, type KeysFile } from '../../keys/key-files.ts';
import * as store from '../../keys/key-store.ts';
import { fingerprintOf, publicKeyOf } from '../../keys/signature.ts';
import { revocation, type KeyStatement } from '../../keys/statements.ts';
import type { CommandIo } from '../../terminal/io.ts';
import {
  newPassphrase,
  passphraseOfKey,
  type PassphraseOptions,
} from '../../terminal/passphrase.ts';

export interface NewKeyOptions extends PassphraseOptions {
  passphrase?: true;
  newPassphraseFile?: string;
}

/** Prints what is known of the own key. */
export async function keyShow({ json }: { json?: true }, io: CommandIo): Promise<number> {
  const { fingerprint, publicKey, isProtected } = await factsOfOwn();
  const statements = await store.ownStatements();
  const path = store.keyPath();
  if (json) {
    io.stdout.write(
      `${printableJson({ path, fingerprint, publicKey, isProtected, statements }, 2)}\n`,
    );
    return 0;
  }
  io.stdout.write(
    printableLines([
      `key          ${fingerprint}`,
      `file         ${path}`,
      `passphrase   ${isProtected ? 'yes' : 'none: "scalescope key passphrase set" protects it'}`,
      ...statements.map((said) => `said         ${statementText(said)}`),
    ]),
  );
  return 0;
}

/** Makes the own key, where there is none that could be used. */
export async function keyCreate(options: NewKeyOptions, io: CommandIo): Promise<number> {
  const path = store.keyPath();
  const facts = await store.keyFacts(path);
  if (facts !== null) {
    const end = store.revocationIn(await store.ownStatements(), facts.publicKey);
    if (end === undefined) {
      throw new UserError(
        'invalid-argument',
        `There is a key in ${path}. "scalescope key rotate" puts another in its place.`,
      );
    }
    const passphrase = await passphraseOfNew(options, io);
    const aside = await store.setAsideKey(path, facts.fingerprint);
    io.stdout.write(`The revoked key is in ${printable(aside)}.\n`);
    return tellOfNew(await store.makeKey(path, passphrase), io);
  }
  return tellOfNew(await store.makeKey(path, await passphraseOfNew(options, io)), io);
}

export interface KeyExportOptions {
  output: string;
  name?: string;
  pem?: true;
}

/** Writes the public key. */
export async function keyExport(
  { output, name, pem }: KeyExportOptions,
  io: CommandIo,
): Promise<number> {
  const { publicKey, fingerprint } = await factsOfOwn();
  const file: KeysFile = {
    schema: KEYS_SCHEMA,
    keys: [{ name: name ?? null, publicKey }],
    statements: await store.ownStatements(),
  };
  const der = Buffer.from(publicKey, 'base64');
  const text = pem
    ? createPublicKey({ key: der, type: 'spki', format: 'der' })
        .export({ type: 'spki', format: 'pem' })
        .toString()
    : `${JSON.stringify(file, null, 2)}\n`;
  if (output === '-') {
    io.stdout.write(text);
    return 0;
  }
  await writeAllWhole([{ path: output, bytes: Buffer.from(text) }]);
  io.stdout.write(
    printableLines([
      `Wrote ${output}`,
      `Its fingerprint is ${fingerprint}. Tell it to whoever verifies by another way than the file.`,
    ]),
  );
  return 0;
}

export interface KeyPassphraseOptions extends PassphraseOptions {
  newPassphraseFile?: string;
}

/** Sets, changes or removes the passphrase of the own key. */
export async function keyPassphrase(
  what: 'set' | 'change' | 'remove',
  options: KeyPassphraseOptions,
  io: CommandIo,
): Promise<number> {
  const { isProtected } = await factsOfOwn();
  if (isProtected === (what === 'set')) {
    throw new UserError(
      'invalid-argument',
      isProtected
        ? 'The key has a passphrase. "scalescope key passphrase change" changes it.'
        : 'The key has no passphrase. "scalescope key passphrase set" gives it one.',
    );
  }
  const key = await ownKey(options, io);
  const passphrase = what === 'remove' ? null : await newPassphrase(io, options.newPassphraseFile);
  await store.protectKey(store.keyPath(), key, passphrase);
  io.stdout.write(
    what === 'remove'
      ? 'The key has no passphrase any more.\n'
      : 'The key has its passphrase. Without it, nobody can sign with this key, and nobody can get it back.\n',
  );
  return 0;
}

/** Puts a new key in the place of the own. */
export async function keyRotate(options: NewKeyOptions, io: CommandIo): Promise<number> {
  const { fingerprint, isProtected, publicKey } = await factsOfOwn();
  if (store.revocationIn(await store.ownStatements(), publicKey) !== undefined) {
    throw new UserError(
      'invalid-argument',
      'The key was revoked, so no other can take its place by its word. "scalescope key create" makes another.',
    );
  }
  const wantsNew = options.passphrase === true || options.newPassphraseFile !== undefined;
  const ask = await passphraseOfKey(io, options);
  let asked: string | null = null;
  const old = await store.readKey(store.keyPath(), async (what) => (asked = await ask(what)));
  const passphrase = wantsNew ? await newPassphrase(io, options.newPassphraseFile) : asked;
  const now = new Date().toISOString();
  const key = await store.rotateKey(store.keyPath(), old!, passphrase, now);
  io.stdout.write(
    printableLines([
      `The key ${fingerprint} is replaced, and gone.${isProtected && !wantsNew ? ' The passphrase is the same.' : ''}`,
    ]),
  );
  return tellOfNew(key, io);
}

export interface KeyRevokeOptions extends PassphraseOptions {
  reason: string;
  /** Since when, in ISO 8601; default: now. */
  since?: string;
}

/** Says that a key is not to be trusted any more. */
export async function keyRevoke(
  which: string | undefined,
  options: KeyRevokeOptions,
  io: CommandIo,
): Promise<number> {
  const { publicKey } = await factsOfOwn();
  const said = await store.ownStatements();
  const earlier = said.flatMap(({ kind, key }) => (kind === 'rotation' ? [key] : []));
  const about = which === undefined ? publicKey : oneOf([publicKey, ...earlier], which);
  if (store.revocationIn(said, about) !== undefined) {
    throw new UserError('invalid-argument', `The key ${fingerprintOf(about)} is revoked already.`);
  }
  const key = await ownKey(options, io);
  const at = sinceOf(options.since);
  await store.addStatement(revocation(about, key, at, options.reason));
  io.stdout.write(
    printableLines([
      `The key ${fingerprintOf(about)} is revoked. Give "scalescope key export" to whoever trusts it: until then nobody knows.`,
      ...(about === publicKey ? ['"scalescope key create" makes another.'] : []),
    ]),
  );
  return 0;
}

/** When a revocation begins: what was stamped before that stays good, so never later than now. */
function sinceOf(since: string | undefined): string {
  const now = new Date();
  if (since === undefined) return now.toISOString();
  const at = new Date(since);
  if (/^\d{4}-\d\d-\d\d(T.*Z)?$/.test(since) && at <= now) return at.toISOString();
  throw new UserError(
    'invalid-argument',
    `--since is a time in UTC that is over, written as 2026-03-01 or 2026-03-01T12:00:00Z, not ${since}.`,
  );
}

/** The facts of the own key. Throws UserError where there is none. */
export async function factsOfOwn(): Promise<store.KeyFacts> {
  const facts = await store.keyFacts();
  if (facts !== null) return facts;
  throw new UserError(
    'not-found',
    `There is no key in ${store.keyPath()} yet. "scalescope key create" makes one.`,
  );
}

async function ownKey(options: PassphraseOptions, io: CommandIo): Promise<KeyObject> {
  return (await store.readKey(store.keyPath(), await passphraseOfKey(io, options)))!;
}

async function passphraseOfNew(options: NewKeyOptions, io: CommandIo): Promise<string | null> {
  const wants = options.passphrase === true || options.newPassphraseFile !== undefined;
  return wants ? newPassphrase(io, options.newPassphraseFile) : null;
}

function tellOfNew(key: KeyObject, io: CommandIo): number {
  io.stdout.write(
    printableLines([
      `Your key is ${fingerprintOf(publicKeyOf(key))}.`,
      '"scalescope key export" writes what others need to trust it.',
    ]),
  );
  return 0;
}

function oneOf(publicKeys: readonly string[], which: string): string {
  const found = publicKeys.filter((each) => fingerprintOf(each).startsWith(which.toLowerCase()));
  if (found.length === 1 && which.length >= 8) return found[0];
  throw new UserError(
    'not-found',
    `${which} begins the fingerprint of no key of yours. "scalescope key show" lists them.`,
  );
}

function statementText({ kind, at, key, successor, reason }: KeyStatement): string {
  const which = fingerprintOf(key).slice(0, 16);
  return kind === 'rotation'
    ? `${at}: ${fingerprintOf(successor ?? '').slice(0, 16)} takes the place of ${which}`
    : `${at}: ${which} is revoked (${reason ?? ''})`;
}
