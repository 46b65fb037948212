/** The table of tasks: what is in it can run, and asks only for what the host gives. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { entryOf, TASKS, type TaskKind } from '../../../main/engine/tasks/task-table.ts';

const folder = join(import.meta.dirname, '../../../main/engine/tasks');

suite('the tasks of an engine', () => {
  test('each loads something to run', async () => {
    for (const kind of Object.keys(TASKS) as TaskKind[]) {
      assert.equal(typeof (await entryOf(kind).load()).run, 'function', kind);
    }
  });

  test('each file is one of them', () => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('-task.ts'))
      .map((name) => name.replaceAll('\\', '/'));
    assert.ok(files.length > 20);
    const loaded = Object.values(TASKS).map(({ load }) => /'([^']+)'/.exec(String(load))?.[1]);
    assert.deepEqual(loaded.toSorted(), files.map((name) => `./${name}`).toSorted());
  });

  test('what shows no image to a screen does not go before what does', () => {
    const quick = Object.keys(TASKS).filter((kind) => entryOf(kind as TaskKind).isQuick);
    assert.deepEqual(quick, ['tile', 'preview', 'samples']);
  });
});
