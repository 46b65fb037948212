/** Databases for tests on the PostgreSQL server that `SCALESCOPE_TEST_POSTGRES` names. */
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

const server = process.env['SCALESCOPE_TEST_POSTGRES'];

/** Why tests that need PostgreSQL are skipped, or false where there is one: for `test({ skip })`. */
export const withoutPostgres: string | false =
  server === undefined ? 'no PostgreSQL: SCALESCOPE_TEST_POSTGRES is not set' : false;

/** Users of the server: one who may own a database, and one who has the rights of the reviewers of cases. */
const OWNER = 'scalescope_test_owner';
const USERS = `DO $$ BEGIN
  PERFORM pg_advisory_xact_lock(1);
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'scalescope_reviewers') THEN
    CREATE ROLE scalescope_reviewers NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '${OWNER}') THEN
    CREATE ROLE ${OWNER} LOGIN;
  END IF;
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'scalescope_test_reviewer') THEN
    CREATE ROLE scalescope_test_reviewer LOGIN IN ROLE scalescope_reviewers;
  END IF;
END $$`;

export interface TestDatabase {
  /** Its address, for the program under test. */
  url: string;
  /** The same as its owner, who has no right beyond it. */
  ownerUrl: string;
  /** Ends all connections to it but those of this call, as a restart of the server does. */
  cutConnections(): Promise<void>;
  /** Removes it, whoever is connected. */
  drop(): Promise<void>;
}

/** Makes an empty database of its own for a test, which drops it. Throws without a server. */
export async function makeTestDatabase(): Promise<TestDatabase> {
  if (server === undefined) throw new Error(String(withoutPostgres));
  const name = `test_${randomBytes(8).toString('hex')}`;
  await onServer(USERS);
  await onServer(`CREATE DATABASE ${name} OWNER ${OWNER}`);
  const url = new URL(server);
  url.pathname = name;
  const ownerUrl = new URL(url);
  ownerUrl.username = OWNER;
  return {
    url: url.href,
    ownerUrl: ownerUrl.href,
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
