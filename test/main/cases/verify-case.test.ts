import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, posix, win32 } from 'node:path';
import { suite, test } from 'node:test';
import { entryHash, type StoredEntry } from '../../../main/cases/store/audit.ts';
import { openCase } from '../../../main/cases/open-case.ts';
import type { CaseFile } from '../../../main/cases/store/case-file.ts';
import { addMark } from '../../../main/cases/review/marks.ts';
import { readRow } from '../../../main/cases/queue/queue.ts';
import { addRoots, recordFailure, recordFinding } from '../../../main/cases/record.ts';
import { decide, setNote } from '../../../main/cases/review/review.ts';
import { isOwnPath } from '../../../main/cases/originals.ts';
import { exportLines, importLines } from '../../../main/cases/transfer.ts';
import { verifyCase } from '../../../main/cases/verify-case.ts';
import {
  addImage,
  examined,
  isInDatabase,
  makeFolder,
  newCase,
  sha256,
  tamper,
} from './make-case.ts';
import { noiseWords } from '../../support/noise.ts';

function fill(caseFile: CaseFile): void {
  addRoots(caseFile, ['/pictures']);
  for (const name of ['a', 'b', 'c', 'd']) {
    const image = addImage(caseFile, {
      name: `${name}.png`,
      verdict: 'attack',
      score: 0.75,
      sampler: 'opencv/linear',
      machineHash: '00ff00ff00ff00ff',
    });
    decide(caseFile, [image], 'confirmed', 'anna');
    setNote(caseFile, image, `about ${name} – ünïcode`, 'ben');
    const shape = { kind: 'arrow', x: 1, y: 2, toX: 3.25, toY: 4 };
    addMark(caseFile, 'annotation', image, { shape, text: 'here', reviewer: 'anna' });
  }
  recordFailure(caseFile, '/pictures/x.png', { code: 'unreadable', message: 'no' }, '1.0.0');
}

const at = () => join(makeFolder(), 'test.case');

function filled(): string {
  const caseFile = newCase();
  fill(caseFile);
  caseFile.close();
  return caseFile.path;
}

/** Why a test is of files alone: lines are the same, wherever they come from. */
const ofFiles = { skip: isInDatabase() && 'of the bytes of a file' };

function linesOf(path: string): string[] {
  const caseFile = openCase(path, { mode: 'read', evenDamaged: true });
  try {
    return [...exportLines(caseFile, '1.0.0', (message) => assert.fail(message))];
  } finally {
    caseFile.close();
  }
}

async function problemsOf(path: string, head?: string): Promise<string[]> {
  let caseFile: CaseFile;
  try {
    caseFile = openCase(path, { mode: 'read' });
  } catch (error) {
    return [(error as Error).message];
  }
  try {
    const { problems } = await verifyCase(caseFile, { originals: false, head });
    return problems.map(({ message }) => message);
  } finally {
    caseFile.close();
  }
}

suite('verify', () => {
  test('finds nothing wrong with what was written', async () => {
    assert.deepEqual(await problemsOf(filled()), []);
  });

  const changes: [string, string, RegExp][] = [
    [
      'a finding',
      "UPDATE findings SET finding = replace(finding, '0.75', '0.15') WHERE id = 2",
      /^Finding 2 of \/pictures\/b\.png differs from what was recorded\.$/m,
    ],
    [
      'a decision',
      "UPDATE reviews SET value = 'ok' WHERE id = 5",
      /^Review 5 \(decision\) of \/pictures\/c\.png differs from what was recorded\.$/m,
    ],
    [
      'a removed note',
      'DELETE FROM reviews WHERE id = 4',
      /^Review 4 was removed by something other than Scalescope\.$/m,
    ],
    [
      'an annotation',
      "UPDATE marks SET body = replace(body, '3.25', '3.5') WHERE id = 1",
      /^Mark 1 \(annotation\) of \/pictures\/a\.png differs from what was recorded\.$/m,
    ],
    [
      'an added decision',
      "INSERT INTO reviews VALUES (99, 9, 1, 'decision', 'ok', 'eve', 1, '2025-01-01', NULL)",
      /^Review 99 \(decision\) of \/pictures\/a\.png is in no audit entry: it was added by something other than Scalescope/m,
    ],
    [
      'the queue',
      'UPDATE queue SET decision = 1 WHERE image_id = 3',
      /^The queue row of image 3 does not match .*\(decision\)/m,
    ],
    [
      'an audit entry',
      "UPDATE audit SET actor = 'eve' WHERE seq = 4",
      /^Audit entry 4 .* was altered/m,
    ],
    [
      'a cut out audit entry',
      'DELETE FROM audit WHERE seq = 4',
      /^Audit entry 5 .* follows entry 3: entries between them were removed\.$/m,
    ],
    ...(isInDatabase() ? ['oops'] : ['{}', '7', '[7]', '[["images",1]]', 'oops']).map(
      (rows): [string, string, RegExp] => [
        `an audit entry's list of rows, as ${rows}`,
        `UPDATE audit SET rows = '${rows}' WHERE seq = 4`,
        /^Audit entry 4 does not list the rows it wrote\.$/m,
      ],
    ),
    ['a cut off audit log', 'DELETE FROM audit WHERE seq > 10', /is in no audit entry/],
    [
      'a trigger',
      isInDatabase() ? 'DROP TRIGGER pictures_stay ON pictures' : 'DROP TRIGGER pictures_stay',
      /^The trigger (pictures\.)?pictures_stay was removed by something other than Scalescope\.$/m,
    ],
    [
      'a reference',
      `${isInDatabase() ? '' : 'PRAGMA foreign_keys = OFF; '}DELETE FROM findings WHERE id = 1`,
      isInDatabase()
        ? /^Finding 1 was removed by something other than Scalescope\.$/m
        : /refers to a row of findings that is missing/,
    ],
  ];
  for (const [what, sql, message] of changes) {
    test(`names ${what} that was changed from outside`, async () => {
      const path = filled();
      tamper(path, sql);
      assert.match((await problemsOf(path)).join('\n'), message);
    });
  }

  test('a noted hash of the log shows that the end of it was cut off with its rows', async () => {
    const caseFile = newCase();
    fill(caseFile);
    const { head } = await verifyCase(caseFile, { originals: false });
    caseFile.close();
    const other = newCase();
    addImage(other, { name: 'a.png' });
    other.close();
    assert.deepEqual(await problemsOf(caseFile.path, head), []);
    assert.match((await problemsOf(other.path, head)).join('\n'), /no longer has an entry/);
  });

  test('any flipped bit of the file is told, or leaves every row as it was', ofFiles, async () => {
    const path = filled();
    const whole = readFileSync(path);
    const lines = linesOf(path).join('');
    const flipped = at();
    let told = 0;
    const next = noiseWords(7);
    for (let i = 0; i < 250; i++) {
      const state = next();
      const bytes = Buffer.from(whole);
      const place = state % bytes.length;
      bytes[place] ^= 1 << (state >>> 29);
      writeFileSync(flipped, bytes);
      const problems = await problemsOf(flipped);
      if (problems.length > 0) told++;
      else assert.equal(linesOf(flipped).join(''), lines, `bit ${state >>> 29} of byte ${place}`);
    }
    assert.ok(told > 15, `${told} of 250`); // most of the pages of a small case are free
  });

  test('changed and missing originals are named, and shown as such', async () => {
    const folder = makeFolder();
    const caseFile = newCase();
    const names = ['same', 'changed', 'missing', 'copied'];
    mkdirSync(join(folder, 'copies'));
    const ids = names.map((name) => {
      const path = join(folder, name);
      writeFileSync(path, name);
      const made = examined({ name, folder });
      const finding = { ...made.finding, sha256: sha256(name), bytes: name.length };
      return recordFinding(caseFile, { ...made, finding });
    });
    copyFileSync(join(folder, 'copied'), join(folder, 'copies', 'copied'));
    const copied = examined({ name: 'copied', folder: join(folder, 'copies') });
    recordFinding(caseFile, { ...copied, finding: { ...copied.finding, bytes: 6 } });
    writeFileSync(join(folder, 'changed'), 'CHANGED');
    rmSync(join(folder, 'missing'));
    rmSync(join(folder, 'copied'));
    const { problems } = await verifyCase(caseFile, { originals: true });
    assert.deepEqual(
      problems.map(({ part, message }) => [part, message.split(' (')[0]]),
      [
        ['original', `${join(folder, 'changed')} is no longer the file that was examined`],
        ['original', `${join(folder, 'missing')} is missing`],
      ],
    );
    assert.deepEqual(
      ids.map((id) => readRow(caseFile, id).original),
      ['there', 'changed', 'missing', 'there'],
    );
    caseFile.close();
  });
});

suite('originals that a case of somebody else names', () => {
  test('are looked for only at paths of this computer', () => {
    const cases: [path: string, casePath: string, rules: typeof posix, isOwn: boolean][] = [
      ['/pictures/a.png', '/x.case', posix, true],
      ['//pictures/a.png', '/x.case', posix, true],
      ['a.png', '/x.case', posix, false],
      ['../a.png', '/x.case', posix, false],
      ['C:\\pictures\\a.png', '/x.case', posix, false],
      ['C:\\pictures\\a.png', 'D:\\x.case', win32, true],
      ['pictures\\a.png', 'D:\\x.case', win32, false],
      ['C:a.png', 'D:\\x.case', win32, false],
      ['\\\\server\\share\\a.png', 'D:\\x.case', win32, false],
      ['//server/share/a.png', 'D:\\x.case', win32, false],
      ['\\\\Server\\share\\a.png', '\\\\server\\cases\\x.case', win32, true],
      ['\\\\other\\share\\a.png', '\\\\server\\cases\\x.case', win32, false],
      ['\\\\?\\UNC\\server\\a.png', '\\\\?\\C:\\x.case', win32, false],
      ['\\\\.\\pipe\\a', 'D:\\x.case', win32, false],
    ];
    for (const [path, casePath, rules, isOwn] of cases) {
      assert.equal(isOwnPath(path, casePath, rules), isOwn, `${path} of ${casePath}`);
    }
  });

  test('are else missing, and said not to have been looked for', async () => {
    const caseFile = newCase();
    const foreign = 'package.json'; // which is there, beside the program
    recordFinding(caseFile, { ...examined({ name: 'a.png' }), path: foreign });
    const { problems } = await verifyCase(caseFile, { originals: true });
    assert.match(
      problems[0].message,
      /^package\.json is not a path on this computer and was not searched/,
    );
    caseFile.close();
  });
});

suite('export and import', () => {
  test('a case comes back row for row, with findings, decisions, notes and marks', async () => {
    const path = filled();
    const lines = linesOf(path);
    const copy = at();
    const caseFile = newCase(copy);
    assert.equal(await importLines(caseFile, lines), 4);
    caseFile.close();
    assert.deepEqual(linesOf(copy), lines);
    assert.deepEqual(await problemsOf(copy), []);
  });

  const alterations: [string, (lines: string[]) => string[], RegExp][] = [
    [
      'an altered finding',
      (lines) => lines.map((line) => line.replace(/(?<=^.*"findings".*)0\.75/, '0.15')),
      /^Line \d+ was altered: The row findings \d+ differs from what was recorded/,
    ],
    [
      'a removed decision',
      (lines) => lines.filter((line) => !line.includes('"id":3,"change"')),
      /^The row reviews 3, which the audit log lists, is missing/,
    ],
    ['a cut end', (lines) => lines.slice(0, -1), /The log does not end with the hash/],
    [
      'lines of something else',
      () => ['{"schema":"other"}\n'],
      /Expected the lines of an exported case/,
    ],
    ['no line', () => [], /Expected the lines of an exported case/],
    [
      'a field that no case holds',
      (lines) =>
        lines.map((line) => line.replace(/(?<="table":"images","row":\{"id":)\d+/, 'true')),
      /^Line \d+ was altered: The field id has a value that no case has/,
    ],
    [
      'an audit entry that lists no rows, with a hash of its own',
      (lines) => {
        const { table, row } = JSON.parse(lines.at(-1)!) as { table: string; row: StoredEntry };
        const entry = { ...row, rows: '{}' };
        const hash = entryHash(entry);
        const header = { ...(JSON.parse(lines[0]) as object), head: hash };
        const last = { table, row: { ...entry, hash } };
        return [JSON.stringify(header), ...lines.slice(1, -1), JSON.stringify(last)];
      },
      /^Audit entry \d+ does not list the rows it wrote/,
    ],
    ['a line that is no JSON', (lines) => [...lines.slice(0, 3), 'oops\n'], /^Line 4 was altered/],
  ];
  for (const [what, alter, message] of alterations) {
    test(`${what} is refused, and nothing is imported`, ofFiles, async () => {
      const lines = alter(linesOf(filled()));
      const caseFile = newCase(at());
      await assert.rejects(importLines(caseFile, lines), { message });
      assert.equal(caseFile.database.get<{ n: number }>('SELECT count(*) AS n FROM images')!.n, 0);
      caseFile.close();
    });
  }
});

suite('a case that is being written meanwhile', () => {
  test('is verified as it was at one moment', async () => {
    const caseFile = newCase();
    fill(caseFile);
    let written = 0;
    const progress = () => void addImage(caseFile, { name: `meanwhile-${written++}.png` });
    const { problems } = await verifyCase(caseFile, { originals: false, progress });
    assert.ok(written > 8, `${written} images were written meanwhile`);
    assert.deepEqual(problems, []);
    caseFile.close();
  });

  test('is exported as it was at one moment, so that it can be imported', async () => {
    const caseFile = newCase();
    fill(caseFile);
    const lines: string[] = [];
    await caseFile.atOneMoment((reader) => {
      for (const line of exportLines(reader, '1.0.0', assert.fail)) {
        lines.push(line);
        addImage(caseFile, { name: `meanwhile-${lines.length}.png` });
      }
    });
    const copy = newCase(at());
    assert.equal(await importLines(copy, lines), 4);
    for (const open of [caseFile, copy]) {
      assert.deepEqual((await verifyCase(open, { originals: false })).problems, []);
      open.close();
    }
  });
});
