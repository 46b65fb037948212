import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import fc from 'fast-check';
import {
  QUEUE_SORTS,
  type QueueFilter,
  type QueueOrder,
} from '../../../../shared/case/case-queue.ts';
import type { CaseFile } from '../../../../main/cases/store/case-file.ts';
import {
  countQueue,
  readFolders,
  readOrder,
  readPage,
  readProgress,
  readRow,
  readRows,
} from '../../../../main/cases/queue/queue.ts';
import { decide, signOff } from '../../../../main/cases/review/review.ts';
import { recordFinding, recordSighting } from '../../../../main/cases/record.ts';
import { verdictWord } from '../../../../shared/verdict/words.ts';
import { addImage, examined, makeFolder, newCase } from '../make-case.ts';

const VERDICTS = ['attack', 'suspicious', 'clean', 'error'] as const;
const FOLDERS = ['/pictures', '/pictures/sub', '/pictures-2', '/pictures/sub/deep'];
let caseFile: CaseFile;

before(() => {
  caseFile = newCase();
  for (let i = 0; i < 120; i++) {
    const image = addImage(caseFile, {
      name: `${(i * 37) % 100}-${i}.png`,
      folder: FOLDERS[i % FOLDERS.length],
      verdict: VERDICTS[i % 4],
      score: (i % 11) / 10, // many equals, so that the id has to decide
      sampler: i % 4 < 2 ? ['opencv/linear', 'pillow/bicubic'][i % 2] : null,
      width: 100 + (i % 7),
      ...(i % 8 === 2 ? { explanation: 'not-assessable' } : {}),
      ...(i % 5 === 0 ? { labelDistance: (i % 13) / 12 } : {}),
    });
    if (i % 3 === 0)
      decide(caseFile, [image], (['ok', 'to-check', 'confirmed'] as const)[(i % 9) / 3], 'a');
    if (i % 6 === 0) signOff(caseFile, image, i % 12 === 0, 'b');
  }
});
after(() => caseFile.close());

const order = (sort: QueueOrder['sort'], direction: QueueOrder['order']): QueueOrder => ({
  sort,
  order: direction,
});

suite('the queue', () => {
  test('pages of any size join to the whole order, each row once', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...QUEUE_SORTS),
        fc.constantFrom('asc' as const, 'desc' as const),
        fc.integer({ min: 1, max: 50 }),
        fc.constantFrom<QueueFilter>({}, { verdict: ['attack', 'clean'] }, { decision: ['none'] }),
        (sort, direction, limit, filter) => {
          const ids: number[] = [];
          let cursor: string | undefined;
          do {
            const page = readPage(caseFile, filter, order(sort, direction), { limit, cursor });
            ids.push(...page.rows.map(({ id }) => id));
            cursor = page.next ?? undefined;
          } while (cursor !== undefined);
          assert.deepEqual(ids, readOrder(caseFile, filter, order(sort, direction)));
          assert.equal(new Set(ids).size, countQueue(caseFile, filter).matching);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('is sorted by what it says', () => {
    const { rows } = readPage(caseFile, {}, order('score', 'desc'), { limit: 500 });
    const scores = rows.map(({ score }) => score);
    assert.deepEqual(
      scores,
      scores.toSorted((a, b) => b - a),
    );
    const names = readPage(caseFile, {}, order('name', 'asc'), { limit: 500 }).rows;
    assert.deepEqual(
      names.map(({ name }) => name),
      names.map(({ name }) => name).toSorted(),
    );
  });

  test('is sorted by how far labels disagree, images without labels last', () => {
    const { rows } = readPage(caseFile, {}, order('labels', 'desc'), { limit: 500 });
    const kept = rows.map(({ labelDisagreement }) => labelDisagreement ?? -1);
    assert.deepEqual(
      kept,
      kept.toSorted((a, b) => b - a),
    );
    assert.deepEqual([kept[0], kept.at(-1)], [1, -1]);
  });

  test('keeps the labels of an older finding where the newest has none', () => {
    const labeled = newCase();
    addImage(labeled, { name: 'a.png', labelDistance: 0.8 });
    const id = addImage(labeled, { name: 'a.png', engineVersion: '2.0.0' });
    assert.equal(readRow(labeled, id).labelDisagreement, 0.8);
    labeled.close();
  });

  test('filters agree with looking at every row', () => {
    const all = readPage(caseFile, {}, order('added', 'asc'), { limit: 500 }).rows;
    const cases: [QueueFilter, (row: (typeof all)[number]) => boolean][] = [
      [{ verdict: ['attack'] }, (row) => row.verdict === 'attack'],
      [{ verdict: ['clean'] }, (row) => verdictWord(row) === 'Nothing found'],
      [{ verdict: ['not-assessable'] }, (row) => row.explanation === 'not-assessable'],
      [
        { verdict: ['not-assessable', 'attack'] },
        (row) => ['Attack', 'Not assessable'].includes(verdictWord(row)),
      ],
      [
        { verdict: ['clean', 'error'] },
        (row) => ['Nothing found', 'Could not be examined'].includes(verdictWord(row)),
      ],
      [{ verdict: ['clean', 'not-assessable'] }, (row) => row.verdict === 'clean'],
      [{ decision: ['none', 'ok'] }, (row) => row.decision === null || row.decision === 'ok'],
      [{ sampler: ['opencv/linear'] }, (row) => row.sampler === 'opencv/linear'],
      [{ scoreFrom: 0.3, scoreTo: 0.5 }, (row) => row.score >= 0.3 && row.score <= 0.5],
      [{ pixelsFrom: 103 * 480 }, (row) => row.width! >= 103],
      [{ folder: '/pictures/sub' }, (row) => /^\/pictures\/sub(\/|$)/.test(row.folder)],
      [{ folder: '/pictures/' }, (row) => /^\/pictures(\/|$)/.test(row.folder)],
      [{ folder: '/' }, () => true],
      [{ labelsFrom: 0 }, (row) => row.labelDisagreement !== null],
      [{ labelsFrom: 0.25 }, (row) => (row.labelDisagreement ?? 0) >= 0.25],
      [{ text: 'SUB/7' }, (row) => row.path.includes('sub/7')],
      [{ signedOff: true }, (row) => row.signOff?.agrees === true],
      [{ original: ['missing'] }, () => false],
      [{ text: "'; DROP TABLE queue; --" }, () => false],
    ];
    for (const [filter, matches] of cases) {
      const expected = all.filter(matches).map(({ id }) => id);
      assert.deepEqual(
        readOrder(caseFile, filter, order('added', 'asc')),
        expected,
        JSON.stringify(filter),
      );
    }
  });

  test('counts and progress agree with the rows', () => {
    const all = readPage(caseFile, {}, order('added', 'asc'), { limit: 500 }).rows;
    const counts = countQueue(caseFile, { verdict: ['attack', 'suspicious'] });
    assert.deepEqual([counts.total, counts.matching], [120, 60]);
    assert.deepEqual(counts.verdicts, { attack: 30, suspicious: 30, clean: 0, error: 0 });
    assert.deepEqual(
      counts.samplers.map(({ images }) => images),
      [30, 30],
    );
    const { verdicts, notAssessable } = countQueue(caseFile, {});
    assert.deepEqual([verdicts.clean, notAssessable], [30, 15]);
    const progress = readProgress(caseFile);
    assert.equal(progress.decided, all.filter(({ decision }) => decision !== null).length);
    assert.equal(progress.signedOff, all.filter(({ signOff }) => signOff?.agrees).length);
    assert.equal(progress.flagged, 60);
    assert.equal(progress.byDecision.ok, all.filter(({ decision }) => decision === 'ok').length);
  });

  test('rows by id keep the order they are asked in, and leave out what is not there', () => {
    assert.deepEqual(
      readRows(caseFile, [7, 999, 3]).map(({ id }) => id),
      [7, 3],
    );
    assert.equal(
      readFolders(caseFile).reduce((sum, { images }) => sum + images, 0),
      120,
    );
  });

  test('folders tell images and paths apart', () => {
    const copied = newCase();
    const made = examined({ name: 'a.png' });
    recordFinding(copied, made);
    recordSighting(copied, made.finding.sha256, '/pictures/b.png');
    recordSighting(copied, made.finding.sha256, '/other/a.png');
    assert.deepEqual(
      readFolders(copied).map(({ folder, images, paths }) => [folder, images, paths]),
      [
        ['/other', 1, 1],
        ['/pictures', 1, 2],
      ],
    );
    copied.close();
  });

  test('a cursor of another order, or made up, is refused', () => {
    const { next } = readPage(caseFile, {}, order('score', 'desc'), { limit: 5 });
    for (const cursor of [
      next!,
      'made-up',
      Buffer.from('["name","asc",{},1]').toString('base64url'),
    ]) {
      assert.throws(() => readPage(caseFile, {}, order('name', 'asc'), { limit: 5, cursor }), {
        code: 'invalid-argument',
      });
    }
  });

  test('a row says why an image could not be examined', () => {
    const { rows } = readPage(caseFile, { verdict: ['error'] }, order('added', 'asc'), {
      limit: 1,
    });
    assert.deepEqual(rows[0].error, {
      code: 'decode-failed',
      message: `${rows[0].name} is broken`,
    });
    const others = readPage(caseFile, { verdict: ['clean', 'attack'] }, order('added', 'asc'), {
      limit: 500,
    });
    assert.ok(others.rows.every(({ error }) => error === null));
  });

  test('every order is read from an index, not sorted', () => {
    const inFile = newCase(join(makeFolder(), 'empty.case'));
    for (const sort of QUEUE_SORTS) {
      const columns = {
        folder: 'path',
        added: 'image_id',
        decision: 'decision',
        verdict: 'verdict',
      };
      const first = (columns as Record<string, string>)[sort] ?? sort;
      const second =
        { verdict: ', q.score DESC', decision: ', q.verdict DESC' }[sort as 'verdict'] ?? '';
      const plan = inFile.database.all<{ detail: string }>(
        `EXPLAIN QUERY PLAN SELECT q.* FROM queue AS q ORDER BY q.${first} DESC${second} LIMIT 10`,
      );
      assert.ok(
        !plan.some(({ detail }) => /TEMP B-TREE/.test(detail)),
        `${sort}: ${JSON.stringify(plan)}`,
      );
    }
    inFile.close();
  });
});
