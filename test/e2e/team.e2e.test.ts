/** Two reviewers on one shared case: one in a window, the other by a connection of his own. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright';
import { openCase } from '../../main/cases/open-case.ts';
import { readRow } from '../../main/cases/queue/queue.ts';
import { decide } from '../../main/cases/review/review.ts';
import { shareCase } from '../../main/cases/share-case.ts';
import type { CaseFile } from '../../main/cases/store/case-file.ts';
import { parseCaseAddress } from '../../main/cases/team/case-address.ts';
import { keepToken } from '../../main/cases/team/credentials.ts';
import { connectToCase } from '../../main/cases/team/open-team-case.ts';
import { addReviewer } from '../../main/cases/team/reviewers.ts';
import { makeFolder } from '../main/cases/make-case.ts';
import { asReviewer } from '../main/cases/team/database-cases.ts';
import { makeTestDatabase, withoutPostgres, type TestDatabase } from '../support/postgres.ts';
import { makeReviewCase } from '../support/review-case.ts';
import { settled, startViewer, until, type RunningViewer } from '../support/viewer.ts';

describe('a shared case in the viewer', { skip: withoutPostgres }, () => {
  let server: TestDatabase;
  let viewer: RunningViewer;
  let page: Page;
  let ben: CaseFile;

  before(async () => {
    server = await makeTestDatabase();
    const file = openCase(await makeReviewCase(makeFolder(), 6), { mode: 'read' });
    const shared = await shareCase(`${server.ownerUrl}#march`, file, '1.0.0');
    file.close();
    const owner = connectToCase(shared.address).database;
    const tokens = {
      anna: addReviewer(owner, 'anna', null),
      ben: addReviewer(owner, 'ben', null),
    };
    owner.close();
    const address = asReviewer(shared.address);
    ben = openCase(address, { mode: 'write', token: tokens.ben });
    keepToken(parseCaseAddress(address).shown, tokens.anna);
    viewer = await startViewer([], address);
    page = await viewer.open();
    page.setDefaultTimeout(60_000);
    await settled(page);
  });

  after(async () => {
    ben.close();
    await viewer.close();
    await server.drop();
    assert.deepEqual(
      viewer.problems.filter((problem) => !/status of 4(04|09)/.test(problem)),
      [],
    );
  });

  it('is reviewed by whom the token names, and by nobody else', async () => {
    await until(
      async () => (await page.getByTestId('reviewer').textContent()) === 'anna',
      'anna as the reviewer',
    );
    await page.keyboard.press('7');
    await until(() => readRow(ben, 1).decision === 'ok', 'the decision in the database');
    assert.equal(readRow(ben, 1).reviewer, 'anna');
  });

  it('shows what another decides while the window is open', async () => {
    await page.getByTestId('review-place').getByText(/^2 of/).waitFor();
    await settled(page);
    decide(ben, [2], 'confirmed', 'ben');
    await page
      .getByTestId('review-bar')
      .getByText(/by ben/)
      .waitFor();
  });

  it('goes on when the database was away', async () => {
    await server.cutConnections();
    await until(() => {
      try {
        return readRow(ben, 2).decision === 'confirmed';
      } catch {
        return false; // the first question to a connection that was cut
      }
    }, 'the database again');
    await page.keyboard.press('j');
    await page.getByTestId('review-place').getByText(/^3 of/).waitFor();
    decide(ben, [3], 'ok', 'ben');
    await page
      .getByTestId('review-bar')
      .getByText(/OK by ben/)
      .waitFor();
    await page.keyboard.press('j');
    await page.getByTestId('review-place').getByText(/^4 of/).waitFor();
    await settled(page);
    await page.keyboard.press('7');
    await until(() => readRow(ben, 4).decision === 'ok', 'the next decision in the database');
    assert.equal(readRow(ben, 4).reviewer, 'anna');
  });
});
