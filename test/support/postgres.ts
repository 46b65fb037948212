/** Databases for tests on the PostgreSQL server that `SCALESCOPE_TEST_POSTGRES` names. */
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

const server = process.env['SCALESCOPE_TEST_POSTGRES'];

/** Why tests that need PostgreSQL are skipped, or false where there is one: for `test({ skip })`. */
export const withoutPostgres: string | false =
  server === undefined ? 'no PostgreSQL: SCALESCOPE_TEST_POSTGRES is not set' : false;

/** A user of the server who has the rights of the reviewers of cases, and no others. */
const REVIEWERS = `DO $$ BEGIN
  PERFORM pg_advisory_xact_lock(1);
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'scalescope_reviewers') THEN
    CREATE ROLE scalescope_reviewers NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'scalescope_test_reviewer') THEN
    CREATE ROLE scalescope_test_reviewer LOGIN IN ROLE scalescope_reviewers;
  END IF;
END $$`;

export interface TestDatabase {
  /** Its address, for the program under test. */
  url: string;
  /** Ends all connections to it but those of this call, as a restart of the server does. */
  cutConnections(): Promise<void>;
  /** Removes it, whoever is connected. */
  drop(): Promise<void>;
}

/** Makes an empty database of its own for a test, which drops it. Throws without a server. */
export async function makeTestDatabase(): Promise<TestDatabase> {
  if (server === undefined) throw new Error(String(withoutPostgres));
  const name = `test_${randomBytes(8).toString('hex')}`;
  await onServer(`CREATE DATABASE ${name}`);
  await onServer(REVIEWERS);
  const url = new URL(server);
  url.pathname = name;
  return {
    url: url.href,
    cutConnections: () =>
      onServer(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`),
    drop: () => onServer(`DROP DATABASE ${name} WITH (FORCE)`),
  };
}

async function onServer(sql: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
