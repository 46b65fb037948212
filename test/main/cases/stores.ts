/** One suite of tests for both stores of a case: a file, and PostgreSQL where there is one. */
import { after, before, beforeEach, suite } from 'node:test';
import { CaseFile } from '../../../main/cases/store/case-file.ts';
import { connectToCase } from '../../../main/cases/team/open-team-case.ts';
import { addReviewer } from '../../../main/cases/team/reviewers.ts';
import type { TeamDatabase } from '../../../main/cases/team/team-database.ts';
import { shareCase } from '../../../main/cases/share-case.ts';
import { makeTestDatabase, withoutPostgres, type TestDatabase } from '../../support/postgres.ts';
import { newCase, steadyClock } from './make-case.ts';

export interface Store {
  kind: 'file' | 'database';
  /** A new case that is open for writing, in which anybody may be named. */
  newCase(): CaseFile;
}

/** Cases that are ready before a test begins: making one waits, and newCase does not. */
const READY = 2;

/** Runs what `define` defines on a file and on PostgreSQL; without a server that part is skipped by its name. */
export function eachStore(title: string, define: (store: Store) => void): void {
  suite(`${title}: file`, () => define({ kind: 'file', newCase: () => newCase() }));
  suite(`${title}: PostgreSQL`, { skip: withoutPostgres }, () => {
    const ready: TeamDatabase[] = [];
    const open: TeamDatabase[] = [];
    let database: TestDatabase;
    let made = 0;
    before(async () => {
      database = await makeTestDatabase();
    });
    beforeEach(async () => {
      while (ready.length < READY) {
        const { address } = await shareCase(`${database.url}#c${++made}`, null, '1.0.0');
        ready.push(connectToCase(address).database);
      }
    });
    after(async () => {
      for (const owner of [...ready, ...open]) owner.close();
      await database.drop();
    });
    define({
      kind: 'database',
      newCase() {
        const owner = ready.shift()!;
        open.push(owner);
        return namingAnybody(owner, asReviewer(owner.path));
      },
    });
  });
}

/** The address of a case for a user of the database who has the rights of reviewers and no others. */
export function asReviewer(address: string): string {
  const url = new URL(address);
  url.username = 'scalescope_test_reviewer';
  return url.href;
}

/** The case of `owner`, where each change is made by whom it names: with a token of theirs. */
function namingAnybody(owner: TeamDatabase, address: string): CaseFile {
  const tokens = new Map<string, string>();
  const { database, name } = connectToCase(address);
  const options = { mode: 'write', now: steadyClock(), actor: 'tester' } as const;
  const signIn = (actor: string): void => {
    if (!tokens.has(actor)) tokens.set(actor, addReviewer(owner, actor, null));
    database.signIn(tokens.get(actor)!);
  };
  const parts = { path: database.path, name, options, readOnly: false };
  const caseFile: CaseFile = new CaseFile({
    ...{ ...parts, database },
    reopen() {
      const reader = connectToCase(address).database;
      reader.signIn(tokens.get('tester')!);
      return new CaseFile({ ...parts, database: reader, reopen: () => caseFile });
    },
  });
  signIn('tester');
  const change = caseFile.change.bind(caseFile);
  caseFile.change = (action, details, work, actor = 'tester') => {
    signIn(actor);
    return change(action, details, work, actor);
  };
  return caseFile;
}
