/** The tables of what lists of hashes say of images: a migration of a case (schema.ts). */

/**
 * `digests`: further hashes of the bytes of an image. `hash_lists`: the lists that were asked. `known`: which
 * image is in which of them. `queue.known` is derived: 1 where a list of good files has it, 2 of bad ones, 3 both.
 */
export const KNOWN_TABLES = `
  CREATE TABLE digests (
    id INTEGER PRIMARY KEY,
    image_id INTEGER NOT NULL UNIQUE REFERENCES images (id),
    md5 TEXT NOT NULL CHECK (length(md5) = 32),
    sha1 TEXT NOT NULL CHECK (length(sha1) = 40)
  ) STRICT;

  CREATE TABLE hash_lists (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('good', 'bad')),
    format TEXT NOT NULL,
    sha256 TEXT,
    release TEXT,
    entries INTEGER,
    added_at TEXT NOT NULL
  ) STRICT;

  CREATE TABLE known (
    id INTEGER PRIMARY KEY,
    image_id INTEGER NOT NULL REFERENCES images (id),
    list_id INTEGER NOT NULL REFERENCES hash_lists (id),
    matched_by TEXT NOT NULL CHECK (matched_by IN ('sha256', 'sha1', 'md5', 'pdq')),
    category TEXT,
    distance INTEGER,
    picture TEXT,
    at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX known_by_image ON known (image_id, list_id);

  ALTER TABLE queue ADD COLUMN known INTEGER NOT NULL DEFAULT 0 CHECK (known BETWEEN 0 AND 3);
  CREATE INDEX queue_by_known ON queue (known) WHERE known > 0;
`;
