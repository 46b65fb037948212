/** Inputs that once crashed, hung or were answered in raw words, named `target--what.ending`. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { DatabaseSync } from 'node:sqlite';
import { createEngines, type EnginePool } from '../../main/engine/pool/pool.ts';
import { makeFolder } from '../main/cases/make-case.ts';
import { runOnce, type Result } from './run-once.ts';
import { caseFileSeeds } from './seeds/cases.ts';
import { FUZZ_LIMITS } from './targets/target.ts';
import { targetOf } from './targets/targets.ts';
import { writeFileSync } from 'node:fs';

const FOLDER = new URL('./regressions/', import.meta.url);

const work = makeFolder();
let pool: EnginePool | undefined;
const engines = () => (pool ??= createEngines({ count: 1, limits: FUZZ_LIMITS }));
after(() => pool?.close());

function assertGood({ outcome, kind, detail }: Result): void {
  assert.notEqual(outcome, 'failed', `${kind}\n${detail}`);
}

describe('an input that failed before', () => {
  for (const name of readdirSync(FOLDER)) {
    test(name, async () => {
      const target = targetOf(name.split('--')[0]);
      assertGood(
        await runOnce(target, readFileSync(new URL(name, FOLDER)), join(work, 'run'), engines),
      );
    });
  }
});

/** Changes of a case that its hashes do not tell of at once. */
const CHANGES: Record<string, string> = {
  'a missing table': 'DROP TABLE failures',
  'a missing column': 'ALTER TABLE failures DROP COLUMN message',
  'an older version than its tables': 'PRAGMA user_version = 1',
  'a version below all': 'PRAGMA user_version = -1',
  'a row that no case has': 'PRAGMA ignore_check_constraints = ON; UPDATE marks SET kind = 9',
};

describe('a case with', () => {
  for (const [what, sql] of Object.entries(CHANGES)) {
    test(what, async () => {
      const path = join(work, 'changed.case');
      writeFileSync(path, (await caseFileSeeds())[0].bytes);
      const database = new DatabaseSync(path);
      database.exec(sql);
      database.close();
      assertGood(await runOnce(targetOf('case'), readFileSync(path), join(work, 'run'), engines));
    });
  }
});
