/** The suites of cases, once more on cases in PostgreSQL: a case is the same wherever it is. */
import { after, suite } from 'node:test';
import { makeTestDatabase, withoutPostgres } from '../../../support/postgres.ts';
import { makeCasesBy } from '../make-case.ts';
import { caseMaker } from './database-cases.ts';

if (withoutPostgres !== false) {
  suite('the suites of cases, on PostgreSQL', { skip: withoutPostgres });
} else {
  const database = await makeTestDatabase();
  const { close, ...store } = caseMaker(database.ownerUrl, database.url);
  makeCasesBy(store);
  after(async () => {
    close();
    await database.drop();
  });
  await import('../queue/queue.test.ts');
  await import('../review/review.test.ts');
  await import('../review/people.test.ts');
  await import('../inventory.test.ts');
  await import('../campaigns.test.ts');
  await import('../round-trip.test.ts');
  await import('../verify-case.test.ts');
  await import('../exports/exports.test.ts');
  await import('../../report/verify-case-report.test.ts');
  await import('../../report/case-report.test.ts');
  await import('../../known/known-scan.test.ts');
  await import('../../commands/calibrate/run-calibrate.test.ts');
}
