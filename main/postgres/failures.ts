/** What goes wrong between this program and a database, as sentences, and which of it passes by itself. */
import { UserError } from '../../shared/base/errors.ts';

/** Codes of PostgreSQL, and what they say; `%` stands for the address. */
const REFUSALS: Readonly<Record<string, readonly ['not-found' | 'unreadable' | 'busy', string]>> = {
  '28P01': ['unreadable', '% refused the user name or the password'],
  '28000': ['unreadable', '% refused the connection: this user may not connect from here'],
  '3D000': ['not-found', '% has no such database. Make it with createdb, or correct the name'],
  '42501': ['unreadable', '% refused: this user lacks the right to do so'],
  '53300': [
    'busy',
    '% has too many connections already. Raise max_connections, or use fewer workers',
  ],
  '53100': ['busy', '% has no room left on its disk'],
};

/** Codes of PostgreSQL that come of a restart, a crash or an end of it: classes 08 and 57P. */
const PASSING = /^(08|57P0|53300|40001|40P01|25006)/;

const UNREACHABLE = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'],
  ...['ECONNRESET', 'EPIPE', 'ENOENT'],
]);

/** What pg says, without a code, of connections that were lost or not made in time. */
const LOST =
  /connection terminated|timeout|timed out|connection error|not queryable|client was closed|socket/i;

/** A failure of the connection that passes when the server or the network is back. */
export class ConnectionLost extends UserError {
  constructor(fact: string) {
    super('busy', fact);
    this.name = 'ConnectionLost';
  }
}

/** The database has no room on its disk: passes when someone makes some. */
export class NoRoom extends UserError {
  constructor(fact: string) {
    super('busy', fact);
    this.name = 'NoRoom';
  }
}

/** Whether the same may succeed later: then the work in hand is kept, and tried again. */
export function isPassing(error: unknown): boolean {
  return error instanceof ConnectionLost || isLost(error);
}

function isLost(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== null) return PASSING.test(code) || UNREACHABLE.has(code);
  return error instanceof Error && !(error instanceof UserError) && LOST.test(error.message);
}

/** `error` as a sentence about the database at `address`; what is not about the connection stays as it is. */
export function connectionFailure(error: unknown, address: string): unknown {
  if (error instanceof UserError) return error;
  const code = codeOf(error);
  const refusal = code === null ? undefined : REFUSALS[code];
  if (refusal !== undefined && code === '53100')
    return new NoRoom(refusal[1].replace('%', address));
  if (refusal !== undefined && code !== '53300') {
    return new UserError(refusal[0], refusal[1].replace('%', address));
  }
  if (refusal !== undefined) return new ConnectionLost(refusal[1].replace('%', address));
  if (code === 'ENOTFOUND')
    return new ConnectionLost(`${address} names a computer that is not known`);
  if (!isLost(error)) return isTls(error) ? tlsFailure(error as Error, address) : error;
  return new ConnectionLost(
    `No PostgreSQL answers at ${address}, or the connection was lost. Is it running, and is that its address?`,
  );
}

function isTls(error: unknown): boolean {
  const message = error instanceof Error ? error.message : '';
  return /SSL|certificate|self-signed/i.test(message) && !/^[0-9A-Z]{5}$/.test(codeOf(error) ?? '');
}

function tlsFailure({ message }: Error, address: string): UserError {
  return new UserError('unreadable', `${address} could not be reached over TLS: ${message}`);
}

function codeOf(error: unknown): string | null {
  const { code, errors } = (error ?? {}) as { code?: unknown; errors?: unknown };
  if (typeof code === 'string') return code;
  return Array.isArray(errors) && errors.length > 0 ? codeOf(errors[0]) : null;
}
