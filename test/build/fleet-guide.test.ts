/** The commands of the guide to fleets do what it says, in its order. */
import assert from 'node:assert/strict';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../build/freshness.ts';
import { connect } from '../../main/postgres/connect.ts';
import { makeFolder } from '../main/cases/make-case.ts';
import { command } from '../main/fleet/try-fleet.ts';
import { makeTestDatabase, withoutPostgres } from '../support/postgres.ts';

const page = readFileSync(join(root, 'docs/guide/fleet.md'), 'utf8');

/** The address that the commands have which a reader can run as they are. */
const ADDRESS = 'postgres://scalescope:secret@127.0.0.1/fleet';

test('the guide to fleets leads to a case', { skip: withoutPostgres }, async () => {
  const database = await makeTestDatabase();
  const before = process.cwd();
  const folder = makeFolder();
  symlinkSync(join(root, 'test'), join(folder, 'test'), 'junction');
  process.chdir(folder);
  try {
    const lines = [...page.matchAll(/^npx scalescope (.*)$/gm)]
      .map(([, line]) => line)
      .filter((line) => line.includes(ADDRESS));
    assert.equal(lines.length, 4);
    const said: string[] = [];
    for (const line of lines) {
      const { code, stdout, stderr } = await command(
        ...line.replace(ADDRESS, database.url).split(' '),
      );
      assert.equal(code, 0, stderr);
      said.push(stdout);
    }
    assert.match(said[0], /^Run samples: \d+ files listed/);
    assert.match(said[2], /^samples \(finished\)/);
    assert.match(said[3], /Verified: /);
    await checkScaling(database.url);
  } finally {
    process.chdir(before);
    await database.drop();
  }
});

/** The questions that the example for KEDA asks have one number for an answer. */
async function checkScaling(address: string): Promise<void> {
  const yaml = readFileSync(join(root, 'build/container/keda.yaml'), 'utf8');
  const queries = [...yaml.matchAll(/query: '(.*)'/g)].map(([, query]) => query);
  assert.equal(queries.length, 2);
  const postgres = await connect(address);
  try {
    for (const query of queries) {
      const rows = await postgres.query<Record<string, unknown>>(query);
      assert.deepEqual(
        rows.map((row) => Object.values(row)),
        [[0]],
      );
    }
  } finally {
    await postgres.close();
  }
}
