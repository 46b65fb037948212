/**
 * The tables of a fleet. `objects` has a row for each file of a run: what a worker reaches by itself, or a reason why
 * it never will. Whoever writes what became of it does so in the transaction that ends its job.
 */
import type { Part } from '../postgres/migrate.ts';

export const SCHEMA = 'scalescope_fleet';

/** The schema of the queue, whose tables are its own. */
export const QUEUE_SCHEMA = 'scalescope_queue';

const FIRST = `
CREATE TABLE ${SCHEMA}.settings (
  id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  settings text NOT NULL,
  sha256 text NOT NULL UNIQUE
);

CREATE TABLE ${SCHEMA}.runs (
  id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL UNIQUE,
  engine_version text NOT NULL,
  settings_id integer NOT NULL REFERENCES ${SCHEMA}.settings,
  -- How workers examine, as JSON; what the settings come of.
  how text NOT NULL,
  -- Where the images are, as JSON.
  sources text NOT NULL,
  per_job integer NOT NULL,
  heartbeat_seconds integer NOT NULL,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'paused', 'cancelled')),
  -- How far the listing is, as JSON; null where it starts at the beginning.
  position text,
  listed_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE ${SCHEMA}.objects (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  run_id integer NOT NULL REFERENCES ${SCHEMA}.runs,
  source text NOT NULL,
  key text NOT NULL,
  bytes bigint,
  etag text,
  named boolean NOT NULL,
  state text NOT NULL DEFAULT 'waiting'
    CHECK (state IN ('waiting', 'done', 'skipped', 'dead', 'cancelled')),
  -- How often it came again because it had changed or could not be reached.
  tries integer NOT NULL DEFAULT 0,
  -- How many workers had it in hand, and nothing else, and never came back.
  deaths integer NOT NULL DEFAULT 0,
  cause text,
  UNIQUE (run_id, source, key)
);
CREATE INDEX objects_waiting ON ${SCHEMA}.objects (run_id) WHERE state = 'waiting';
CREATE INDEX objects_dead ON ${SCHEMA}.objects (run_id) WHERE state = 'dead';

CREATE TABLE ${SCHEMA}.findings (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  sha256 text NOT NULL,
  engine_version text NOT NULL,
  settings_id integer NOT NULL REFERENCES ${SCHEMA}.settings,
  finding text NOT NULL,
  -- Why the image could not be examined, where its bytes are such that it never can.
  code text,
  message text,
  worker text NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (sha256, engine_version, settings_id)
);

CREATE TABLE ${SCHEMA}.pictures (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  finding_id bigint NOT NULL REFERENCES ${SCHEMA}.findings,
  kind text NOT NULL,
  view text NOT NULL,
  media_type text NOT NULL,
  width integer NOT NULL,
  height integer NOT NULL,
  bytes bytea NOT NULL,
  hash text
);
CREATE INDEX pictures_finding ON ${SCHEMA}.pictures (finding_id);

-- What an object came to: of itself, and of each picture inside.
CREATE TABLE ${SCHEMA}.sightings (
  object_id bigint NOT NULL REFERENCES ${SCHEMA}.objects,
  inside text NOT NULL,
  finding_id bigint REFERENCES ${SCHEMA}.findings,
  code text,
  message text,
  CHECK ((finding_id IS NULL) <> (code IS NULL)),
  PRIMARY KEY (object_id, inside)
);

-- A row for each job that was ended.
CREATE TABLE ${SCHEMA}.batches (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  run_id integer NOT NULL REFERENCES ${SCHEMA}.runs,
  worker text NOT NULL,
  ended_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  objects integer NOT NULL,
  skipped integer NOT NULL,
  examined integer NOT NULL,
  copies integer NOT NULL,
  found integer NOT NULL,
  failed integer NOT NULL
);
CREATE INDEX batches_run ON ${SCHEMA}.batches (run_id, ended_at);

CREATE TABLE ${SCHEMA}.workers (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  engine_version text NOT NULL,
  jobs integer NOT NULL,
  in_hand integer NOT NULL DEFAULT 0,
  -- Why it leaves runs to others, as JSON lines of sentences.
  refusals text NOT NULL DEFAULT '',
  started_at timestamptz NOT NULL DEFAULT now(),
  seen_at timestamptz NOT NULL DEFAULT now()
);

-- What waits for a worker now: for autoscalers, and for progress.
CREATE FUNCTION ${SCHEMA}.ready(run integer DEFAULT NULL, OUT jobs bigint, OUT images bigint,
  OUT oldest_seconds double precision)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  SELECT count(*), coalesce(sum(jsonb_array_length(j.data -> 'objects')), 0),
    coalesce(extract(epoch FROM now() - min(j.created_on)), 0)
  INTO jobs, images, oldest_seconds
  FROM ${QUEUE_SCHEMA}.job j JOIN ${SCHEMA}.runs r ON j.name = 'run-' || r.id
  WHERE j.state < 'active' AND j.start_after <= now() AND r.state = 'open'
    AND (run IS NULL OR r.id = run);
END $$;
`;

/** What of a database is the fleet's. */
export const FLEET: Part = { schema: SCHEMA, name: 'fleet', migrations: [FIRST] };
