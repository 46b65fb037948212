/** Puts a case into a database, where several reviewers open it at once. */
import { guardingStatements, makingStatements } from './team/guards.ts';
import { quoted } from './team/case-address.ts';
import { connectForNew } from './team/open-team-case.ts';
import { MAKING, type TeamDatabase } from './team/team-database.ts';
import { UserError } from '../../shared/base/errors.ts';
import { CaseFile } from './store/case-file.ts';
import { CASE_VERSION } from './store/schema.ts';
import { exportLines, importLines } from './transfer.ts';

/** The role of the database that reviewers are members of, where none is named. */
export const REVIEWERS_ROLE = 'scalescope_reviewers';

export interface SharedCase {
  name: string;
  /** Its address, without a password. */
  address: string;
  images: number;
}

/** What a shared case is made of: a case, or the lines of one. */
type Source = CaseFile | AsyncIterable<string>;

/**
 * Makes a shared case at `address` of `source` (null: an empty one), wholly or not at all; members of `role` may
 * open it with a token. Throws UserError where the database refuses, or has a case of that name.
 */
export async function shareCase(
  address: string,
  source: Source | null,
  version: string,
  role = REVIEWERS_ROLE,
): Promise<SharedCase> {
  const { database, name } = connectForNew(address);
  try {
    const images = await database.longTransaction(async () => {
      makeRole(database, role);
      for (const sql of makingStatements(database.schema, CASE_VERSION)) database.exec(sql);
      const images = source === null ? 0 : await copyInto(database, name, source, version);
      for (const sql of guardingStatements(database.schema, role)) database.exec(sql);
      return images;
    }, MAKING);
    database.tidy();
    return { name, address: database.path, images };
  } finally {
    database.close();
  }
}

function makeRole(database: TeamDatabase, role: string): void {
  const known = database.get('SELECT 1 FROM pg_roles WHERE rolname = ?', role);
  if (known !== undefined) return;
  const { may } = database.get<{ may: number }>(
    'SELECT rolcreaterole OR rolsuper AS may FROM pg_roles WHERE rolname = current_user',
  )!;
  if (may === 1) return database.exec(`CREATE ROLE ${quoted(role)} NOLOGIN`);
  throw new UserError(
    'unreadable',
    `The database has no role ${role}, and this user may not make it. Let an administrator run ` +
      `CREATE ROLE ${quoted(role)} NOLOGIN, or name another with --role`,
  );
}

/** Every row is checked against the log on the way, as an import does. */
async function copyInto(
  database: TeamDatabase,
  name: string,
  source: Source,
  version: string,
): Promise<number> {
  const target: CaseFile = new CaseFile({
    ...{ path: database.path, name, database, readOnly: false, options: { mode: 'write' } },
    reopen: () => target,
  });
  if (!(source instanceof CaseFile)) return importLines(target, source);
  const fail = (message: string): never => {
    throw new UserError('damaged', `${source.name} cannot be shared: ${message}`);
  };
  return source.atOneMoment((reader) => importLines(target, exportLines(reader, version, fail)));
}
