/** The reader in another language, which shares no code with ours, reads what ours writes and finds what ours finds. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { before, suite, test } from 'node:test';
import {
  addAnchors,
  anchorsPath,
  readAnchors,
} from '../../../../main/cases/anchor/anchors-file.ts';
import { signCase } from '../../../../main/cases/anchor/sign-case.ts';
import { headText } from '../../../../main/cases/anchor/signed-head.ts';
import { addMark } from '../../../../main/cases/review/marks.ts';
import { decide, setNote } from '../../../../main/cases/review/review.ts';
import { recordFailure } from '../../../../main/cases/record.ts';
import { fingerprintOf, publicKeyOf } from '../../../../main/keys/signature.ts';
import { revocation } from '../../../../main/keys/statements.ts';
import { CASE_VERSION, RECORDED_TABLES } from '../../../../main/cases/store/schema.ts';
import { addImage, makeFolder, newCase } from '../make-case.ts';

const READER = join(import.meta.dirname, '../../../../examples/read_case.py');
const PAGE = join(import.meta.dirname, '../../../../docs/reference/case-file.md');
const { privateKey } = generateKeyPairSync('ed25519');
const fingerprint = fingerprintOf(publicKeyOf(privateKey));

/** What Python says of the case. */
function read(path: string, ...words: string[]) {
  const { status, stdout, stderr } = spawnSync('python3', [READER, path, ...words], {
    encoding: 'utf8',
  });
  return { code: status, text: stdout + stderr };
}

const hasPython = spawnSync('python3', ['--version']).status === 0;
const canVerify = hasPython && spawnSync('python3', ['-c', 'import cryptography']).status === 0;

suite('the reader in Python', { skip: hasPython ? false : 'there is no python3' }, () => {
  let path: string;
  before(() => {
    path = join(makeFolder(), 'rÉview 1.case');
    const caseFile = newCase(path);
    for (const name of ['a "quoted" name.png', 'ünïcode – \u2028 \u007f \u{1f941}.png']) {
      const image = addImage(caseFile, { name, verdict: 'attack', score: 1e-7 });
      decide(caseFile, [image], 'confirmed', 'anna');
      setNote(caseFile, image, 'tab\tnew\nline \\ \u0001', 'ben');
      const shape = { kind: 'arrow', x: 1, y: 2.5, toX: 3.25, toY: 4 };
      addMark(caseFile, 'annotation', image, { shape, text: 'here', reviewer: 'anna' });
    }
    recordFailure(caseFile, '/pictures/x.png', { code: 'unreadable', message: 'no' }, '1.0.0');
    signCase(caseFile, { key: privateKey, name: 'Anna', statements: [] });
    caseFile.close();
  });

  test('agrees that a case is whole, and that a key signed all of it', () => {
    const { code, text } = read(path, '--fingerprint', fingerprint);
    assert.doesNotMatch(text, /WRONG/);
    if (canVerify) {
      assert.equal(code, 0, text);
      assert.match(
        text,
        /all agrees, and the trusted key signed the log as it is here; a later head may be elsewhere/,
      );
    } else {
      assert.equal(code, 1);
      assert.match(text, /the signature was NOT CHECKED \(install cryptography\)/);
    }
  });

  test('reads printed heads too, and names a line that is none', () => {
    const copy = join(makeFolder(), 'printed.case');
    copyFileSync(path, copy);
    const { heads } = readAnchors(anchorsPath(path))!;
    writeFileSync(anchorsPath(copy), `kept by Anna\n\n${headText(heads[0]!)}`);
    const { code, text } = read(copy, '--fingerprint', fingerprint);
    assert.equal(code, 1);
    assert.match(text, /^WRONG: line 1 of printed\.case\.anchors is no anchor$/m);
    if (canVerify) assert.match(text, /entries 1 to \d+ are signed by key/);
    writeFileSync(anchorsPath(copy), headText(heads[0]!));
    assert.equal(read(copy, '--fingerprint', fingerprint).code, canVerify ? 0 : 1);
  });

  test('names a hit of a list that was forged, and a head by a key that was revoked', () => {
    const copy = join(makeFolder(), 'copy.case');
    copyFileSync(path, copy);
    copyFileSync(anchorsPath(path), anchorsPath(copy));
    const database = new DatabaseSync(copy);
    database.exec(
      "INSERT INTO hash_lists (name, kind, format, added_at) VALUES ('x', 'bad', 'csv', '2020');" +
        'INSERT INTO known (image_id, list_id, matched_by, at) ' +
        "VALUES (1, (SELECT max(id) FROM hash_lists), 'sha256', '2020')",
    );
    database.close();
    const at = new Date().toISOString();
    addAnchors(copy, [revocation(publicKeyOf(privateKey), privateKey, at, 'stolen')]);
    const { code, text } = read(copy, '--fingerprint', fingerprint);
    assert.equal(code, 1);
    assert.match(text, /^WRONG: row 1 of known is in no entry$/m);
    assert.match(text, /^WRONG: row 1 of hash_lists is in no entry$/m);
    if (canVerify) assert.match(text, /^WRONG: the head of .* which is said to be revoked/m);
  });

  test('lists every table that the log is of, as the page of the format does', () => {
    const [reader, page] = [READER, PAGE].map((file) => readFileSync(file, 'utf8'));
    const [, listed] = /^TABLES = \[([^\]]*)\]/m.exec(reader!)!;
    assert.deepEqual(
      [...listed!.matchAll(/"(\w+)"/g)].map(([, name]) => name),
      [...RECORDED_TABLES],
    );
    const rows = [...page!.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
    assert.deepEqual(
      RECORDED_TABLES.filter((table) => !rows.includes(table)),
      [],
    );
    assert.match(page!, new RegExp(`version of the format: ${CASE_VERSION} now`));
  });

  test('is open without a key to trust', () => {
    const { code, text } = read(path);
    assert.equal(code, 1);
    assert.match(text, /all agrees with the log, but OPEN/);
  });

  test('names a decision that was edited, and an entry that was', () => {
    const database = new DatabaseSync(path);
    database.exec("DROP TRIGGER reviews_stay; UPDATE reviews SET value = 'ok' WHERE id = 1");
    database.exec("DROP TRIGGER audit_stay; UPDATE audit SET actor = 'eve' WHERE seq = 2");
    database.close();
    const { code, text } = read(path, '--fingerprint', fingerprint);
    assert.equal(code, 1);
    assert.match(text, /^WRONG: row 1 of reviews differs from what was recorded$/m);
    assert.match(text, /^WRONG: entry 2 was altered$/m);
  });
});
