/** Forgeries of a real case, one by one: each has to be named by `case verify --trust`. */
import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { before, suite, test } from 'node:test';
import { addAnchors, anchorsPath } from '../../../../main/cases/anchor/anchors-file.ts';
import { signCase } from '../../../../main/cases/anchor/sign-case.ts';
import { headText, type SignedHead } from '../../../../main/cases/anchor/signed-head.ts';
import { refreshQueue } from '../../../../main/cases/queue/queue-row.ts';
import { recordFinding } from '../../../../main/cases/record.ts';
import { decide } from '../../../../main/cases/review/review.ts';
import { entryHash, type RowHash, type StoredEntry } from '../../../../main/cases/store/audit.ts';
import { openCase } from '../../../../main/cases/open-case.ts';
import type { CaseFile } from '../../../../main/cases/store/case-file.ts';
import type { RecordedTable } from '../../../../main/cases/store/schema.ts';
import { KEYS_SCHEMA } from '../../../../main/keys/key-files.ts';
import { fingerprintOf, publicKeyOf, signatureOf } from '../../../../main/keys/signature.ts';
import { revocation, rotation, type KeyStatement } from '../../../../main/keys/statements.ts';
import { makeCaseReport } from '../../../../main/report/make-case-report.ts';
import { scalescope } from '../../../support/capture.ts';
import { examined, makeFolder, sha256 } from '../make-case.ts';

const NAMES = ['a.png', 'b.png', 'c.png', 'd.png'];
const newKey = () => generateKeyPairSync('ed25519').privateKey;

const anna = newKey();
const throwaway = newKey();
let original: string;
let images: string;

/** A case that a forger has got, with the anchors beside it. */
interface Stolen {
  path: string;
  /** What whoever verifies knows of keys. */
  trusted: { key: KeyObject; statements: KeyStatement[] };
  /** Further words of the command. */
  words: string[];
}

before(() => {
  images = makeFolder();
  original = join(makeFolder(), 'review.case');
  const caseFile = openCase(original, { mode: 'write', create: true, actor: 'anna' });
  fill(caseFile, NAMES.slice(0, 2));
  sign(caseFile, anna);
  fill(caseFile, NAMES.slice(2));
  sign(caseFile, anna);
  caseFile.close();
});

function fill(caseFile: CaseFile, names: readonly string[]): void {
  for (const name of names) {
    writeFileSync(join(images, name), name);
    const made = examined({ name, folder: images, verdict: 'attack', score: 0.75 });
    const finding = { ...made.finding, sha256: sha256(name), bytes: name.length };
    const image = recordFinding(caseFile, { ...made, finding });
    decide(caseFile, [image], 'confirmed', 'anna');
  }
}

function sign(caseFile: CaseFile, key: KeyObject, statements: KeyStatement[] = []) {
  return signCase(caseFile, { key, name: 'Anna', statements });
}

function steal(): Stolen {
  const path = join(makeFolder(), 'review.case');
  copyFileSync(original, path);
  copyFileSync(anchorsPath(original), anchorsPath(path));
  return { path, trusted: { key: anna, statements: [] }, words: [] };
}

function writing<T>(path: string, work: (caseFile: CaseFile) => T, now = () => new Date()): T {
  const caseFile = openCase(path, { mode: 'write', create: true, actor: 'eve', now });
  try {
    return work(caseFile);
  } finally {
    caseFile.close();
  }
}

/** Runs `sql` with every trigger away, and puts them back as they were. */
function change(path: string, ...sql: string[]): void {
  const database = new DatabaseSync(path);
  const triggers = database.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'");
  const kept = triggers.all() as { name: string; sql: string }[];
  for (const { name } of kept) database.exec(`DROP TRIGGER ${name}`);
  for (const statement of sql) database.exec(statement);
  for (const trigger of kept) database.exec(trigger.sql);
  database.close();
}

/** What the program itself would have written: every row's hash, and the chain over them, made anew. */
function rechain(path: string): void {
  const current = new Map<string, string | null>();
  let entries: StoredEntry[] = [];
  writing(path, (caseFile) => {
    const { database } = caseFile;
    for (const { id } of database.all<{ id: number }>('SELECT id FROM images')) {
      refreshQueue(database, id);
    }
    entries = database.all<StoredEntry>('SELECT * FROM audit ORDER BY seq');
    for (const { rows } of entries) {
      for (const [table, id] of JSON.parse(rows) as RowHash[]) {
        current.set(`${table} ${id}`, caseFile.hashOf(table as RecordedTable, id));
      }
    }
  });
  let previous = '0'.repeat(64);
  const statements = entries.map((entry) => {
    const rows = (JSON.parse(entry.rows) as RowHash[]).map(([table, id, hash]) => [
      ...[table, id],
      hash === null ? null : current.get(`${table} ${id}`),
    ]);
    const content = { ...entry, rows: JSON.stringify(rows), previous };
    const hash = entryHash(content);
    const update =
      `UPDATE audit SET rows = '${content.rows}', previous = '${previous}', hash = '${hash}' ` +
      `WHERE seq = ${entry.seq}`;
    previous = hash;
    return update;
  });
  change(path, ...statements);
}

/** Replaces what the finding of an image says. */
function changeFinding(path: string, name: string): void {
  const made = examined({ name, folder: images, verdict: 'clean', score: 0.1 });
  const finding = { ...made.finding, sha256: sha256(name), bytes: name.length };
  const text = JSON.stringify(finding).replaceAll("'", "''");
  const image = `(SELECT id FROM images WHERE sha256 = '${finding.sha256}')`;
  change(path, `UPDATE findings SET finding = '${text}' WHERE image_id = ${image}`);
}

/** What `case verify --trust` says of it. */
async function verified({ path, trusted: { key, statements }, words }: Stolen) {
  const keys = join(makeFolder(), 'anna.key');
  const file = {
    schema: KEYS_SCHEMA,
    keys: [{ name: 'Anna Example', publicKey: publicKeyOf(key) }],
    statements,
  };
  writeFileSync(keys, JSON.stringify(file));
  const { code, stdout, stderr } = await scalescope([
    ...['case', 'verify', path, '--trust', keys],
    ...words,
  ]);
  return { code, text: stdout.toString() + stderr };
}

type Forgery = [what: string, forge: (stolen: Stolen) => void, named: RegExp];

const EDIT_DECISION = "UPDATE reviews SET value = 'ok' WHERE id = (SELECT min(id) FROM reviews)";
const SWAP =
  'UPDATE pictures SET bytes = (SELECT other.bytes FROM pictures AS other ' +
  'WHERE other.image_id = pictures.image_id AND other.kind <> pictures.kind)';
const rewritten = (entry: number) =>
  new RegExp(
    `^anchor: Entry ${entry} is not the one that Anna Example \\(key [0-9a-f]{16}\\) signed on .*: the log was rewritten`,
    'm',
  );
const at = new Date('2030-01-01T00:00:00Z');

const FORGERIES: Forgery[] = [
  [
    'an edited decision',
    ({ path }) => change(path, EDIT_DECISION),
    /^row: Review 1 \(decision\) of .*a\.png differs from what was recorded/m,
  ],
  [
    'an edited decision, with the chain made anew from the start',
    ({ path }) => {
      change(path, EDIT_DECISION);
      rechain(path);
    },
    /^anchor: .*(is not the one that|begins with)/m,
  ],
  [
    'an edited entry of the log, with the hash of before',
    ({ path }) => change(path, "UPDATE audit SET actor = 'ben' WHERE seq = 5"),
    /^audit: Audit entry 5 \(sign, .*\) was altered after it was written\.$[^]*^OPEN: entries 1 to 10 were signed by Anna Example .*, but entry 5 is not as it was then$/m,
  ],
  [
    'an edited finding of the second half, with the chain made anew',
    ({ path }) => {
      changeFinding(path, 'd.png');
      rechain(path);
    },
    /^anchor: Entry 10 is not .* the log was rewritten after entry 5, and at or before entry 10/m,
  ],
  [
    'an edited finding',
    ({ path }) => changeFinding(path, 'b.png'),
    /^row: Finding 2 of .*b\.png differs from what was recorded/m,
  ],
  [
    'thumbnails that changed their places',
    ({ path }) => change(path, SWAP),
    /^row: Picture 1 \(human\) of .*a\.png differs from what was recorded/m,
  ],
  [
    'thumbnails that changed their places, with the chain made anew',
    ({ path }) => {
      change(path, `${SWAP} WHERE image_id = 4`);
      rechain(path);
    },
    rewritten(10),
  ],
  [
    'an image that was exchanged on the disk',
    () => writeFileSync(join(images, 'b.png'), 'another'),
    /^original: .*b\.png is no longer the file that was examined/m,
  ],
  [
    'an image that was exchanged in the case, with the chain made anew',
    ({ path }) => {
      change(path, `UPDATE images SET sha256 = '${sha256('another')}' WHERE id = 3`);
      rechain(path);
    },
    rewritten(10),
  ],
  [
    'a tail that was cut off, log and rows',
    ({ path }) => {
      const shorter = join(makeFolder(), 'shorter.case');
      writing(shorter, (caseFile) => fill(caseFile, NAMES.slice(0, 1)));
      const { hash, seq } = placed(path, 3);
      change(path, ...cut(seq));
      assert.equal(placed(path, 3).hash, hash);
    },
    /^anchor: The log ends with entry 3, but review\.case\.anchors holds a head of entry 10 that Anna Example .* entries were cut off the end\.$/m,
  ],
  [
    'another log in the place of the whole',
    ({ path }) => {
      for (const part of ['', '-wal', '-shm']) rmSync(path + part, { force: true });
      writing(path, (caseFile) => fill(caseFile, NAMES));
    },
    /^anchor: All heads in review\.case\.anchors, signed by Anna Example .* The whole log was replaced by another, or/m,
  ],
  [
    'another log, signed with a key of the forger',
    ({ path }) => {
      for (const part of ['', '-wal', '-shm', '.anchors']) rmSync(path + part, { force: true });
      writing(path, (caseFile) => {
        fill(caseFile, NAMES);
        sign(caseFile, throwaway);
      });
    },
    /^OPEN: entries 1 to 9 are signed by the key [0-9a-f]{16}, which is not trusted: anybody can make a key/m,
  ],
  [
    'heads of another case among its own',
    ({ path }) => {
      const other = join(makeFolder(), 'other.case');
      const head = writing(other, (caseFile) => {
        fill(caseFile, NAMES.slice(0, 1));
        return sign(caseFile, anna);
      });
      addAnchors(path, [head]);
    },
    /^anchor: 1 of 3 heads in review\.case\.anchors, .* They are those of another case\.$/m,
  ],
  [
    'a head that names another signer',
    ({ path }) => {
      const file = anchorsPath(path);
      writeFileSync(file, readFileSync(file, 'utf8').replace('"signer":"Anna"', '"signer":"Eve"'));
    },
    /^anchor: The head of entry 5 in review\.case\.anchors does not match its signature: it was altered/m,
  ],
  [
    'heads that were removed',
    ({ path }) => rmSync(anchorsPath(path)),
    /^OPEN: the log tells of 2 signed heads \(the last of entry 10\), but review\.case\.anchors is not there: it was removed/m,
  ],
  [
    'the last head removed',
    ({ path }) => {
      const [first] = readFileSync(anchorsPath(path), 'utf8').split('\n');
      writeFileSync(anchorsPath(path), `${first}\n`);
    },
    /^OPEN: the log tells of 1 signed head \(the last of entry 10\) that review\.case\.anchors does not hold: heads were removed/m,
  ],
  [
    'a line of the anchors that was cut off',
    ({ path }) => {
      const text = readFileSync(anchorsPath(path), 'utf8');
      writeFileSync(anchorsPath(path), text.slice(0, -40));
    },
    /^anchor: Line 2 of review\.case\.anchors is no anchor: it was altered, or cut off\.$/m,
  ],
  [
    'an earlier head removed',
    ({ path }) => {
      const [, second] = readFileSync(anchorsPath(path), 'utf8').split('\n');
      writeFileSync(anchorsPath(path), `${second}\n`);
    },
    /^OPEN: the log tells of 1 signed head .* heads were removed$[^]*but OPEN: heads that the log tells of were removed/m,
  ],
  [
    'a line that is none, with a printed head after it',
    ({ path }) => {
      const [, second] = readFileSync(anchorsPath(path), 'utf8').split('\n');
      const printed = headText(JSON.parse(second!) as SignedHead);
      writeFileSync(anchorsPath(path), `{"schema":"scalescope/case-h\n${printed}`);
    },
    /^anchor: Line 1 of review\.case\.anchors is no anchor: it was altered, or cut off\.$/m,
  ],
  [
    'a printed head of another case, with the heads of this one as lines',
    ({ path }) => {
      const file = anchorsPath(path);
      const other = join(makeFolder(), 'other.case');
      const head = writing(other, (caseFile) => {
        fill(caseFile, NAMES.slice(0, 1));
        return sign(caseFile, anna);
      });
      writeFileSync(file, `${headText(head)}${readFileSync(file, 'utf8')}`);
    },
    /^anchor: 1 of 3 heads in review\.case\.anchors, .* They are those of another case\.$/m,
  ],
  [
    'decisions that were added without the key',
    ({ path }) => writing(path, (caseFile) => decide(caseFile, [1], 'ok', 'anna')),
    /^OPEN: entry 11 is signed by no trusted key: whoever could write the case can have made them/m,
  ],
  [
    'a clock that was set back, and signed with the right key',
    ({ path }) => {
      const yesterday = () => new Date(Date.now() - 86_400_000);
      writing(
        path,
        (caseFile) => {
          decide(caseFile, [1], 'ok', 'anna');
          sign(caseFile, anna);
        },
        yesterday,
      );
    },
    /^time: Entry 11 is of .*, but entry 10 before it is of .*: the clock was set back, or one of the times is false\.$/m,
  ],
  [
    'a time stamp of another log',
    ({ path, words }) => {
      const made = join(import.meta.dirname, '../../stamp/made');
      const response = readFileSync(join(made, 'granted.tsr')).toString('base64');
      const place = placed(path, 10);
      addAnchors(path, [
        {
          ...{ schema: 'scalescope/stamp@1', nonce: '01', response },
          ...{ case: placed(path, 1).hash, entry: 10, hash: place.hash },
        },
      ]);
      words.push('--tsa', join(made, 'root.pem'));
    },
    /^anchor: The time stamp of .* in review\.case\.anchors is of 2cf24dba5fb0a30e, which is no entry of this log: it is a stamp of another log/m,
  ],
  [
    'heads by a key that was revoked',
    ({ trusted }) => {
      trusted.statements.push(revocation(publicKeyOf(anna), anna, at.toISOString(), 'stolen'));
    },
    /^OPEN: entries 1 to 10 are signed by Anna Example .*, which was revoked on 2030-01-01T00:00:00\.000Z \(stolen\), and no trusted time stamp of the head shows that it was signed before: that vouches for nothing\./m,
  ],
  [
    'heads by a key in whose place there was another',
    ({ trusted }) => {
      trusted.statements.push(rotation(anna, newKey(), '2020-01-01T00:00:00.000Z'));
    },
    /^anchor: The head of entry 10 in .* signed on .* by Anna Example .*, in whose place another key signs since 2020-01-01T00:00:00\.000Z: it vouches for nothing\.$/m,
  ],
  [
    'a successor that the key did not name',
    ({ path }) => {
      const statement = rotation(throwaway, newKey(), new Date().toISOString());
      const claimed = { ...statement, key: publicKeyOf(anna) };
      writing(path, (caseFile) => {
        decide(caseFile, [1], 'ok', 'anna');
        sign(caseFile, throwaway, [claimed]);
      });
    },
    /^OPEN: entries 1 to 12 are signed by the key [0-9a-f]{16}, which is not trusted/m,
  ],
];

/** Takes the log and its rows off after entry `seq`, as if the rest had never been. */
function cut(seq: number): string[] {
  const tables = ['reviews', 'queue', 'pictures', 'findings', 'sightings'];
  return [
    'PRAGMA foreign_keys = OFF',
    `DELETE FROM audit WHERE seq > ${seq}`,
    ...tables.map((table) => `DELETE FROM ${table} WHERE image_id > 1`),
    'DELETE FROM images WHERE id > 1',
  ];
}

/** The entry `seq` of the log at `path`. */
function placed(path: string, seq: number): { seq: number; hash: string } {
  const caseFile = openCase(path, { mode: 'read' });
  try {
    const entry = caseFile.database.get<{ seq: number; hash: string }>(
      'SELECT seq, hash FROM audit WHERE seq = ?',
      seq,
    );
    return entry ?? { seq: 0, hash: '' };
  } finally {
    caseFile.close();
  }
}

suite('a case that was signed', () => {
  test('is vouched for to its end by the key, by its fingerprint and by a printed head', async () => {
    const stolen = steal();
    const { code, text } = await verified(stolen);
    assert.equal(code, 0, text);
    assert.match(text, /^vouched: entries 1 to 10: signed by Anna Example .* as Anna on /m);
    assert.match(text, /vouched for as of \d{4}-\S+Z: whether anything came later, only a later/);
    const printed = join(makeFolder(), 'head.txt');
    const head = writing(stolen.path, (caseFile) => sign(caseFile, anna)); // signed already
    writeFileSync(printed, headText(head));
    rmSync(anchorsPath(stolen.path));
    const typed = await verified({ ...stolen, words: ['--anchors', printed] });
    assert.equal(typed.code, 0, typed.text);
  });

  test('is vouched for by keys that follow one another, from the first of them and from the last', async () => {
    const stolen = steal();
    const next = newKey();
    const now = new Date().toISOString();
    const statements = [rotation(anna, next, now)];
    writing(stolen.path, (caseFile) => {
      decide(caseFile, [1], 'ok', 'anna');
      sign(caseFile, next, statements);
    });
    for (const key of [anna, next]) {
      const { code, text } = await verified({ ...stolen, trusted: { key, statements: [] } });
      assert.equal(code, 0, text);
    }
  });

  test('by a key that was revoked since is vouched for again by another key', async () => {
    const stolen = steal();
    const next = newKey();
    stolen.trusted.statements.push(
      revocation(publicKeyOf(anna), anna, new Date().toISOString(), 'copied'),
    );
    writing(stolen.path, (caseFile) => sign(caseFile, next));
    const both = { ...stolen, words: ['--trust', fingerprintOf(publicKeyOf(next))] };
    const { code, text } = await verified(both);
    assert.equal(code, 0, text);
    assert.match(text, /^note: entries 1 to 10 are signed by Anna Example .*, which was revoked/m);
    assert.match(text, /^vouched: entries 1 to 11: signed by the key/m);
  });

  for (const [what, forge, named] of FORGERIES) {
    test(`names ${what}`, async () => {
      const stolen = steal();
      try {
        forge(stolen);
        const { code, text } = await verified(stolen);
        assert.equal(code, 1, text);
        assert.match(text, named);
        // Nothing is called vouched for beside what was altered; of an original the log says nothing else.
        if (/^(row|audit|anchor|time|database): /m.test(text))
          assert.doesNotMatch(text, /^vouched/m);
      } finally {
        writeFileSync(join(images, 'b.png'), 'b.png');
      }
    });
  }

  test('without a trusted key is open, whatever was signed', async () => {
    const { path } = steal();
    const empty = join(makeFolder(), 'nobody.json');
    writeFileSync(empty, JSON.stringify({ schema: KEYS_SCHEMA, keys: [], statements: [] }));
    const { code, stdout } = await scalescope(['case', 'verify', path, '--trust', empty]);
    assert.equal(code, 1);
    assert.match(stdout.toString(), /^OPEN: entries 1 to 10 are signed by the key/m);
    assert.match(stdout.toString(), /no key is trusted: give --trust KEY/);
    assert.ok(existsSync(path));
  });
});

suite('a report that was signed again', () => {
  /** Verifies the report of the case, changed and signed by `key`. */
  async function signedBy(key: KeyObject, ...words: string[]) {
    const caseFile = openCase(original, { mode: 'read' });
    const report = makeCaseReport(caseFile, new Date().toISOString());
    caseFile.close();
    report.counts.matching = 1;
    const path = join(makeFolder(), 'report.json');
    writeFileSync(path, JSON.stringify({ ...report, signature: signatureOf(report, key) }));
    const { code, stdout } = await scalescope(['verify', path, ...words]);
    return { code, text: stdout.toString() };
  }

  test('with a throwaway key is open, and says that nobody trusts the key', async () => {
    const pem = join(makeFolder(), 'anna.pem');
    const spki = Buffer.from(publicKeyOf(anna), 'base64').toString('base64');
    writeFileSync(pem, `-----BEGIN PUBLIC KEY-----\n${spki}\n-----END PUBLIC KEY-----\n`);
    const { code, text } = await signedBy(throwaway, '--trust', pem);
    assert.equal(code, 2, text);
    assert.match(
      text,
      /OPEN {3}Signature: matches the report, by the key .*, which is not trusted/,
    );
    assert.match(text, /OPEN {3}Case: not given/);
    const trusted = await signedBy(anna, '--trust', pem);
    assert.equal(trusted.code, 0, trusted.text);
    assert.match(trusted.text, /ok {5}Signature: .*, which is trusted/);
    assert.match(trusted.text, /- {6}Case: not given/);
  });
});
