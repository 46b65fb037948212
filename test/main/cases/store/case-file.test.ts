import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { suite, test } from 'node:test';
import { DatabaseSync } from 'node:sqlite';
import { anchorsPath } from '../../../../main/cases/anchor/anchors-file.ts';
import { openCase } from '../../../../main/cases/open-case.ts';
import { Database } from '../../../../main/cases/store/database.ts';
import type { SqliteCase } from '../../../../main/cases/store/sqlite-case.ts';
import { shareOf, shareOfType } from '../../../../main/cases/store/network-share.ts';
import { recordFinding, knownFinding } from '../../../../main/cases/record.ts';
import { countQueue, readOrder, readRow } from '../../../../main/cases/queue/queue.ts';
import {
  applicationOf,
  CASE_VERSION,
  migrate,
  MIGRATIONS,
  RECORDED_TABLES,
  recordedSql,
  versionOf,
} from '../../../../main/cases/store/schema.ts';
import { writerOf } from '../../../../main/cases/store/writer-lock.ts';
import { exportLines, importLines } from '../../../../main/cases/transfer.ts';
import { verifyCase } from '../../../../main/cases/verify-case.ts';
import { UserError } from '../../../../shared/base/errors.ts';
import { addImage, examined, makeFolder, newCase, sha256 } from '../make-case.ts';

const windows = process.platform === 'win32';

const at = () => join(makeFolder(), 'test.case');

/** Changes the file at `path` from outside, without any of the case's guards. */
function tamper(path: string, sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}

suite('a case file', () => {
  test('keeps images by hash, every path they were seen at, and old findings', () => {
    const caseFile = newCase();
    const id = addImage(caseFile, { name: 'a.png', verdict: 'clean' });
    assert.equal(addImage(caseFile, { name: 'a.png', folder: '/copies' }), id);
    addImage(caseFile, { name: 'a.png', verdict: 'attack', score: 0.9, engineVersion: '2.0.0' });
    const row = readRow(caseFile, id);
    assert.deepEqual(
      [row.verdict, row.score, row.places, row.path],
      ['attack', 0.9, 2, '/pictures/a.png'],
    );
    assert.equal(knownFinding(caseFile, sha256('a.png'), '1.0.0', { mode: 'test' })?.score, 0.1);
    assert.equal(knownFinding(caseFile, sha256('a.png'), '2.0.0', { mode: 'test' })?.score, 0.9);
    assert.equal(knownFinding(caseFile, sha256('a.png'), '2.0.0', { mode: 'else' }), undefined);
    caseFile.close();
  });

  test('is one file once it is closed, and a copy of that file is the whole case', () => {
    const path = at();
    const caseFile = newCase(path);
    for (let i = 0; i < 20; i++) addImage(caseFile, { name: `${i}.png` });
    caseFile.close();
    assert.deepEqual(readdirSync(join(path, '..')), ['test.case']);
    const copy = join(makeFolder(), 'copy.case');
    copyFileSync(path, copy);
    const again = openCase(copy, { mode: 'read' });
    assert.equal(countQueue(again, {}).total, 20);
    again.close();
  });

  test('reading leaves every byte and no file behind', () => {
    const path = at();
    const caseFile = newCase(path);
    addImage(caseFile, { name: 'a.png' });
    caseFile.close();
    const before = readFileSync(path);
    const reader = openCase(path, { mode: 'read' });
    assert.equal(readOrder(reader, {}, { sort: 'score', order: 'desc' }).length, 1);
    assert.throws(() => addImage(reader, { name: 'b.png' }), { code: 'write-failed' });
    reader.close();
    assert.deepEqual(readFileSync(path), before);
    assert.deepEqual(readdirSync(join(path, '..')), ['test.case']);
  });

  test('a backup of an open case is complete while it is written', async () => {
    const caseFile = newCase();
    addImage(caseFile, { name: 'a.png' });
    const copy = join(makeFolder(), 'backup.case');
    await caseFile.database.backup(copy);
    addImage(caseFile, { name: 'b.png' });
    caseFile.close();
    const backup = openCase(copy, { mode: 'write' });
    assert.equal(countQueue(backup, {}).total, 1);
    assert.deepEqual((await verifyCase(backup, { originals: false })).problems, []);
    backup.close();
  });

  test('findings, reviews and the audit log refuse to be changed or removed', () => {
    const path = at();
    const caseFile = newCase(path);
    addImage(caseFile, { name: 'a.png' });
    caseFile.close();
    for (const table of ['images', 'sightings', 'findings', 'pictures', 'audit']) {
      const key = table === 'audit' ? 'seq' : 'id';
      const refused = /only ever added/;
      assert.throws(() => tamper(path, `UPDATE ${table} SET ${key} = 7`), refused);
      assert.throws(() => tamper(path, `DELETE FROM ${table}`), refused);
    }
    assert.throws(
      () => tamper(path, "INSERT INTO audit VALUES (9, '', '', '', '', '', '', '')"),
      /follow one another/,
    );
  });
});

suite('migrations', () => {
  test('are applied in order, each once, and one that fails leaves the version before it', () => {
    const database = new Database(at());
    const first = 'CREATE TABLE a (x); INSERT INTO a VALUES (1)';
    migrate(database, [first]);
    migrate(database, [first, 'ALTER TABLE a ADD COLUMN y DEFAULT 2']);
    assert.equal(versionOf(database), 2);
    assert.deepEqual({ ...database.get<object>('SELECT * FROM a')! }, { x: 1, y: 2 });
    assert.throws(() => migrate(database, [first, '', 'CREATE TABLE b (x); CREATE TABLE a (x)']));
    assert.equal(versionOf(database), 2);
    assert.equal(database.get("SELECT 1 FROM sqlite_schema WHERE name = 'b'"), undefined);
    database.close();
  });

  test('a case from before labels could be sorted gets what its findings say of them', async () => {
    const path = at();
    const made = newCase();
    const [labeled, plain] = [{ name: 'a.png', labelDistance: 0.123456 }, { name: 'b.png' }].map(
      (image) => addImage(made, image),
    );
    const before = new Database(path);
    migrate(before, MIGRATIONS.slice(0, 1));
    before.close();
    copyRows(made.path, path);
    made.close();
    const after = openCase(path, { mode: 'write' });
    assert.equal(readRow(after, labeled).labelDisagreement, 0.1235);
    assert.equal(readRow(after, plain).labelDisagreement, null);
    assert.deepEqual((await verifyCase(after, { originals: false })).problems, []);
    after.close();
  });

  /** Fills the case of version 1 at `to` with the rows of the one at `from`. */
  function copyRows(from: string, to: string): void {
    const source = openCase(from, { mode: 'read' });
    const old = new DatabaseSync(to, { enableForeignKeyConstraints: false });
    for (const table of [...RECORDED_TABLES.slice(0, 8), 'queue', 'audit'] as const) {
      const columns = old.prepare(`PRAGMA table_info(${table})`).all();
      const names = columns.map(({ name }) => String(name)).join(', ');
      const select = table === 'findings' ? recordedSql(table) : `SELECT * FROM ${table}`;
      for (const row of source.database.all(`SELECT ${names} FROM (${select})`)) {
        const marks = columns.map(() => '?').join(', ');
        old.prepare(`INSERT INTO ${table} VALUES (${marks})`).run(...Object.values(row));
      }
    }
    old.close();
    source.close();
  }

  test('a case of version 2 opens: read as it is, written with every finding and hash', async () => {
    const path = at();
    writeFileSync(path, gunzipSync(readFileSync(new URL('version-2.case.gz', import.meta.url))));
    const bytes = readFileSync(path);
    const read = openCase(path, { mode: 'read' });
    assert.equal(countQueue(read, {}).total, 3);
    const lines = [...exportLines(read, '1.0.0', assert.fail)];
    read.close();
    assert.deepEqual(readFileSync(path), bytes);
    const written = openCase(path, { mode: 'write' });
    assert.equal(written.database.version(), CASE_VERSION);
    assert.deepEqual((await verifyCase(written, { originals: false })).problems, []);
    assert.deepEqual([...exportLines(written, '1.0.0', assert.fail)], lines);
    const row = readRow(written, 1);
    assert.deepEqual(
      [row.verdict, row.labelDisagreement, row.decision, row.outdated, row.decidedOn],
      ['suspicious', 0.25, 'confirmed', true, 'attack'],
    );
    written.close();
    // What an older program exported is imported as well.
    const copy = newCase();
    await importLines(
      copy,
      lines.map((line) => line.replace('"caseVersion":3', '"caseVersion":2')),
    );
    assert.deepEqual((await verifyCase(copy, { originals: false })).problems, []);
    copy.close();
  });

  test('a case carries its application id and version', () => {
    const caseFile = newCase();
    assert.equal(applicationOf(caseFile.database as SqliteCase), 0x53634c43);
    assert.equal(caseFile.database.version(), CASE_VERSION);
    caseFile.close();
  });
});

suite('what is not a case, or not whole, is refused with a sentence and left as it is', () => {
  const refuses = (path: string, code: string, message: RegExp) => {
    const before = existsSync(path) ? readFileSync(path) : null;
    for (const mode of ['write', 'read'] as const) {
      assert.throws(() => openCase(path, { mode }), { code, message });
    }
    if (before !== null) assert.deepEqual(readFileSync(path), before);
  };

  test('a missing file, a folder, an image, an empty file, another database', () => {
    const folder = makeFolder();
    refuses(join(folder, 'none.case'), 'not-found', /^none\.case does not exist$/);
    const image = join(folder, 'image.case');
    writeFileSync(image, Buffer.from('\x89PNG\r\n\x1a\n and so on'.repeat(20), 'latin1'));
    refuses(image, 'unsupported-format', /^image\.case is not a case file$/);
    const empty = join(folder, 'empty.case');
    writeFileSync(empty, '');
    refuses(empty, 'unsupported-format', /empty/);
    const other = join(folder, 'other.case');
    tamper(other, 'CREATE TABLE a (x)');
    refuses(other, 'unsupported-format', /a database, but not a case file/);
    assert.throws(() => openCase(folder, { mode: 'read' }), { message: /is a folder/ });
  });

  test('a case of a newer version', () => {
    const path = at();
    newCase(path).close();
    tamper(path, 'PRAGMA user_version = 99');
    refuses(
      path,
      'unsupported-format',
      RegExp(`newer Scalescope \\(case version 99; this one reads up to ${CASE_VERSION}\\)`),
    );
  });

  test('a truncated case, whose rest can still be exported', () => {
    const path = at();
    const caseFile = newCase(path);
    // The tables themselves are described in the first pages, which have to be there.
    for (let i = 0; i < 120; i++) addImage(caseFile, { name: `${i}.png` });
    caseFile.close();
    const { length } = readFileSync(path);
    truncateSync(path, Math.floor(length * 0.7));
    refuses(path, 'damaged', /cut off: \d+ of \d+ bytes.*case export/);
    const rest = openCase(path, { mode: 'read', evenDamaged: true });
    const lost: string[] = [];
    const lines = [...exportLines(rest, '1.0.0', (message) => lost.push(message))];
    rest.close();
    assert.ok(lines.length > 40, `${lines.length} lines`);
    assert.match(lost.join('\n'), /\d+ rows of \w+ were read, then: test\.case is damaged/);
  });

  test('a case on a network share is read, and written by nobody', () => {
    const path = at();
    const writer = newCase(path);
    addImage(writer, { name: 'a.png' });
    const onShare = { shareOf: () => shareOfType(0x6969) };
    assert.throws(() => openCase(path, { mode: 'read', ...onShare }), {
      code: 'unreadable',
      message: /^test\.case is on a network share \(NFS\) and is being written/,
    });
    writer.close();
    const create = { mode: 'write', create: true, ...onShare } as const;
    for (const on of [path, join(makeFolder(), 'new.case')]) {
      assert.throws(() => openCase(on, create), {
        code: 'write-failed',
        message: /is on a network share \(NFS\), where it can be read but not written: SQLite/,
      });
    }
    const reader = openCase(path, { mode: 'read', ...onShare });
    assert.equal(countQueue(reader, {}).total, 1);
    reader.close();
    assert.deepEqual(readdirSync(join(path, '..')), ['test.case']);
    // As 32 bits with a sign, and what disks of this computer say.
    assert.deepEqual([shareOfType(-11317950), shareOfType(0xef53)], ['SMB (CIFS)', null]);
    assert.equal(shareOf(path), null);
  });

  test('a broken end of the audit log stops writing, not reading', () => {
    const path = at();
    const caseFile = newCase(path);
    addImage(caseFile, { name: 'a.png' });
    addImage(caseFile, { name: 'b.png' });
    caseFile.close();
    tamper(path, "DROP TRIGGER audit_stay; UPDATE audit SET actor = 'nobody' WHERE seq = 1");
    assert.throws(() => openCase(path, { mode: 'write' }), {
      code: 'damaged',
      message: /Audit entry 1 .* was altered/,
    });
    openCase(path, { mode: 'read' }).close();
  });

  test('a full disk keeps everything before, and the case goes on when there is room', async () => {
    const path = at();
    const caseFile = newCase(path);
    addImage(caseFile, { name: 'a.png' });
    const { page_count: pages } = caseFile.database.get<{ page_count: number }>(
      'PRAGMA page_count',
    )!;
    caseFile.database.get(`PRAGMA max_page_count = ${pages + 1}`);
    const large = { ...examined({ name: 'b.png' }), settings: { filler: 'x'.repeat(100_000) } };
    assert.throws(() => recordFinding(caseFile, large), {
      code: 'write-failed',
      message: /the disk is full/,
    });
    assert.equal(countQueue(caseFile, {}).total, 1);
    caseFile.database.get('PRAGMA max_page_count = 1000000');
    recordFinding(caseFile, large);
    assert.equal(countQueue(caseFile, {}).total, 2);
    assert.deepEqual((await verifyCase(caseFile, { originals: false })).problems, []);
    caseFile.close();
  });

  const script = `
    import { openCase } from ${JSON.stringify(new URL('../../../../main/cases/open-case.ts', import.meta.url).href)};
    import { countQueue } from ${JSON.stringify(new URL('../../../../main/cases/queue/queue.ts', import.meta.url).href)};
    const tell = (work) => { try { return work(); } catch (error) { return error.message; } };
    const read = tell(() => {
      const caseFile = openCase(process.env.CASE, { mode: 'read' });
      const { total } = countQueue(caseFile, {});
      caseFile.close();
      return total;
    });
    const written = tell(() => openCase(process.env.CASE, { mode: 'write' }).path);
    console.log(JSON.stringify({ read, written }));`;

  test('a disk that cannot be written is read', { skip: process.platform === 'win32' }, () => {
    const path = at();
    const caseFile = newCase(path);
    addImage(caseFile, { name: 'a.png' });
    caseFile.close();
    chmodSync(path, 0o444);
    chmodSync(join(path, '..'), 0o555);
    // Permissions do not hold back the superuser, so another user looks then.
    const isRoot = process.getuid?.() === 0;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '--eval', script],
      {
        env: { ...process.env, CASE: path },
        encoding: 'utf8',
        ...(isRoot && { uid: 65534, gid: 65534 }),
      },
    );
    chmodSync(join(path, '..'), 0o755);
    assert.notEqual(stdout, '', stderr);
    const { read, written } = JSON.parse(stdout) as { read: unknown; written: string };
    assert.equal(read, 1);
    assert.match(written, /test\.case cannot be written: .*read-only disk\. It can be read/);
    assert.deepEqual(readdirSync(join(path, '..')), ['test.case']);
  });
});

suite('one writer, many readers', () => {
  test('a second writer is told who writes, a reader reads, and the lock ends with the writer', () => {
    const path = at();
    const first = newCase(path);
    addImage(first, { name: 'a.png' });
    assert.throws(() => openCase(path, { mode: 'write' }), {
      code: 'busy',
      message: /^test\.case has been open for writing by this program \(.+\) since 2025-01-01T/,
    });
    const readers = [openCase(path, { mode: 'read' }), openCase(path, { mode: 'read' })];
    addImage(first, { name: 'b.png' });
    for (const reader of readers) assert.equal(countQueue(reader, {}).total, 2);
    first.close();
    const second = openCase(path, { mode: 'write' });
    addImage(second, { name: 'c.png' });
    for (const reader of readers) assert.equal(countQueue(reader, {}).total, 3);
    for (const reader of readers) reader.close();
    second.close();
    assert.deepEqual(readdirSync(join(path, '..')), ['test.case']);
  });

  test('a case is not made where its folder is not', () => {
    const path = join(makeFolder(), 'none', 'test.case');
    assert.throws(() => openCase(path, { mode: 'write', create: true }), {
      code: 'write-failed',
      message: /does not exist/,
    });
    mkdirSync(join(path, '..'));
    openCase(path, { mode: 'write', create: true }).close();
  });

  test('a case that cannot be made says why, lets go of its lock and removes its own files only', () => {
    const path = at();
    const folder = join(path, '..');
    const make = (name: string) => openCase(join(folder, name), { mode: 'write', create: true });
    // SQLite can make no log there, and a folder is not removed as a file is.
    mkdirSync(`${path}-wal`);
    assert.throws(() => make('test.case'), UserError);
    assert.deepEqual(readdirSync(folder), ['test.case-wal']);
    rmdirSync(`${path}-wal`);
    make('test.case').close();
  });

  test(
    'a link that leads to no case yet is kept where that cannot be made',
    { skip: windows },
    () => {
      const path = at();
      const folder = join(path, '..');
      symlinkSync('test.case', join(folder, 'link.case'));
      mkdirSync(`${path}-wal`);
      const make = () => openCase(join(folder, 'link.case'), { mode: 'write', create: true });
      assert.throws(make, UserError);
      assert.deepEqual(readdirSync(folder).sort(), ['link.case', 'test.case-wal']);
      rmdirSync(`${path}-wal`);
      make().close();
      assert.deepEqual(readdirSync(folder).sort(), ['link.case', 'test.case']);
    },
  );

  test(
    'a case has one lock and one file of anchors by each of its links',
    { skip: windows },
    () => {
      const path = at();
      newCase(path).close();
      const link = join(makeFolder(), 'link.case');
      symlinkSync(path, link);
      for (const [first, second] of [
        [path, link],
        [link, path],
      ]) {
        const caseFile = openCase(first, { mode: 'write' });
        assert.throws(() => openCase(second, { mode: 'write' }), { code: 'busy' });
        assert.notEqual(writerOf(second), null);
        caseFile.close();
      }
      assert.equal(anchorsPath(link), anchorsPath(path));
      assert.deepEqual(readdirSync(join(link, '..')), ['link.case']);
    },
  );

  test('a case of several names (hard links) is read and not written', { skip: windows }, () => {
    const path = at();
    newCase(path).close();
    const other = join(makeFolder(), 'other.case');
    linkSync(path, other);
    for (const name of [path, other]) {
      openCase(name, { mode: 'read' }).close();
      assert.throws(() => openCase(name, { mode: 'write' }), {
        code: 'write-failed',
        message: /is one file under 2 names/,
      });
    }
    assert.deepEqual(readdirSync(join(path, '..')), ['test.case']);
  });
});
