import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { suite, test } from 'node:test';
import { readThumbnail } from '../../../../main/cases/review/image-page.ts';
import { openCase } from '../../../../main/cases/open-case.ts';
import { APPLICATION_ID, MIGRATIONS } from '../../../../main/cases/store/schema.ts';
import { exportLines } from '../../../../main/cases/transfer.ts';
import { verifyCase } from '../../../../main/cases/verify-case.ts';
import { addImage, makeFolder, newCase } from '../make-case.ts';

const ENDLESS = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n';

/** A case of a few images in which `sql` was run from outside. */
function changedBy(sql: string): string {
  const made = newCase();
  for (const name of ['a.png', 'b.png']) addImage(made, { name });
  made.close();
  const database = new DatabaseSync(made.path);
  database.exec(sql);
  database.close();
  return made.path;
}

suite('a schema that is not ours is asked nothing', () => {
  const CHANGES = {
    'a view in place of a table': `ALTER TABLE failures RENAME TO gone;
      CREATE VIEW failures AS SELECT i AS id, '' AS path FROM (${ENDLESS})`,
    'a view beside the tables': `CREATE VIEW extra AS ${ENDLESS}`,
    'a trigger': `CREATE TRIGGER extra AFTER INSERT ON reviews BEGIN SELECT count(*) FROM (
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n); END`,
    'an index that computes': 'CREATE INDEX extra ON images (abs(bytes))',
    'a table with a column more': 'ALTER TABLE images ADD COLUMN extra INTEGER AS (abs(bytes))',
  };
  for (const [what, sql] of Object.entries(CHANGES)) {
    test(`${what} is refused at once, named by verify, and the rest is exported`, async () => {
      const path = changedBy(sql);
      const before = readFileSync(path);
      for (const mode of ['read', 'write'] as const) {
        assert.throws(() => openCase(path, { mode }), {
          code: 'damaged',
          message: /is not as Scalescope makes a case, so it was not opened\. The \w+ \w+ was/,
        });
      }
      assert.deepEqual(readFileSync(path), before);
      const seen = openCase(path, { mode: 'read', evenForeign: true });
      const { problems } = await verifyCase(seen, { originals: false });
      seen.close();
      assert.match(problems[0].message, /was (added|changed) by something other than Scalescope/);
      const rest = openCase(path, { mode: 'read', evenDamaged: true });
      const lost: string[] = [];
      const lines = [...exportLines(rest, '1.0.0', (message) => lost.push(message))];
      rest.close();
      assert.ok(lines.length > 8, `${lines.length} lines`);
      assert.equal(
        lost.length,
        what.includes('table') ? Number(what !== 'a view beside the tables') : 0,
      );
    });
  }
});

test('a file whose pages lead to one another for years ends with a sentence', () => {
  const path = join(makeFolder(), 'bomb.case');
  const made = newCase(path);
  made.database.transaction(() => {
    for (let i = 0; i < 800; i++) addImage(made, { name: `${i}.png` });
  });
  made.close();
  makeBomb(path);
  endsInTime(path, 'SELECT count(*) AS n FROM sightings WHERE first_seen_at > 1');
});

test('so does one of an earlier version: asked, and while it is brought to this one', () => {
  const asked = earlierCase();
  makeBomb(asked);
  endsInTime(asked, 'SELECT count(*) AS n FROM sightings WHERE first_seen_at > 1');
  const brought = earlierCase();
  makeBomb(brought, 'queue');
  endsInTime(brought, 'SELECT 1', /in (0\.[5-9]\d*|1\.\d+) s/); // what all rows may take
});

/** A case of version 1 with an image, seen and listed in a thousand rows. */
function earlierCase(): string {
  const path = join(makeFolder(), 'bomb.case');
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  database.exec(MIGRATIONS[0]);
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = 1`);
  database.exec(`INSERT INTO images VALUES (1, '${'0'.repeat(64)}', 1, NULL, NULL, NULL, 'now')`);
  database.exec(
    'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000) ' +
      "INSERT INTO sightings SELECT i, 1, '/pictures/' || i || '.png', '/pictures', 'now' FROM n",
  );
  database.exec(
    "INSERT INTO queue SELECT id, 1, 0, 0, '', NULL, NULL, NULL, path, path, 1, 1, 1, 0, NULL, 0, NULL, 0, " +
      '0, 0, NULL, NULL, 0 FROM sightings',
  );
  database.close();
  return path;
}

/** Asks the case at `path` with `sql` in a process of its own, which has to end with a sentence. */
function endsInTime(path: string, sql: string, limit = /in 0\.4 s/): void {
  const script = `
    const { openCase } = await import(${JSON.stringify(new URL('../../../../main/cases/open-case.ts', import.meta.url).href)});
    process.on('SIGTERM', () => {});
    const caseFile = openCase(process.env.CASE, { mode: 'read', deadlineMs: 400 });
    console.log(caseFile.database.get(${JSON.stringify(sql)}));`;
  const { stderr, stdout, signal } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', script],
    {
      env: { ...process.env, CASE: path },
      encoding: 'utf8',
      timeout: 20_000,
      killSignal: 'SIGKILL',
    },
  );
  assert.equal(signal, 'SIGKILL', `${stdout}${stderr}`);
  assert.match(
    stderr,
    /^scalescope: bomb\.case answers no question in [\d.]+ s\. It is damaged, or/,
  );
  assert.match(stderr, limit);
}

/** Turns leaves of `table` into pages that lead to the next of them hundreds of times. */
function makeBomb(path: string, table = 'sightings'): void {
  const database = new DatabaseSync(path);
  const { rootpage } = database
    .prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?')
    .get(table) as { rootpage: number };
  database.close();
  const bytes = readFileSync(path);
  const size = bytes.readUInt16BE(16);
  const at = (page: number) => (page - 1) * size;
  const cells = bytes.readUInt16BE(at(rootpage) + 3);
  const leaves = Array.from({ length: cells }, (_, i) =>
    bytes.readUInt32BE(at(rootpage) + bytes.readUInt16BE(at(rootpage) + 12 + 2 * i)),
  );
  assert.ok(leaves.length > 5, `${leaves.length} leaves`);
  const end = leaves.pop()!;
  for (const [i, page] of leaves.entries()) {
    const next = leaves[i + 1] ?? end;
    const count = 500;
    const start = at(page);
    bytes.fill(0, start, start + size);
    bytes[start] = 5; // an interior page of a table
    bytes.writeUInt16BE(count, start + 3);
    bytes.writeUInt16BE(size - 5 * count, start + 5);
    bytes.writeUInt32BE(next, start + 8);
    for (let cell = 0; cell < count; cell++) {
      const offset = size - 5 * (cell + 1);
      bytes.writeUInt16BE(offset, start + 12 + 2 * cell);
      bytes.writeUInt32BE(next, start + offset);
      bytes[start + offset + 4] = 1;
    }
  }
  writeFileSync(path, bytes);
}

test('a picture that a browser would run is not handed out', () => {
  const path = changedBy(
    "DROP TRIGGER pictures_stay; UPDATE pictures SET media_type = 'text/html' WHERE image_id = 1",
  );
  const caseFile = openCase(path, { mode: 'read' });
  assert.throws(() => readThumbnail(caseFile, 1, 'human'), { code: 'damaged' });
  assert.equal(readThumbnail(caseFile, 2, 'human').mediaType, 'image/webp');
  caseFile.close();
});
