import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { openCase } from '../../../../main/cases/open-case.ts';
import { recordSighting } from '../../../../main/cases/record.ts';
import { decide } from '../../../../main/cases/review/review.ts';
import { makeCaseReport } from '../../../../main/report/make-case-report.ts';
import type { QueueRow } from '../../../../shared/case/case-queue.ts';
import { caseReportHtml } from '../../../../shared/report/sections/case-report-html.ts';
import { scalescope } from '../../../support/capture.ts';
import { addImage, newCase, sha256, type MadeImage } from '../../cases/make-case.ts';

let path: string;

const list = async (...options: string[]): Promise<string> => {
  const { stdout } = await scalescope(['case', 'list', path, '--sort', 'name', ...options]);
  return stdout.toString();
};

before(() => {
  const caseFile = newCase();
  path = caseFile.path;
  const hidden: MadeImage = { name: '', verdict: 'attack', machineHash: '00ff00ff00ff00ff' };
  addImage(caseFile, { ...hidden, name: 'attack-1.png' });
  addImage(caseFile, { ...hidden, name: 'attack-2.png' });
  addImage(caseFile, { name: 'clean.png' });
  const small = addImage(caseFile, { name: 'small.png', explanation: 'not-assessable' });
  addImage(caseFile, { name: 'broken.png', verdict: 'error' });
  recordSighting(caseFile, sha256('attack-1.png'), '/copies/attack-1.png');
  decide(caseFile, [small], 'confirmed', 'anna');
  caseFile.close();
});

test('the list is by verdict first, then by score', async () => {
  const caseFile = newCase();
  addImage(caseFile, { name: 'unsure.png', verdict: 'suspicious', score: 0.9 });
  addImage(caseFile, { name: 'faint.png', verdict: 'attack', score: 0.3 });
  addImage(caseFile, { name: 'strong.png', verdict: 'attack', score: 0.8 });
  caseFile.close();
  const { stdout } = await scalescope(['case', 'list', caseFile.path]);
  const names = stdout.toString().match(/[a-z]+\.png/g);
  assert.deepEqual(names, ['strong.png', 'faint.png', 'unsure.png']);
});

test('a table and the findings name every path of several copies', async () => {
  const paths = ['/pictures/attack-1.png', '/copies/attack-1.png'];
  const table = await scalescope(['case', 'export', path, '--format', 'csv']);
  assert.ok(table.stdout.toString().includes(`,2,${paths.join(' | ')},\r\n`));
  const lines = await scalescope(['case', 'export', path, '--format', 'findings']);
  const told = lines.stdout
    .toString()
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { review: { paths: string[] } }).review.paths);
  assert.ok(told.some((of) => of.join() === paths.join()));
});

suite('what could not be assessed is never listed as clean', () => {
  test('in the list, where it has a filter of its own', async () => {
    assert.match(await list(), /^Not assessable +- +confirmed +\/pictures\/small\.png$/m);
    assert.match(
      await list('--verdict', 'clean'),
      /^Nothing found +0\.100 [^\n]*\/pictures\/clean\.png\n$/,
    );
    const json = await list('--verdict', 'not-assessable', '--json');
    const { name, verdict, explanation } = JSON.parse(json) as QueueRow;
    assert.deepEqual([name, verdict, explanation], ['small.png', 'clean', 'not-assessable']);
  });

  test('in the counts', async () => {
    const { stdout } = await scalescope(['case', 'info', path]);
    assert.match(
      stdout.toString(),
      /^verdicts +Attack 2, Suspicious 0, Nothing found 1, Not assessable 1, Could not be examined 1$/m,
    );
  });

  test('in the report of the case', () => {
    const caseFile = openCase(path, { mode: 'read' });
    const page = caseReportHtml(makeCaseReport(caseFile, '2026-03-01T12:30:45.678Z'));
    caseFile.close();
    const counts =
      'Attack 2, Suspicious 0, Nothing found 1, Not assessable 1, Could not be examined 1';
    assert.ok(page.includes(counts));
    assert.match(page, /<td[^>]*>Not assessable<\/td>/); // and no score
    assert.match(
      page,
      /2 files at 3 paths over 2 visible\s+pictures: attack-1\.png, attack-2\.png/,
    );
  });

  test('and exports have the verdict and the explanation as every finding has them', async () => {
    const csv = (await scalescope(['case', 'export', path, '--format', 'csv'])).stdout.toString();
    assert.match(csv, /^\/pictures\/small\.png,clean,,not-assessable,/m);
    const [head, ...rows] = csv
      .slice(1)
      .split('\r\n')
      .map((row) => row.split(','));
    const listedAs = head.indexOf('listedAs');
    const small = rows.find(([file]) => file === '/pictures/small.png');
    assert.equal(small?.[listedAs], 'not-assessable');
    const lines = (await scalescope(['case', 'export', path, '--format', 'findings'])).stdout;
    assert.match(lines.toString(), /"verdict":"clean",[^\n]*"explanation":"not-assessable"/);
  });
});
