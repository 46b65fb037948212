/** Opens a shared case: in the name of whoever's token is given, or to read in the name of its owner. */
import { UserError } from '../../../shared/base/errors.ts';
import { CaseFile, type OpenCaseOptions } from '../store/case-file.ts';
import { DEADLINE_MS } from '../store/deadline.ts';
import { refuseBrokenLog } from '../store/open-case-file.ts';
import { CASE_VERSION } from '../store/schema.ts';
import { caseNameIn, parseCaseAddress, requireCaseName } from './case-address.ts';
import { connectionOf, keepConnection, keepToken, tokenFor } from './credentials.ts';
import { TeamDatabase } from './team-database.ts';

/**
 * Opens the case at `address`. Throws UserError: `invalid-argument` (no such address), `not-found` (no server, no
 * database, no such case), `unreadable` (refused; no, a wrong, expired or revoked token), `unsupported-format` (of
 * another version), `write-failed` (nobody is signed in).
 */
export function openTeamCase(address: string, options: OpenCaseOptions): CaseFile {
  const { database, name, isOwner } = connectToCase(address, options.deadlineMs);
  try {
    if (options.token !== undefined) keepToken(database.path, options.token);
    const token = options.token ?? tokenFor(database.path);
    const reviewer = token === undefined ? null : database.signIn(token);
    if (reviewer === null) refuseUnnamed(database, name, isOwner, options.mode);
    if (options.mode === 'write') refuseBrokenLog(database, name);
    return new CaseFile({
      ...{ path: database.path, name, database, options, reviewer },
      readOnly: options.mode === 'read',
      reopen: () => openTeamCase(database.path, { ...options, mode: 'read' }),
    });
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * The database of the case at `address`, in which it is; with `ofAnyVersion` also of a case whose tables are of another
 * version. Throws as openTeamCase.
 */
export function connectToCase(
  address: string,
  deadlineMs = DEADLINE_MS,
  { ofAnyVersion = false } = {},
): { database: TeamDatabase; name: string; isOwner: boolean } {
  const { connection, shown, name } = parseCaseAddress(address);
  keepConnection(shown, connection);
  const known = connectionOf(shown) ?? connection;
  const database = new TeamDatabase({ connection: known, shown, name: name ?? '', deadlineMs });
  try {
    const names = caseNames(database);
    if (name === null) {
      if (names.length !== 1) throw unnamed(shown, names);
      database.close();
      const [only] = names as [string];
      const whole = `${known}#${encodeURIComponent(only)}`;
      return connectToCase(whole, deadlineMs, { ofAnyVersion });
    }
    if (!names.includes(name)) throw missing(shown, name, names);
    const isOwner = ownsCase(database);
    if (!ofAnyVersion) refuseVersion(database, name);
    return { database, name, isOwner };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** The names of the cases in the database. */
export function caseNames(database: TeamDatabase): string[] {
  return database
    .all<{ schema: string }>(
      `SELECT nspname::text AS schema FROM pg_namespace WHERE nspname LIKE 'case:%' ORDER BY nspname COLLATE "C"`,
    )
    .flatMap(({ schema }) => caseNameIn(schema) || []);
}

/** A new name in the database at `address`, which has no case of it. Throws as openTeamCase. */
export function connectForNew(address: string): { database: TeamDatabase; name: string } {
  const { connection, shown, name } = parseCaseAddress(address);
  if (name === null) {
    throw new UserError('invalid-argument', 'Name the new case: postgres://…/database#NAME.');
  }
  keepConnection(shown, connection);
  const known = connectionOf(shown) ?? connection;
  const database = new TeamDatabase({
    ...{ connection: known, shown, name: requireCaseName(name) },
    deadlineMs: DEADLINE_MS,
  });
  try {
    const { encoding } = database.get<{ encoding: string }>(
      "SELECT current_setting('server_encoding') AS encoding",
    )!;
    if (encoding !== 'UTF8') {
      throw new UserError(
        'invalid-argument',
        `The database keeps texts as ${encoding}, and a case needs UTF8. Make one with createdb --encoding UTF8 --template template0`,
      );
    }
    if (caseNames(database).includes(name)) {
      throw new UserError(
        'invalid-argument',
        `The database has a case called ${name} already. Choose another name.`,
      );
    }
    return { database, name };
  } catch (error) {
    database.close();
    throw error;
  }
}

function ownsCase(database: TeamDatabase): boolean {
  const found = database.get<{ owns: number; uses: number }>(
    "SELECT pg_has_role(current_user, nspowner, 'MEMBER') AS owns, " +
      "has_schema_privilege(current_user, oid, 'USAGE') AS uses FROM pg_namespace WHERE nspname = ?",
    database.schema,
  )!;
  if (found.uses === 1) return found.owns === 1;
  throw new UserError(
    'unreadable',
    'This user of the database may not open the case: grant it the role of the reviewers',
  );
}

function refuseUnnamed(
  database: TeamDatabase,
  name: string,
  isOwner: boolean,
  mode: OpenCaseOptions['mode'],
): void {
  if (!isOwner) database.get('SELECT me()'); // says what is missing
  if (mode === 'read') return;
  throw new UserError(
    'write-failed',
    `${name} is a shared case, which is changed in the name of a reviewer. Give your token with --token-file FILE, ` +
      'or in SCALESCOPE_CASE_TOKEN. Without one its owner can only read it.',
  );
}

function refuseVersion(database: TeamDatabase, name: string): void {
  const version = database.version();
  refuseNewer(version, name);
  if (version === CASE_VERSION) return;
  throw new UserError(
    'unsupported-format',
    `${name} was made by an older Scalescope (case version ${version}, and this one has ${CASE_VERSION}). ` +
      `Its owner brings it up to date with "scalescope case upgrade ${database.path}"; until then open it with the ` +
      'older version.',
  );
}

/** Throws UserError `unsupported-format` for a case of a version that this program does not know. */
export function refuseNewer(version: number, name: string): void {
  if (version <= CASE_VERSION) return;
  throw new UserError(
    'unsupported-format',
    `${name} was made by a newer Scalescope (case version ${version}; this one reads up to ${CASE_VERSION}). ` +
      'It was not changed. Open it with the newer version.',
  );
}

function unnamed(shown: string, names: readonly string[]): UserError {
  if (names.length === 0) {
    return new UserError(
      'not-found',
      `The database at ${shown} has no case. "scalescope case share" puts one there`,
    );
  }
  return new UserError(
    'invalid-argument',
    `The database at ${shown} has several cases. Name one at the end of its address: ${names
      .map((each) => `#${each}`)
      .join(', ')}`,
  );
}

function missing(shown: string, name: string, names: readonly string[]): UserError {
  const others = names.length === 0 ? 'It has none' : `It has ${names.join(', ')}`;
  return new UserError('not-found', `${shown}: the database has no case called ${name}. ${others}`);
}
