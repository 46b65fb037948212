/** `scalescope gate token`: tokens in their file. The file is written whole; a running gate reads it after SIGHUP. */
import { UserError } from '../../../shared/base/errors.ts';
import { invalid } from '../../../shared/base/invalid.ts';
import { printable, printableJson } from '../../../shared/base/printable.ts';
import type { Rates } from '../../gate/access/rates.ts';
import {
  newToken,
  readTokens,
  readTokensIfAny,
  TOKEN_NAME,
  writeTokens,
  type StoredToken,
} from '../../gate/access/token-file.ts';
import type { CommandIo } from '../../terminal/io.ts';

/**
 * Makes a token of `name` that holds for `expiresMs` (infinite: for ever) and may ask for as much as `rates` say, and
 * prints it. Returns the exit code.
 */
export async function addToken(
  name: string,
  path: string,
  expiresMs: number,
  rates: Rates,
  { stdout, stderr }: CommandIo,
): Promise<number> {
  if (!TOKEN_NAME.test(name))
    throw invalid('a name of letters, digits, ".", "_", "@" and "-"', null, name);
  const before = await readTokensIfAny(path);
  if (before.some((token) => token.name === name)) {
    const fact = `${path} has a token of ${name}`;
    throw new UserError('invalid-argument', fact, 'use gate token rotate to replace it');
  }
  const { token, stored } = newToken(name, timeAfter(expiresMs), new Date(), rates);
  await writeTokens(path, [...before, stored]);
  stdout.write(`${token}\n`);
  stderr.write(`${holds(stored)} It is not shown again.\n`);
  return 0;
}

/** Prints names and times. */
export async function listTokens(
  path: string,
  isJson: boolean,
  { stdout }: CommandIo,
): Promise<number> {
  const tokens = await readTokens(path);
  if (isJson) {
    const told = tokens.map(({ sha256: _, ...rest }) => rest);
    stdout.write(`${printableJson(told, 2)}\n`);
    return 0;
  }
  for (const token of tokens) stdout.write(`${printable(holds(token))}\n`);
  if (tokens.length === 0) stdout.write('No tokens.\n');
  return 0;
}

/**
 * A new token of `name`, with the rates of the last one; those before hold for `overlapMs` more, at most (infinite: as
 * long as they did).
 */
export async function rotateToken(
  name: string,
  path: string,
  expiresMs: number,
  overlapMs: number,
  { stdout, stderr }: CommandIo,
): Promise<number> {
  const before = await ofName(name, path);
  const end = timeAfter(overlapMs);
  const ended = before.map((token) =>
    token.name !== name || end === null || endsBefore(token, end)
      ? token
      : { ...token, expiresAt: end.toISOString() },
  );
  const last = before.findLast((one) => one.name === name);
  const { token, stored } = newToken(name, timeAfter(expiresMs), new Date(), last);
  await writeTokens(path, [...ended, stored]);
  stdout.write(`${token}\n`);
  const others =
    end === null
      ? 'Those before hold on.'
      : `Those before hold until ${end.toISOString()} at most.`;
  stderr.write(`${holds(stored)} It is not shown again. ${others}\n`);
  return 0;
}

/** Lets the tokens of `name` ask for as much as `rates` say from now on; what they leave out is not limited. */
export async function limitToken(
  name: string,
  path: string,
  { requestsPerMinute, bytesPerMinute }: Rates,
  { stderr }: CommandIo,
): Promise<number> {
  const limited = (await ofName(name, path)).map((token) => {
    if (token.name !== name) return token;
    const { requestsPerMinute: _requests, bytesPerMinute: _bytes, ...rest } = token;
    return {
      ...rest,
      ...(requestsPerMinute !== undefined && { requestsPerMinute }),
      ...(bytesPerMinute !== undefined && { bytesPerMinute }),
    };
  });
  await writeTokens(path, limited);
  const told = ratesText({ requestsPerMinute, bytesPerMinute }) || 'as much as it likes';
  stderr.write(
    `${name} may send ${told}. Send the gate SIGHUP, so that it reads the file again.\n`,
  );
  return 0;
}

/** Removes every token of `name`. */
export async function revokeToken(
  name: string,
  path: string,
  { stderr }: CommandIo,
): Promise<number> {
  const left = (await ofName(name, path)).filter((token) => token.name !== name);
  await writeTokens(path, left);
  stderr.write(
    `${name} has no token any more. Send the gate SIGHUP, so that it reads the file again.\n`,
  );
  return 0;
}

/** All tokens, of which one at least is of `name`. */
async function ofName(name: string, path: string): Promise<StoredToken[]> {
  const tokens = await readTokens(path);
  if (tokens.some((token) => token.name === name)) return tokens;
  throw new UserError('not-found', `${path} has no token of ${name}`);
}

function endsBefore({ expiresAt }: StoredToken, end: Date): boolean {
  return expiresAt !== null && Date.parse(expiresAt) < end.getTime();
}

function timeAfter(ms: number): Date | null {
  return ms === Infinity ? null : new Date(Date.now() + ms);
}

function holds({ name, createdAt, expiresAt, ...rates }: StoredToken): string {
  const until = expiresAt === null ? 'until it is revoked' : `until ${expiresAt}`;
  const most = ratesText(rates);
  return `${name}: made ${createdAt}, holds ${until}${most && `, may send ${most}`}.`;
}

function ratesText({ requestsPerMinute, bytesPerMinute }: Rates): string {
  const parts = [
    ...(requestsPerMinute === undefined ? [] : [`${requestsPerMinute} requests`]),
    ...(bytesPerMinute === undefined ? [] : [`${bytesPerMinute} bytes of images`]),
  ];
  return parts.length === 0 ? '' : `${parts.join(' and ')} a minute`;
}
