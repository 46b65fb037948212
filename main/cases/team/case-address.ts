/**
 * The address of a shared case: that of a PostgreSQL database, and the name of the case in it, as a fragment
 * (`postgres://host/database#NAME`) or a parameter (`?case=NAME`). Each case is a schema of that database.
 */
import { UserError } from '../../../shared/base/errors.ts';
import { isPostgresAddress, parseAddress, shownAddress } from '../../postgres/address.ts';

export { isPostgresAddress as isCaseAddress };

export interface CaseAddress {
  /** The address of the database as it was given, its password in it. */
  connection: string;
  /** What is told and remembered of it: without a password. */
  shown: string;
  /** The name of the case; null where none was given. */
  name: string | null;
}

/** Letters, digits and a few signs: it is part of an address, and of the name of a file. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u;
/** The name of a schema has at most 63 bytes. */
const MOST_BYTES = 50;
const PREFIX = 'case:';

/** Takes `text` apart. Throws UserError `invalid-argument`, without the text, which may hold a password. */
export function parseCaseAddress(text: string): CaseAddress {
  const url = parseAddress(text);
  const name = url.searchParams.get('case') ?? (decoded(url.hash.slice(1)) || null);
  url.searchParams.delete('case');
  url.hash = '';
  const shown = new URL(shownAddress(url.href));
  if (name !== null) shown.hash = encodeURIComponent(requireCaseName(name));
  return { connection: url.href, shown: shown.href, name };
}

/** `name` as the name of a shared case. Throws UserError `invalid-argument`. */
export function requireCaseName(name: string): string {
  if (NAME.test(name) && Buffer.byteLength(name) <= MOST_BYTES) return name;
  throw new UserError(
    'invalid-argument',
    `Expected a name of letters, digits, dots and dashes (up to ${MOST_BYTES} bytes) for a shared case but received "${name}"`,
  );
}

/** The schema of the case called `name`. */
export function schemaOf(name: string): string {
  return `${PREFIX}${name}`;
}

/** The name of the case that `schema` is of; null where it is of none. */
export function caseNameIn(schema: string): string | null {
  return schema.startsWith(PREFIX) ? schema.slice(PREFIX.length) : null;
}

/** `name` as it stands in a statement. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
