/**
 * Brings a shared case of an older version up to date. It is made anew beside the one that is there, as this version
 * makes it, and every row comes over as it is: what the log has hashes of never changes its form. All of it is one
 * transaction, so that the case is there in one version or in the other.
 */
import { UserError } from '../../../shared/base/errors.ts';
import { refreshQueue } from '../queue/queue-row.ts';
import { DEADLINE_MS } from '../store/deadline.ts';
import { CASE_VERSION } from '../store/schema.ts';
import { quoted } from './case-address.ts';
import { guardingStatements, makingStatements } from './guards.ts';
import { connectToCase, refuseNewer } from './open-team-case.ts';
import { dueColumns, tablesOf } from './structure.ts';
import { MAKING, type TeamDatabase } from './team-database.ts';

export interface UpgradedCase {
  name: string;
  from: number;
  to: number;
  images: number;
}

/** Where the case is while the new one is made. No case has such a schema: it does not begin as theirs do. */
const OLD = 'scalescope older case';

/** Tables beside those of a file, with what of them comes over. */
const PEOPLE = 'id, name, token_hash, added_at, expires_at, revoked_at';

/**
 * Upgrades the case at `address`, of which the user of the database is the owner. Throws UserError: as connectToCase,
 * `unreadable` for somebody else, `unsupported-format` for a newer case, `busy` where others change it all the time.
 */
export function upgradeCase(address: string): UpgradedCase {
  const { database, name, isOwner } = connectToCase(address, DEADLINE_MS, { ofAnyVersion: true });
  try {
    if (!isOwner) {
      throw new UserError('unreadable', `Only the owner of ${name} can bring it up to date`);
    }
    const from = database.version();
    refuseNewer(from, name);
    if (from === CASE_VERSION) return { name, from, to: from, images: 0 };
    const images = database.transaction(() => makeAnew(database, from), MAKING);
    database.tidy();
    return { name, from, to: CASE_VERSION, images };
  } finally {
    database.close();
  }
}

/** Makes the case of version `from` anew; how many images it has. */
function makeAnew(database: TeamDatabase, from: number): number {
  const { schema } = database;
  const tables = tablesOf(from);
  const role = roleOf(database);
  const all = [...tables, 'log_head', 'reviewers', 'sessions'].join(', ');
  database.exec(`LOCK TABLE ${all} IN ACCESS EXCLUSIVE MODE`);
  database.exec(`ALTER SCHEMA ${quoted(schema)} RENAME TO ${quoted(OLD)}`);
  for (const sql of makingStatements(schema, CASE_VERSION)) database.exec(sql);
  for (const table of tables) {
    if (table === 'queue') continue;
    const columns = dueColumns(from).get(table)!.join(', ');
    const key = table === 'audit' ? 'seq' : 'id';
    database.exec(
      `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM ${quoted(OLD)}.${table} ORDER BY ${key}`,
    );
  }
  database.exec(
    `INSERT INTO reviewers (${PEOPLE}) OVERRIDING SYSTEM VALUE SELECT ${PEOPLE} FROM ${quoted(OLD)}.reviewers`,
  );
  database.exec(
    "SELECT setval(pg_get_serial_sequence('reviewers', 'id'), max(id)) FROM reviewers HAVING max(id) IS NOT NULL",
  );
  const images = database.imageIds('SELECT id FROM images ORDER BY id');
  for (const image of images) refreshQueue(database, image);
  // What was seen of the files is in no other table.
  database.exec(
    `UPDATE queue SET original = o.original FROM ${quoted(OLD)}.queue AS o ` +
      'WHERE o.image_id = queue.image_id AND o.original <> queue.original',
  );
  database.exec(`DROP SCHEMA ${quoted(OLD)} CASCADE`);
  for (const sql of guardingStatements(schema, role)) database.exec(sql);
  return images.length;
}

/** The role of the reviewers: whoever else than the owner has a right to the schema. */
function roleOf(database: TeamDatabase): string {
  const found = database.get<{ role: string }>(
    'SELECT g.rolname::text AS role FROM pg_namespace AS n, aclexplode(n.nspacl) AS a ' +
      'JOIN pg_roles AS g ON g.oid = a.grantee WHERE n.nspname = ? AND a.grantee <> n.nspowner LIMIT 1',
    database.schema,
  );
  if (found !== undefined) return found.role;
  throw new UserError('damaged', 'The case has no role of its reviewers any more. Share it again');
}
