/** Cases in a database of the server that tests have, for the suites that cases in files have too. */
import { CaseFile } from '../../../../main/cases/store/case-file.ts';
import { CASE_VERSION } from '../../../../main/cases/store/schema.ts';
import { DEADLINE_MS } from '../../../../main/cases/store/deadline.ts';
import { parseCaseAddress, quoted, schemaOf } from '../../../../main/cases/team/case-address.ts';
import { guardingStatements, makingStatements } from '../../../../main/cases/team/guards.ts';
import { keepToken } from '../../../../main/cases/team/credentials.ts';
import { connectToCase } from '../../../../main/cases/team/open-team-case.ts';
import { MAKING, TeamDatabase } from '../../../../main/cases/team/team-database.ts';
import { REVIEWERS_ROLE } from '../../../../main/cases/share-case.ts';
import { sha256, steadyClock, type CaseStore } from '../make-case.ts';

/**
 * Makes case after case in the database at `url`; `close` ends the connection of their owner. `superUrl`: the same for
 * a user whom nothing is refused.
 */
export function caseMaker(url: string, superUrl: string): CaseStore & { close: () => void } {
  const options = { connection: url, shown: url, deadlineMs: DEADLINE_MS };
  const owner = new TeamDatabase({ ...options, name: 'none' });
  let made = 0;
  const openAgain = (path: string, now: () => Date): CaseFile =>
    namingAnybody(path, now, (reviewer) => {
      // Not by addReviewer: the suites write one person in two ways, which it refuses.
      const token = `token of ${reviewer}`;
      owner.run(
        `INSERT INTO ${quoted(schemaOf(parseCaseAddress(path).name!))}.reviewers (name, token_hash) VALUES (?, ?) ` +
          'ON CONFLICT DO NOTHING',
        ...[reviewer, sha256(token)],
      );
      return token;
    });
  return {
    make() {
      const name = `made-${++made}`;
      const schema = schemaOf(name);
      owner.transaction(() => {
        for (const sql of makingStatements(schema, CASE_VERSION)) owner.exec(sql);
        for (const sql of guardingStatements(schema, REVIEWERS_ROLE)) owner.exec(sql);
      }, MAKING);
      return openAgain(asReviewer(`${url}#${name}`), steadyClock());
    },
    openAgain,
    tamper(path, sql) {
      const name = parseCaseAddress(path).name!;
      const anybody = new TeamDatabase({ ...options, connection: superUrl, name });
      try {
        anybody.exec("SET session_replication_role = 'replica'");
        anybody.exec(sql);
      } finally {
        anybody.close();
      }
    },
    close: () => owner.close(),
  };
}

/** The address of a case for a user of the database who has the rights of reviewers and no others. */
export function asReviewer(address: string): string {
  const url = new URL(address);
  url.username = 'scalescope_test_reviewer';
  return url.href;
}

/** A case in which each change is made by whom it names, with a token that `tokenOf` gives them. */
function namingAnybody(
  address: string,
  now: () => Date,
  tokenOf: (reviewer: string) => string,
): CaseFile {
  const tokens = new Map<string, string>();
  const { database, name } = connectToCase(address);
  const options = { mode: 'write', now, actor: 'tester' } as const;
  const signIn = (reviewer: string): void => {
    if (!tokens.has(reviewer)) tokens.set(reviewer, tokenOf(reviewer));
    database.signIn(tokens.get(reviewer)!);
  };
  const parts = { path: database.path, name, options };
  const caseFile: CaseFile = new CaseFile({
    ...{ ...parts, database, readOnly: false },
    reopen() {
      const reader = connectToCase(address).database;
      reader.signIn(tokens.get('tester')!);
      return new CaseFile({ ...parts, database: reader, readOnly: true, reopen: () => caseFile });
    },
  });
  signIn('tester');
  keepToken(database.path, tokens.get('tester')!);
  const change = caseFile.change.bind(caseFile);
  caseFile.change = (action, details, work, actor = 'tester') => {
    signIn(actor);
    return change(action, details, work, actor);
  };
  return caseFile;
}
