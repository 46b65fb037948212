/**
 * The tables of a case file. Rows of `images`, `sightings`, `findings`, `pictures`, `reviews`, `views` and
 * `second_looks` are only ever added; `audit` holds the hash of every row that was written, each entry
 * chained to the one before; `queue` is derived from the rest, one narrow row per image to sort and
 * filter by; `packing` holds what findings are unpacked with.
 */
import { UserError } from '../../../shared/base/errors.ts';
import { damaged, Database, MEMORY } from './database.ts';
import { KNOWN_TABLES } from './known-tables.ts';
import { DICTIONARY_BYTES, packed, PACKING, unpackerOf } from './packing.ts';

/** `ScLC` in the header, so that the file is known without reading it. */
export const APPLICATION_ID = 0x53634c43;

const APPEND_ONLY = ['images', 'sightings', 'findings', 'pictures', 'reviews', 'audit'];

const refuseChange = (table: string): string => `
  CREATE TRIGGER ${table}_stay BEFORE UPDATE ON ${table}
  BEGIN SELECT raise(ABORT, '${table} are only ever added'); END;
  CREATE TRIGGER ${table}_remain BEFORE DELETE ON ${table}
  BEGIN SELECT raise(ABORT, '${table} are only ever added'); END;`;

/** Each brings a case from version i to i + 1. Never edited once released; only ever added to. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE roots (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    added_at TEXT NOT NULL
  ) STRICT;

  CREATE TABLE images (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
    bytes INTEGER NOT NULL,
    format TEXT,
    width INTEGER,
    height INTEGER,
    first_seen_at TEXT NOT NULL
  ) STRICT;

  CREATE TABLE sightings (
    id INTEGER PRIMARY KEY,
    image_id INTEGER NOT NULL REFERENCES images (id),
    path TEXT NOT NULL,
    folder TEXT NOT NULL,
    first_seen_at TEXT NOT NULL,
    UNIQUE (path, image_id)
  ) STRICT;
  CREATE INDEX sightings_by_image ON sightings (image_id);
  CREATE INDEX sightings_by_folder ON sightings (folder, image_id);

  CREATE TABLE findings (
    id INTEGER PRIMARY KEY,
    image_id INTEGER NOT NULL REFERENCES images (id),
    engine_version TEXT NOT NULL,
    settings TEXT NOT NULL,
    finding TEXT NOT NULL,
    created_at TEXT NOT NULL,
    UNIQUE (image_id, engine_version, settings)
  ) STRICT;

  CREATE TABLE pictures (
    id INTEGER PRIMARY KEY,
    image_id INTEGER NOT NULL REFERENCES images (id),
    finding_id INTEGER NOT NULL REFERENCES findings (id),
    kind TEXT NOT NULL,
    view TEXT NOT NULL,
    media_type TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    hash TEXT,
    created_at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX pictures_by_image ON pictures (image_id, kind, id);
  CREATE INDEX pictures_by_finding ON pictures (finding_id);

  CREATE TABLE reviews (
    id INTEGER PRIMARY KEY,
    change INTEGER NOT NULL,
    image_id INTEGER NOT NULL REFERENCES images (id),
    kind TEXT NOT NULL CHECK (kind IN ('decision', 'note', 'sign-off')),
    value TEXT,
    reviewer TEXT NOT NULL,
    finding_id INTEGER REFERENCES findings (id),
    at TEXT NOT NULL,
    undoes INTEGER
  ) STRICT;
  CREATE INDEX reviews_by_image ON reviews (image_id, kind, id);
  CREATE INDEX reviews_by_change ON reviews (change);
  CREATE INDEX reviews_by_finding ON reviews (finding_id);

  CREATE TABLE marks (
    id INTEGER PRIMARY KEY,
    image_id INTEGER NOT NULL REFERENCES images (id),
    kind TEXT NOT NULL CHECK (kind IN ('annotation', 'bookmark')),
    body TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX marks_by_image ON marks (image_id, kind);

  CREATE TABLE failures (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    engine_version TEXT NOT NULL,
    at TEXT NOT NULL
  ) STRICT;

  CREATE TABLE queue (
    image_id INTEGER PRIMARY KEY REFERENCES images (id),
    finding_id INTEGER NOT NULL REFERENCES findings (id),
    verdict INTEGER NOT NULL CHECK (verdict BETWEEN 0 AND 3),
    score REAL NOT NULL,
    sampler TEXT NOT NULL,
    target_width INTEGER,
    target_height INTEGER,
    explanation TEXT,
    path TEXT NOT NULL,
    name TEXT NOT NULL,
    places INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    pixels INTEGER NOT NULL,
    decision INTEGER NOT NULL CHECK (decision BETWEEN 0 AND 3),
    review_id INTEGER REFERENCES reviews (id),
    outdated INTEGER NOT NULL CHECK (outdated IN (0, 1)),
    sign_off_id INTEGER REFERENCES reviews (id),
    signed_off INTEGER NOT NULL CHECK (signed_off IN (0, 1)),
    has_note INTEGER NOT NULL CHECK (has_note IN (0, 1)),
    marks INTEGER NOT NULL,
    human_hash TEXT,
    machine_hash TEXT,
    original INTEGER NOT NULL DEFAULT 0 CHECK (original BETWEEN 0 AND 2)
  ) STRICT;
  CREATE INDEX queue_by_score ON queue (score);
  CREATE INDEX queue_by_verdict ON queue (verdict, score);
  CREATE INDEX queue_by_pixels ON queue (pixels);
  CREATE INDEX queue_by_bytes ON queue (bytes);
  CREATE INDEX queue_by_sampler ON queue (sampler);
  CREATE INDEX queue_by_path ON queue (path);
  CREATE INDEX queue_by_name ON queue (name);
  CREATE INDEX queue_by_decision ON queue (decision, verdict, signed_off);

  CREATE TABLE audit (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    details TEXT NOT NULL,
    rows TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
  CREATE TRIGGER audit_follows BEFORE INSERT ON audit
  WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM audit)
  BEGIN SELECT raise(ABORT, 'audit entries follow one another'); END;
  ${APPEND_ONLY.map(refuseChange).join('')}
  `,
  // Whole ten-thousandths: what is derived here and by the program has to be the same number.
  `
  ALTER TABLE queue ADD COLUMN labels INTEGER NOT NULL DEFAULT -1 CHECK (labels BETWEEN -1 AND 10000);
  CREATE INDEX queue_by_labels ON queue (labels);
  UPDATE queue SET labels = coalesce((
    SELECT round(10000 * max(json_extract(pair.value, '$.distance')))
    FROM json_each((
      SELECT finding FROM findings
      WHERE image_id = queue.image_id AND json_type(finding, '$.labels') = 'array'
      ORDER BY id DESC LIMIT 1
    ), '$.labels') AS pair
  ), -1);
  `,
  // Findings are packed, and an index on their long settings is gone: both were half of a case.
  `
  CREATE TABLE packing (
    id INTEGER PRIMARY KEY,
    dictionary BLOB NOT NULL
  ) STRICT;
  INSERT INTO packing VALUES (${PACKING}, x'${DICTIONARY_BYTES.toString('hex')}');

  CREATE TABLE findings_packed (
    id INTEGER PRIMARY KEY,
    image_id INTEGER NOT NULL REFERENCES images (id),
    engine_version TEXT NOT NULL,
    settings TEXT NOT NULL,
    finding ANY NOT NULL,
    created_at TEXT NOT NULL
  ) STRICT;
  INSERT INTO findings_packed
    SELECT id, image_id, engine_version, settings, packed(finding), created_at FROM findings;
  DROP TABLE findings;
  ALTER TABLE findings_packed RENAME TO findings;
  CREATE INDEX findings_by_image ON findings (image_id);
  ${refuseChange('findings')}

  CREATE TABLE views (
    id INTEGER PRIMARY KEY,
    image_id INTEGER NOT NULL REFERENCES images (id),
    finding_id INTEGER NOT NULL REFERENCES findings (id),
    kind TEXT NOT NULL CHECK (kind IN ('view', 'reveal')),
    reviewer TEXT NOT NULL,
    ms INTEGER NOT NULL CHECK (ms >= 0),
    at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX views_by_image ON views (image_id, reviewer);
  CREATE INDEX views_by_reviewer ON views (reviewer, at);

  CREATE TABLE assignments (
    id INTEGER PRIMARY KEY,
    image_id INTEGER NOT NULL REFERENCES images (id),
    kind TEXT NOT NULL CHECK (kind IN ('assigned', 'sample')),
    reviewer TEXT NOT NULL,
    review_id INTEGER REFERENCES reviews (id),
    at TEXT NOT NULL,
    UNIQUE (image_id, kind)
  ) STRICT;
  CREATE INDEX assignments_by_reviewer ON assignments (reviewer, kind);

  CREATE TABLE second_looks (
    id INTEGER PRIMARY KEY,
    image_id INTEGER NOT NULL REFERENCES images (id),
    review_id INTEGER NOT NULL REFERENCES reviews (id),
    reviewer TEXT NOT NULL,
    decision TEXT NOT NULL,
    at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX second_looks_by_image ON second_looks (image_id, review_id);

  CREATE TABLE rules (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    value TEXT NOT NULL,
    at TEXT NOT NULL
  ) STRICT;
  ${['views', 'second_looks', 'packing'].map(refuseChange).join('')}
  `,
  `${KNOWN_TABLES}${['digests', 'hash_lists', 'known'].map(refuseChange).join('')}`,
];

/** The version of a case that this program writes. */
export const CASE_VERSION = MIGRATIONS.length;

/** Tables whose rows the audit log holds hashes of, each after those it refers to. */
export const RECORDED_TABLES = [
  'roots',
  'images',
  'sightings',
  'findings',
  'pictures',
  'reviews',
  'marks',
  'failures',
  'views',
  'assignments',
  'second_looks',
  'rules',
  'digests',
  'hash_lists',
  'known',
] as const;
export type RecordedTable = (typeof RECORDED_TABLES)[number];

/** Selects the rows of `table` as the audit log hashes them: with their findings unpacked. */
export function recordedSql(table: RecordedTable): string {
  if (table !== 'findings') return `SELECT * FROM ${table}`;
  return (
    'SELECT id, image_id, engine_version, settings, unpacked(finding) AS finding, created_at ' +
    'FROM findings'
  );
}

/** The version in the header of `database`. */
export function versionOf(database: Database): number {
  return database.get<{ user_version: number }>('PRAGMA user_version')!.user_version;
}

/** The application id in the header of `database`; 0 where none was set. */
export function applicationOf(database: Database): number {
  return database.get<{ application_id: number }>('PRAGMA application_id')!.application_id;
}

/**
 * Applies the migrations that `database` lacks, each wholly or not at all. Throws UserError
 * `unsupported-format` for a case of a newer version.
 */
export function migrate(database: Database, migrations: readonly string[] = MIGRATIONS): void {
  const version = versionOf(database);
  if (version >= migrations.length) return;
  // A table is made anew and its references stay: SQLite would take them for broken meanwhile.
  database.exec('PRAGMA foreign_keys = OFF');
  database.define('packed', (text) => packed(String(text)));
  for (let next = version; next < migrations.length; next++) {
    database.transaction(() => {
      database.execOnAll(migrations[next]);
      database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
      database.exec(`PRAGMA user_version = ${next + 1}`);
    });
  }
  database.exec('PRAGMA foreign_keys = ON');
}

/** Lets statements on `database`, whose schema was checked, read findings by `unpacked(finding)`. */
export function defineUnpacked(database: Database): void {
  const rows =
    hasTable(database, 'packing') === true
      ? database.all<{ id: number; dictionary: Uint8Array }>('SELECT id, dictionary FROM packing')
      : [];
  const unpack = unpackerOf(new Map(rows.map(({ id, dictionary }) => [id, dictionary])));
  database.define('unpacked', unpack);
}

/** Refuses a file that is no case, or one that is newer than this program, by `name`. */
export function refuseForeign(database: Database, name: string, versions = CASE_VERSION): void {
  if (applicationOf(database) !== APPLICATION_ID) {
    throw new UserError('unsupported-format', `${name} is a database, but not a case file`);
  }
  const version = versionOf(database);
  if (version < 0) throw damaged(name, 'its version is no number of a version');
  if (version > versions) {
    throw new UserError(
      'unsupported-format',
      `${name} was written by a newer Scalescope (case version ${version}; this one reads up to ` +
        `${versions}). It was not changed. Open it with the newer version.`,
    );
  }
}

/** In which tables, indices and triggers `database` is not as this version makes it, as sentences. */
export function schemaProblems(database: Database): string[] {
  const due = dueEntries(CASE_VERSION);
  const found = entriesOf(database);
  const names = new Set([...due.keys(), ...found.keys()]);
  return [...names].flatMap((name) => {
    if (due.get(name) === found.get(name)) return [];
    if (!found.has(name)) return [`The ${name} was removed by something other than Scalescope.`];
    return [
      `The ${name} was ${due.has(name) ? 'changed' : 'added'} by something other than Scalescope.`,
    ];
  });
}

/**
 * What of the schema of `database` may make SQLite do what no case asks for, as sentences: views, triggers
 * and tables that were added or changed. What was only removed does nothing.
 */
export function foreignSchema(database: Database): string[] {
  const due = dueEntries(versionOf(database));
  return [...entriesOf(database)].flatMap(([name, sql]) => {
    if (due.get(name) === sql) return [];
    const what = due.has(name) ? 'changed' : 'added';
    return [`The ${name} was ${what} by something other than Scalescope.`];
  });
}

/** Whether `table` is there as the version of `database` makes it; null: that version has none. */
export function hasTable(database: Database, table: string): boolean | null {
  const name = `table ${table}`;
  const due = dueEntries(versionOf(database)).get(name);
  return due === undefined ? null : entriesOf(database).get(name) === due;
}

const dueByVersion = new Map<number, Map<string, string | null>>();

function dueEntries(version: number): Map<string, string | null> {
  let due = dueByVersion.get(version);
  if (due === undefined) {
    const fresh = new Database(MEMORY);
    migrate(fresh, MIGRATIONS.slice(0, version));
    due = entriesOf(fresh);
    fresh.close();
    dueByVersion.set(version, due);
  }
  return due;
}

/** Each entry of the schema by its kind and name. */
function entriesOf(database: Database): Map<string, string | null> {
  return new Map(
    database
      .all<{ type: string; name: string; sql: string | null }>(
        'SELECT type, name, sql FROM sqlite_schema',
      )
      .map(({ type, name, sql }) => [`${type} ${name}`, sql]),
  );
}
