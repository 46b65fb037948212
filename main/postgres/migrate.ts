/**
 * The tables of one part of the program in a database: a schema of its own with a numbered version, which each
 * version of the program brings forward and none takes back.
 */
import { UserError } from '../../shared/base/errors.ts';
import type { Postgres, Session } from './connect.ts';

export interface Part {
  /** Its schema. */
  schema: string;
  /** What it is, in the middle of a sentence. */
  name: string;
  /** The statements that make each version of the one before; the first makes version 1. Never altered. */
  migrations: readonly string[];
}

/**
 * Brings the tables of `part` to the version of this program. Whoever comes at the same moment waits. Throws
 * UserError `unsupported-format` where a newer program made them; then nothing was changed.
 */
export async function migrate(postgres: Postgres, part: Part): Promise<void> {
  const { schema, name, migrations } = part;
  await postgres.transaction(async (session) => {
    await session.query('SELECT pg_advisory_xact_lock(hashtext($1))', [schema]);
    const version = await versionOf(session, schema);
    if (version > migrations.length) {
      throw new UserError(
        'unsupported-format',
        `The ${name} in ${postgres.address} is of a newer Scalescope (version ${version} of its tables, and this ` +
          `program knows ${migrations.length}). Update Scalescope here, or use another database. Nothing was changed`,
      );
    }
    if (version === migrations.length) return;
    if (version === 0) {
      await session.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
      await session.query(`CREATE TABLE ${schema}.version (version integer NOT NULL)`);
      await session.query(`INSERT INTO ${schema}.version VALUES (0)`);
    }
    for (const statements of migrations.slice(version)) await session.query(statements);
    await session.query(`UPDATE ${schema}.version SET version = $1`, [migrations.length]);
  });
}

/** Version of the tables of `schema`; 0 where there are none. */
async function versionOf(session: Session, schema: string): Promise<number> {
  const [{ found }] = await session.query<{ found: boolean }>(
    'SELECT to_regclass($1) IS NOT NULL AS found',
    [`${schema}.version`],
  );
  if (!found) return 0;
  const [row] = await session.query<{ version: number }>(`SELECT version FROM ${schema}.version`);
  return row?.version ?? 0;
}
