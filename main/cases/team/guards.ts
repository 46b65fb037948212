/**
 * What a shared case refuses by itself, whatever program asks: its functions, triggers and rights. Whoever signs in
 * with a token is that reviewer for as long as the connection lasts; what names people is taken in that name alone.
 * The role of the reviewers has no right to the tables of tokens and sessions: functions of the owner look there.
 */
import { CHAIN_START } from '../store/audit.ts';
import { CASE_VERSION, RECORDED_TABLES } from '../store/schema.ts';
import { quoted } from './case-address.ts';
import { REFUSED } from './refusals.ts';
import { appendOnlyTables, NAMING, tableStatements, tablesOf } from './structure.ts';

/** Tables in which rows are changed, and those out of which rows are taken. */
const CHANGED = ['queue', 'failures', 'assignments', 'rules'];
const REMOVED = ['marks', 'failures', 'rules'];

/** The setting of a connection that holds the secret of its session. */
const SECRET = 'scalescope.session';

/** Statements that make an empty case of `version` in the new `schema`, which anybody who may write there can fill. */
export function makingStatements(schema: string, version: number): string[] {
  const own = `LANGUAGE plpgsql SET search_path = ${quoted(schema)}, pg_temp`;
  return [
    `CREATE SCHEMA ${quoted(schema)}`,
    `SET LOCAL search_path = ${quoted(schema)}, pg_temp`,
    `CREATE TABLE team_info (version integer NOT NULL)`,
    `INSERT INTO team_info VALUES (${version})`,
    'CREATE TABLE log_head (seq bigint NOT NULL, hash text NOT NULL)',
    `INSERT INTO log_head VALUES (0, '${CHAIN_START}')`,
    `CREATE TABLE reviewers (
       id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
       name text COLLATE "C" NOT NULL UNIQUE,
       token_hash text NOT NULL UNIQUE,
       added_at timestamptz NOT NULL DEFAULT now(),
       expires_at timestamptz,
       revoked_at timestamptz)`,
    `CREATE UNLOGGED TABLE sessions (
       pid integer PRIMARY KEY,
       started timestamptz NOT NULL,
       secret_hash text NOT NULL,
       reviewer_id bigint NOT NULL REFERENCES reviewers (id))`,
    "CREATE FUNCTION unpacked(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1'",
    "CREATE FUNCTION instr(text, text) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT strpos($1, $2)'",
    ...tableStatements(version),
    // Whoever changes the case holds its log, so the next number is free.
    `CREATE FUNCTION numbered() RETURNS trigger ${own} AS $$
     BEGIN
       IF NEW.id IS NULL THEN
         EXECUTE format('SELECT coalesce(max(id), 0) + 1 FROM %I', TG_TABLE_NAME) INTO NEW.id;
       END IF;
       RETURN NEW;
     END $$`,
    ...recordedIn(version).map((table) => trigger(table, 'numbered', 'BEFORE INSERT')),
    `CREATE FUNCTION stay() RETURNS trigger ${own} AS $$
     BEGIN
       RAISE EXCEPTION '% are only ever added', TG_TABLE_NAME USING ERRCODE = '23000';
     END $$`,
    ...appendOnlyTables(version).map((table) => trigger(table, 'stay', 'BEFORE UPDATE OR DELETE')),
    `CREATE FUNCTION follows() RETURNS trigger SECURITY DEFINER ${own} AS $$
     BEGIN
       UPDATE log_head SET seq = NEW.seq, hash = NEW.hash
       WHERE log_head.seq = NEW.seq - 1 AND log_head.hash = NEW.previous;
       IF NOT FOUND THEN
         RAISE EXCEPTION 'audit entries follow one another' USING ERRCODE = '23000';
       END IF;
       PERFORM pg_notify('${schema.replaceAll("'", "''")}', '');
       RETURN NEW;
     END $$`,
    trigger('audit', 'follows', 'BEFORE INSERT'),
  ];
}

/** Statements that guard a case that was filled, and give `role` the rights of reviewers. */
export function guardingStatements(schema: string, role: string, version = CASE_VERSION): string[] {
  const own = `LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${quoted(schema)}, pg_temp`;
  const tables = tablesOf(version);
  const within = (names: readonly string[]) => names.filter((name) => tables.includes(name));
  const to = quoted(role);
  return [
    `CREATE FUNCTION enter(token text) RETURNS text ${own} AS $$
     DECLARE person reviewers%ROWTYPE; secret text := gen_random_uuid();
     BEGIN
       SELECT * INTO person FROM reviewers AS r
       WHERE r.token_hash = ${hashOf('token')};
       IF NOT FOUND THEN ${raise('unknown')} END IF;
       IF person.revoked_at IS NOT NULL THEN ${raise('revoked')} END IF;
       IF person.expires_at <= clock_timestamp() THEN ${raise('expired')} END IF;
       DELETE FROM sessions WHERE pid NOT IN (SELECT a.pid FROM pg_stat_activity AS a) OR pid = pg_backend_pid();
       INSERT INTO sessions VALUES (pg_backend_pid(), clock_timestamp(), ${hashOf('secret')}, person.id);
       PERFORM set_config('${SECRET}', secret, false);
       RETURN person.name;
     END $$`,
    // A number of a process may come again; the secret is in the memory of one connection, and ends with it.
    `CREATE FUNCTION me() RETURNS text STABLE ${own} AS $$
     DECLARE person reviewers%ROWTYPE;
     BEGIN
       SELECT r.* INTO person FROM sessions AS s JOIN reviewers AS r ON r.id = s.reviewer_id
       WHERE s.pid = pg_backend_pid() AND s.secret_hash = ${hashOf(`current_setting('${SECRET}', true)`)};
       IF NOT FOUND THEN ${raise('missing')} END IF;
       IF person.revoked_at IS NOT NULL THEN ${raise('revoked')} END IF;
       IF person.expires_at <= clock_timestamp() THEN ${raise('expired')} END IF;
       RETURN person.name;
     END $$`,
    `CREATE FUNCTION lock_head() RETURNS bigint ${own} AS $$
     DECLARE last bigint;
     BEGIN
       PERFORM me();
       SELECT seq INTO last FROM log_head FOR UPDATE;
       RETURN last;
     END $$`,
    `CREATE FUNCTION signed_in() RETURNS trigger ${own} AS $$
     BEGIN
       PERFORM me();
       RETURN NULL;
     END $$`,
    ...[...recordedIn(version), 'queue'].map(
      (table) =>
        `CREATE TRIGGER ${table}_signed_in BEFORE INSERT OR UPDATE OR DELETE ON ${table} ` +
        'FOR EACH STATEMENT EXECUTE FUNCTION signed_in()',
    ),
    // Taking back puts the words of others where they were before, and the log says who took back.
    `CREATE FUNCTION named() RETURNS trigger ${own} AS $$
     DECLARE who text := me(); said text;
     BEGIN
       IF TG_TABLE_NAME = 'audit' THEN said := NEW.actor;
       ELSIF TG_TABLE_NAME = 'marks' THEN said := NEW.body::json ->> 'reviewer';
       ELSE said := NEW.reviewer;
       END IF;
       IF said IS NOT DISTINCT FROM who THEN RETURN NEW; END IF;
       IF TG_TABLE_NAME = 'reviews' THEN
         IF NEW.undoes IS NOT NULL AND EXISTS (
           SELECT 1 FROM reviews AS r WHERE r.image_id = NEW.image_id AND r.kind = NEW.kind
           AND r.reviewer = NEW.reviewer AND (NEW.value IS NULL
             OR (r.value = NEW.value AND r.finding_id IS NOT DISTINCT FROM NEW.finding_id))
         ) THEN RETURN NEW; END IF;
       END IF;
       ${raise('other')}
     END $$`,
    ...within(NAMING).map((table) => trigger(table, 'named', 'BEFORE INSERT OR UPDATE')),
    ...tables.flatMap((table) => [
      `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
      `CREATE POLICY signed_in ON ${table} USING ((SELECT me()) IS NOT NULL) WITH CHECK (true)`,
    ]),
    `REVOKE ALL ON SCHEMA ${quoted(schema)} FROM PUBLIC`,
    `REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ${quoted(schema)} FROM PUBLIC`,
    `GRANT USAGE ON SCHEMA ${quoted(schema)} TO ${to}`,
    `GRANT SELECT, INSERT ON ${tables.join(', ')} TO ${to}`,
    `GRANT UPDATE ON ${within(CHANGED).join(', ')} TO ${to}`,
    `GRANT UPDATE (body, updated_at) ON marks TO ${to}`, // which image it is of stays
    `GRANT DELETE ON ${within(REMOVED).join(', ')} TO ${to}`,
    `GRANT SELECT ON team_info TO ${to}`,
    `GRANT EXECUTE ON FUNCTION enter(text), me(), lock_head(), unpacked(text), instr(text, text) TO ${to}`,
    ...tables.map((table) => `ANALYZE ${table}`),
  ];
}

/** Tables of that version whose rows the log has. */
function recordedIn(version: number): readonly string[] {
  const there = tablesOf(version);
  return RECORDED_TABLES.filter((table) => there.includes(table));
}

/** The SHA-256 of a text, in hexadecimal. */
function hashOf(text: string): string {
  return `encode(sha256(convert_to(${text}, 'UTF8')), 'hex')`;
}

function trigger(table: string, does: string, when: string): string {
  return `CREATE TRIGGER ${table}_${does} ${when} ON ${table} FOR EACH ROW EXECUTE FUNCTION ${does}()`;
}

function raise(why: keyof typeof REFUSED): string {
  return `RAISE EXCEPTION 'refused: ${why}' USING ERRCODE = '${REFUSED[why]}';`;
}
