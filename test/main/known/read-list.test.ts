import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import fc from 'fast-check';
import { openKnown } from '../../../main/known/known-files.ts';
import { HashSet } from '../../../main/known/hash-set.ts';
import { openList } from '../../../main/known/read-list.ts';
import { UserError } from '../../../shared/base/errors.ts';
import type { FileDigests } from '../../../shared/known/known.ts';

const folder = mkdtempSync(join(tmpdir(), 'scalescope-known-'));
after(() => rmSync(folder, { recursive: true }));

let made = 0;
function file(content: string | Buffer, name = `list-${made++}`): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function digestsOf(text: string): FileDigests {
  const of = (name: string) => createHash(name).update(text).digest('hex');
  return { md5: of('md5'), sha1: of('sha1'), sha256: of('sha256') };
}

const cat = digestsOf('cat');
const dog = digestsOf('dog');
const bird = digestsOf('bird');

/** By what and as what a list of `content` knows the file; undefined where it does not. */
async function known(content: string | Buffer, digests = cat) {
  const list = await openList(file(content), 'bad');
  const [hit] = list.find(digests, []);
  list.close();
  return hit && [hit.by, hit.category];
}

async function refused(content: string | Buffer): Promise<string> {
  const error: unknown = await openList(file(content), 'bad').then(
    () => null,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof UserError, `expected a refusal but received ${String(error)}`);
  return error.message.replace(/^list-\d+/, 'LIST');
}

describe('a list of hashes', () => {
  test('is one of plain hashes, with categories or names of files or without', async () => {
    assert.deepEqual(await known(`${cat.md5}\n${dog.md5}\n`), ['md5', null]);
    assert.deepEqual(await known(`# ours\r\n\r\n${cat.sha1.toUpperCase()}\r\n`), ['sha1', null]);
    assert.deepEqual(await known(`${cat.sha256}  a/cat.jpg`), ['sha256', null]);
    assert.deepEqual(await known(`${cat.md5} *cat.jpg`), ['md5', null]);
    assert.deepEqual(await known(`${dog.md5}\n${cat.md5},Category 2`), ['md5', 'Category 2']);
    assert.equal(await known(`${cat.md5}\n`, dog), undefined);
  });

  test('is a table whose first row names its columns', async () => {
    const nsrl =
      '"SHA-1","MD5","CRC32","FileName","FileSize","ProductCode","OpSystemCode","SpecialCode"\r\n' +
      `"${dog.sha1}","${dog.md5}","00000000","a ""b"", c.exe",3,1,"1",""\r\n` +
      `"${cat.sha1}","${cat.md5}","00000000","x.jpg",3,1,"1","M"\r\n`;
    assert.deepEqual(await known(nsrl.toUpperCase()), ['sha1', 'malicious (M)']);
    assert.deepEqual(await known(nsrl, dog), ['sha1', null]);
    assert.deepEqual(await known(`md5;category\n${cat.md5};=2+3`), ['md5', '=2+3']);
    assert.deepEqual(await known(`Name\tSHA256\ncat\t${cat.sha256}`), ['sha256', null]);
    const exchange = 'signal_type,signal_str,collab,category,tags\n';
    const rows = `url,https://a.example,c,MALICIOUS_CONTENT,\nvideo_md5,${cat.md5},c,TRUE_POSITIVE,\n`;
    assert.deepEqual(await known(exchange + rows), ['md5', 'TRUE_POSITIVE']);
    const list = await openList(file(exchange + rows), 'good');
    assert.deepEqual([list.list.format, list.list.entries, list.list.passedOver], ['csv', 1, 1]);
  });

  test('is media of Project VIC, in every encoding and both shapes', async () => {
    const media = [
      { MediaID: 1, Category: 1, MD5: dog.md5.toUpperCase(), SHA1: '', MediaFiles: [{ MD5: 'x' }] },
      {
        MediaID: 2,
        Category: 2,
        MD5: cat.md5.toUpperCase(),
        SHA1: cat.sha1,
        Tags: 'a "b" \u{1f600}',
      },
    ];
    const context = 'http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/US/$metadata';
    const cases = { '@odata.context': `${context}#Cases`, value: [{ CaseID: 'a', Media: media }] };
    const bare = { '@odata.context': `${context}#Media`, value: media };
    for (const shape of [cases, bare]) {
      for (const text of [JSON.stringify(shape), JSON.stringify(shape, null, 2)]) {
        const wide = Buffer.from(`\ufeff${text}`, 'utf16le');
        for (const bytes of [
          text,
          `\ufeff${text}`,
          wide,
          wide.subarray(2),
          Buffer.from(wide).swap16(),
        ]) {
          assert.deepEqual(await known(bytes), ['sha1', '2']);
          assert.deepEqual(await known(bytes, dog), ['md5', '1']);
        }
      }
    }
    const hashes = [{ HashName: 'SHA256', HashValue: cat.sha256 }];
    const alternative = { value: [{ Media: [{ MD5: dog.md5, AlternativeHashes: hashes }] }] };
    assert.deepEqual(await known(JSON.stringify(alternative)), ['sha256', null]);
  });

  test('is the database of RDS 3, full or minimal, with an index or without', async () => {
    const make = (sql: string): string => {
      const path = join(folder, `rds-${made++}.db`);
      const database = new DatabaseSync(path);
      database.exec(sql);
      database.close();
      return path;
    };
    const row = `'${cat.sha256.toUpperCase()}', '${cat.sha1.toUpperCase()}', '${cat.md5.toUpperCase()}'`;
    const minimal = make(`
      CREATE TABLE FILE (sha256 VARCHAR NOT NULL, sha1 VARCHAR NOT NULL, md5 VARCHAR NOT NULL,
        package_id INTEGER, PRIMARY KEY (sha256, sha1, md5, package_id));
      CREATE TABLE PKG (package_id INTEGER PRIMARY KEY, name TEXT, version TEXT, application_type TEXT);
      CREATE TABLE VERSION (version TEXT, release_date TEXT);
      INSERT INTO VERSION VALUES ('2024.03.1', '2024-03-01');
      INSERT INTO PKG VALUES (7, 'Paint', '2.0', 'Graphic');
      INSERT INTO FILE VALUES (${row}, 7)`);
    const full = make(`
      CREATE TABLE METADATA (metadata_id INTEGER PRIMARY KEY, sha256 TEXT, sha1 TEXT, md5 TEXT);
      CREATE VIEW FILE AS SELECT * FROM METADATA;
      INSERT INTO METADATA (sha256, sha1, md5) VALUES (${row})`);
    const asked = await openList(minimal, 'good');
    assert.deepEqual(asked.find(cat, []), [
      { list: asked.list.name, kind: 'good', by: 'sha256', category: 'Paint 2.0 Graphic' },
    ]);
    assert.deepEqual(asked.find(dog, []), []);
    assert.deepEqual([asked.list.entries, asked.list.release], [null, '2024.03.1 2024-03-01']);
    asked.close();
    const read = await openList(full, 'good');
    assert.deepEqual(
      read.find(cat, []).map(({ by }) => by),
      ['sha256'],
    );
    assert.equal(read.list.entries, 1);
    read.close();
    // A view instead of a table may be anything, and is not asked.
    const endless = make(`CREATE VIEW FILE AS WITH RECURSIVE n(sha256) AS
      (SELECT 1 UNION ALL SELECT sha256 + 1 FROM n) SELECT * FROM n`);
    await assert.rejects(openList(endless, 'bad'), /no NSRL RDS: it has no table METADATA or FILE/);
    await assert.rejects(
      openList(file(Buffer.from(`SQLite format 3\0${'x'.repeat(5000)}`)), 'bad'),
      /database that cannot be read as an NSRL RDS/,
    );
  });

  test('of PDQ knows pictures near by, where they have features', async () => {
    const hash = 'f'.repeat(64);
    const { find } = await openList(
      file(`pdq ${'f'.repeat(60)}0007\npdq,${'0'.repeat(64)}`),
      'bad',
    );
    const hit = { list: `list-${made - 1}`, kind: 'bad', by: 'pdq', category: null };
    assert.deepEqual(find(cat, [{ hash, quality: 90, picture: 'machine' }]), [
      { ...hit, distance: 13, picture: 'machine' },
    ]);
    assert.deepEqual(find(cat, [{ hash, quality: 40, picture: 'human' }]), []);
    assert.deepEqual(find(cat, [{ hash: 'a'.repeat(64), quality: 90, picture: 'human' }]), []);
  });

  test('that is broken is refused with its line', async () => {
    assert.equal(
      await refused(`${cat.md5}\n${dog.md5}\nhello\n`),
      'LIST, line 3: expected an MD5, SHA-1 or SHA-256 in hexadecimal but found "hello"',
    );
    assert.match(await refused(`md5,name\n${cat.md5},a\n,b\n`), /line 3: expected/);
    assert.match(await refused(`sha1\n${cat.md5}\n`), /line 2: expected/);
    assert.match(await refused(`${cat.md5.slice(1)}\n`), /line 1: expected/);
    assert.match(await refused('{"value":[\n{"MD5":"zz"}]}'), /line 2: the media that begins here/);
    assert.match(await refused('{"value":[\n{"MD5":'), /line 2: it ends in the middle/);
    assert.match(await refused('{"value":[\n{"MD5" "a"}]}'), /line 2: "\\"" is not expected here/);
    assert.match(await refused('{"a": 1}'), /no Project VIC file/);
    assert.match(await refused('['.repeat(1000)), /more than 64 levels deep/);
    assert.match(await refused(''), /LIST has no hashes/);
    assert.match(await refused(Buffer.from('PK\x03\x04abc')), /ZIP archive. Unpack it/);
    assert.match(await refused('x'.repeat(1_100_000)), /line 1: this line has more than/);
    await assert.rejects(openList(join(folder, 'none'), 'bad'), /none does not exist/);
    await assert.rejects(openList(folder, 'bad'), /is a folder, not a list of hashes/);
  });

  test('never fails otherwise, whatever is in it', async () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      '"',
      ':',
      ',',
      '\n',
      'MD5',
      'value',
      '\\',
      '\0',
      cat.md5,
      '1e',
      '-',
    ];
    const part = fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 6 }));
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 25 }), async (parts) => {
        await openList(file(parts.join(''), 'any'), 'bad').catch((error: unknown) => {
          if (!(error instanceof UserError)) throw error;
        });
      }),
      { numRuns: 60 },
    );
  });

  test('has a bound, and finds each of many', () => {
    const set = new HashSet('LIST', 5000);
    for (let n = 0; n < 5000; n++) {
      set.add({ by: 'md5', hash: digestsOf(String(n)).md5, category: String(n % 7) });
    }
    for (let n = 0; n < 5000; n += 11) {
      assert.equal(set.find('md5', digestsOf(String(n)).md5), String(n % 7));
    }
    assert.equal(set.find('md5', bird.md5), undefined);
    set.add({ by: 'md5', hash: digestsOf('1').md5, category: 'again' });
    assert.equal(set.size, 5000);
    assert.throws(
      () => set.add({ by: 'md5', hash: bird.md5, category: null }),
      /LIST has more than 5000 hashes/,
    );
  });

  test('several are asked, and one that is broken closes the others', async () => {
    const bad = file(`${cat.md5},1`);
    const good = file(cat.sha256);
    const all = await openKnown({ good: [good], bad: [bad] });
    assert.deepEqual(
      all.find(cat, []).map(({ kind, by, category }) => [kind, by, category]),
      [
        ['bad', 'md5', '1'],
        ['good', 'sha256', null],
      ],
    );
    all.close();
    await assert.rejects(openKnown({ good: [file('no')], bad: [bad] }), UserError);
  });
});
