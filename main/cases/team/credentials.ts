/**
 * The passwords and tokens that this process was given, by the addresses they are for. They are in its memory alone:
 * what is shown, remembered or handed to other programs is the address without them.
 */
import { UserError } from '../../../shared/base/errors.ts';
import { CASE_TOKEN, DATABASE_PASSWORD } from '../../base/own-secrets.ts';
import { readRegularFileSync } from '../../base/regular-file.ts';

const MOST_TOKEN_BYTES = 4096;

const connections = new Map<string, string>();
const tokens = new Map<string, string>();
let ownToken: string | undefined;

/** Keeps the connection string of the case that is shown as `shown`, where it says more than is known. */
export function keepConnection(shown: string, connection: string): void {
  const { password } = new URL(connection);
  if (password !== '' || !connections.has(shown)) connections.set(shown, connection);
}

/** The connection string of that case. */
export function connectionOf(shown: string): string | undefined {
  return connections.get(shown);
}

/** Keeps the token for one case; an empty one forgets it. */
export function keepToken(shown: string, token: string): void {
  if (token.trim() === '') tokens.delete(shown);
  else tokens.set(shown, token.trim());
}

/** Takes the token in the file at `path` for every case that has none of its own. Throws UserError. */
export function takeTokenFile(path: string): void {
  const kind = { what: 'the token of a reviewer', maxBytes: MOST_TOKEN_BYTES };
  const token = readRegularFileSync(path, path, kind).toString('utf8').trim();
  if (token === '') throw new UserError('invalid-argument', `${path} is empty, and holds no token`);
  ownToken = token;
}

/** The token for the case that is shown as `shown`; undefined where nobody gave one. */
export function tokenFor(shown: string): string | undefined {
  return tokens.get(shown) ?? ownToken ?? (process.env[CASE_TOKEN]?.trim() || undefined);
}

/** What another process of this program needs in its environment to open that case, too. */
export function environmentFor(shown: string): NodeJS.ProcessEnv {
  const connection = connections.get(shown);
  const password = connection === undefined ? '' : decodeURIComponent(new URL(connection).password);
  const token = tokenFor(shown);
  return {
    ...(password !== '' && { [DATABASE_PASSWORD]: password }),
    ...(token !== undefined && { [CASE_TOKEN]: token }),
  };
}
