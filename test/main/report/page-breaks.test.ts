/** The pages of a case report as a real browser prints them, told from the structure of the PDF. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PDFDocument } from '@cantoo/pdf-lib';
import { findBrowser } from '../../../main/base/browser-app.ts';
import { decide } from '../../../main/cases/review/review.ts';
import { makeCaseReport } from '../../../main/report/make-case-report.ts';
import { renderCaseReport } from '../../../main/report/render-report.ts';
import { badBreaks } from './page-breaks.ts';
import { addImage, newCase } from '../cases/make-case.ts';

const GRAY =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==';

test('no heading, caption or row of a case report is parted from what it is of', async (t) => {
  if (findBrowser() === null) return t.skip('no browser is installed that prints');
  const made = newCase();
  const ids = Array.from({ length: 44 }, (_, i) => {
    const flagged = { verdict: 'attack', score: 1 - i / 10, sampler: 'opencv/linear' } as const;
    const broken = i === 7 ? ({ verdict: 'error' } as const) : {};
    const name = `upload_${i}_of_a_person_with_a_long_name.png`;
    return addImage(made, { name, ...(i < 5 ? flagged : broken) });
  });
  decide(made, ids.slice(0, 40), 'to-check', 'Ada');
  decide(made, ids.slice(0, 9), 'ok', 'Bo');
  const report = makeCaseReport(made, '2026-03-01T12:30:45.678Z');
  made.close();
  for (const image of report.images) {
    const picture = { src: GRAY, width: 160, height: 120, view: null, shows: null };
    Object.assign(image, { human: picture, machine: picture });
    image.reasons = Array.from({ length: 3 }, () => 'A sentence that says why. '.repeat(6));
  }
  const pdf = await PDFDocument.load(await renderCaseReport(report, '.pdf'));
  assert.ok(pdf.getPageCount() >= 6, `${pdf.getPageCount()} pages`);
  assert.deepEqual(badBreaks(pdf), []);
});
