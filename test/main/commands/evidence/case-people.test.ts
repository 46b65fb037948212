import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { openCase } from '../../../../main/cases/open-case.ts';
import { decide } from '../../../../main/cases/review/review.ts';
import { takeSecondLooks } from '../../../../main/cases/review/second-looks.ts';
import { recordViews } from '../../../../main/cases/review/views.ts';
import { scalescope } from '../../../support/capture.ts';
import { addImage, newCase } from '../../cases/make-case.ts';

let path: string;
const images: number[] = [];

before(() => {
  const caseFile = newCase();
  ({ path } = caseFile);
  for (let i = 0; i < 4; i++) images.push(addImage(caseFile, { name: `${i}.png` }));
  decide(caseFile, images, 'ok', 'anna');
  caseFile.close();
});

async function said(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await scalescope(['case', ...args]);
  assert.equal(code, 0, stderr);
  return stdout.toString();
}

test('images are given to reviewers, and samples drawn and compared', async () => {
  assert.equal(
    await said('assign', path, '--to', 'anna', 'ben'),
    'anna: 2 images\nben: 2 images\n',
  );
  assert.equal(await said('agreement', path), 'Nobody has looked a second time yet.\n');
  const drawn = await said('sample', path, '--share', '50', '--to', 'ben');
  assert.equal(drawn, 'ben: 2 images for a second look\n');
  const caseFile = openCase(path, { mode: 'write' });
  takeSecondLooks(caseFile, images, 'ok', 'ben');
  caseFile.close();
  assert.equal(await said('agreement', path), 'ben agrees with anna on 2 of 2 (100 %)\n');
  assert.match(await said('agreement', path, '--json'), /"agreed": 2/);
});

test('exposure is told by reviewer, with the limits of the case', async () => {
  assert.match(await said('limits', path), /^reveals a day: no limit\nminutes a day: no limit\n$/);
  await said('limits', path, '--reveals', '3', '--minutes', '60');
  const caseFile = openCase(path, { mode: 'write', now: () => new Date('2026-03-01T10:00:00Z') });
  const views = (['view', 'reveal'] as const).map((kind) => ({ image: 1, kind, ms: 30_000 }));
  recordViews(caseFile, { views, reviewer: 'ben' });
  caseFile.close();
  assert.equal(
    await said('exposure', path, '--day', '2026-03-01'),
    'ben: that day 1 images, 1 of 3 reveals, 0.5 of 60 minutes; in all 1 images, 1 reveals, 0.5 minutes\n',
  );
  assert.match(
    await said('limits', path, '--reveals', 'none'),
    /^reveals a day: no limit\nminutes a day: 60$/m,
  );
});

test('what makes no sense is refused with a sentence', async () => {
  for (const [args, message] of [
    [['sample', path, '--to', 'ben', '--share', '0'], /more than 0 and at most 100 percent/],
    [['sample', path, '--to', 'anna', '--share', '100'], /needs another reviewer/],
    [['assign', path, '--to', ' '], /Name at least one reviewer with --to/],
    [['exposure', path, '--day', 'today'], /written as 2026-03-01/],
    [['limits', path, '--reveals', '-1'], /./],
  ] as const) {
    const { code, stderr } = await scalescope(['case', ...args]);
    assert.equal(code, 2, args.join(' '));
    assert.match(stderr, message);
  }
});
