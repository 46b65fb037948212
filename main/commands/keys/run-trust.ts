/** `scalescope key trust`, `untrust` and `list`: whom the person trusts; and what verify takes from that. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { UserError } from '../../../shared/base/errors.ts';
import { printableJson, printableLines } from '../../../shared/base/printable.ts';
import { SHA256 } from '../../base/hash.ts';
import { writeAllWhole } from '../../engine/write/write-whole.ts';
import { KEYS_SCHEMA, readKeysFile, readTrust, readTrustList } from '../../keys/key-files.ts';
import { ownTrust } from '../../keys/own-trust.ts';
import { keyPath, ownStatements, trustPath } from '../../keys/key-store.ts';
import { fingerprintOf } from '../../keys/signature.ts';
import { isRotation } from '../../keys/statements.ts';
import { judgeOf, keyName, type Judgement, type Trust } from '../../keys/trust.ts';
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
  const named = new Set(keys.map(({ fingerprint }) => fingerprint));
  const without = (own.without ?? []).filter((fingerprint) => !named.has(fingerprint));
  return { keys, statements: [...statements, ...own.statements], without };
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
  const names = added.map(({ publicKey }) => fingerprintOf(publicKey));
  const without = (list?.without ?? []).filter((each) => !names.includes(each));
  await writeList([...kept, ...added], [...said.values()], without);
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

/**
 * Removes a key from those that the person trusts, whether it is in the list or reached through one that is there.
 * It stays out: what a case or a file of keys says of rotations does not bring it back.
 */
export async function keyUntrust(which: string, io: CommandIo): Promise<number> {
  const list = await readTrustList(trustPath());
  const keys = list?.keys ?? [];
  const known = (await knownKeys()).filter(({ state }) => state !== 'unknown');
  const all = new Set(known.map(({ fingerprint }) => fingerprint));
  // A whole fingerprint is taken out also where only some case tells of that key.
  if (SHA256.test(which.toLowerCase()) && keys.length > 0) all.add(which.toLowerCase());
  const found = [...all].filter((fingerprint) => fingerprint.startsWith(which.toLowerCase()));
  if (found.length !== 1 || which.length < 8) {
    throw new UserError(
      'not-found',
      `${which} begins the fingerprint of no key that you trust. "scalescope key list" lists them.`,
    );
  }
  const [removed] = found;
  const rest = keys.filter(({ publicKey }) => fingerprintOf(publicKey) !== removed);
  const without = rest.length === 0 ? [] : [...new Set([...(list?.without ?? []), removed])];
  await writeList(rest, list?.statements ?? [], without);
  const others = rest.map((key) => keyName(fingerprintOf(key.publicKey), key.name)).join(', ');
  io.stdout.write(
    printableLines([
      `No longer trusted: ${removed}`,
      ...(rest.length === 0 ? [] : [`Nor through another key. Still trusted: ${others}.`]),
    ]),
  );
  return 0;
}

/** A key that is in the list, or that a statement in it is about. */
interface KnownKey {
  fingerprint: string;
  name: string | null;
  /** Whether the person put it there. */
  isListed: boolean;
  state: Judgement['state'];
  /** Since when it is revoked, or another is in its place; null: neither. */
  since: string | null;
  /** Why it was revoked. */
  reason: string | null;
  /** Those that took its place. */
  successors: string[];
}

/** Every key that the list tells of, and what is known of it. */
async function knownKeys(): Promise<KnownKey[]> {
  const trust = await ownTrust();
  const list = await readTrustList(trustPath());
  const rotations = trust.statements.filter(isRotation);
  const told = rotations.flatMap(({ key, successor }) => [key, successor]);
  const publicKeys = new Set([...(list?.keys ?? []).map(({ publicKey }) => publicKey), ...told]);
  const judge = judgeOf(trust);
  const now = new Date().toISOString();
  return [...publicKeys].map((publicKey): KnownKey => {
    const fingerprint = fingerprintOf(publicKey);
    const listed = trust.keys.find((key) => key.fingerprint === fingerprint);
    const judged = judge(publicKey, now);
    const isStranger = judged.state === 'revoked' && judged.before === 'unknown' && !listed;
    const successors = rotations.filter(({ key }) => key === publicKey);
    return {
      ...{ fingerprint, name: listed?.name ?? null, isListed: listed !== undefined },
      state: isStranger ? 'unknown' : judged.state,
      since: 'at' in judged ? judged.at : null,
      reason: judged.state === 'revoked' ? judged.reason : null,
      successors: [...new Set(successors.map(({ successor }) => fingerprintOf(successor)))],
    };
  });
}

/** Prints the keys that the person trusts, those that are trusted through them, and what was said of each. */
export async function keyList({ json }: { json?: true }, io: CommandIo): Promise<number> {
  const keys = (await knownKeys()).filter(({ isListed, state }) => isListed || state !== 'unknown');
  const { without = [] } = await ownTrust();
  if (json) {
    io.stdout.write(`${printableJson(keys, 2)}\n`);
    return 0;
  }
  io.stdout.write(
    printableLines([
      ...keys.flatMap(keyLines),
      ...without.map((fingerprint) => `${fingerprint}  taken out: trusted through no other key`),
    ]),
  );
  if (keys.length === 0)
    io.stderr.write('You trust no key yet. "scalescope key trust" adds one.\n');
  return 0;
}

function keyLines({ fingerprint, name, isListed, state, since, reason, successors }: KnownKey) {
  const by = successors.map((each) => each.slice(0, 16)).join(' and ');
  const what: Record<Judgement['state'], string | null> = {
    trusted: null,
    unknown: null,
    revoked: `revoked on ${since}${reason ? ` (${reason})` : ''}: it vouches for nothing that no time stamp shows to be older`,
    retired: `replaced by ${by} on ${since}: trusted for what it signed before`,
    disputed: `replaced by ${by}: somebody else has it too, and it vouches for nothing`,
  };
  const said = what[state];
  const shown = isListed ? (name ?? '') : 'trusted through another key';
  return [`${fingerprint}  ${shown}`, ...(said === null ? [] : [`  ${said}`])];
}

async function writeList(
  keys: { name: string | null; publicKey: string }[],
  statements: Trust['statements'],
  without: readonly string[],
): Promise<void> {
  const path = trustPath(keyPath());
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const text = `${JSON.stringify({ schema: KEYS_SCHEMA, keys, statements, without }, null, 2)}\n`;
  await writeAllWhole([{ path, bytes: Buffer.from(text) }]);
}
