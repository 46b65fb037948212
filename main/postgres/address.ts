/** The address of a PostgreSQL database: `postgres://user:password@host:port/database?sslmode=…`. */
import { UserError } from '../../shared/base/errors.ts';

const SCHEMES: readonly string[] = ['postgres:', 'postgresql:'];

/** Parameters of an address that are secrets too. */
const SECRETS: readonly string[] = ['password', 'sslpassword'];

/** Whether `text` is meant as the address of a database, and not as a path. */
export function isPostgresAddress(text: string): boolean {
  return SCHEMES.some((scheme) => text.toLowerCase().startsWith(`${scheme}//`));
}

/**
 * The address as a URL. Throws UserError `invalid-argument`, without the text, which may hold a password.
 */
export function parseAddress(text: string): URL {
  const url = isPostgresAddress(text) && URL.canParse(text) ? new URL(text) : null;
  if (url === null) {
    throw new UserError(
      'invalid-argument',
      'The address of a database has the form postgres://user:password@host:port/database. In the password, write ' +
        '@ as %40, / as %2F and # as %23.',
    );
  }
  return url;
}

/** The address as it may be told: without its password. */
export function shownAddress(address: string): string {
  const url = parseAddress(address);
  url.password = '';
  for (const name of SECRETS) url.searchParams.delete(name);
  return url.href;
}
