/** What a host takes from an engine in other hands: no file but that of its task, and no harm. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createEngines } from '../../../../main/engine/pool/pool.ts';
import { makeFolder, sourceOf } from '../make.ts';

const folder = makeFolder();
const path = join(folder, 'own.bin');
writeFileSync(path, 'own');
const entry = join(import.meta.dirname, 'lying-engine.ts');
const engines = createEngines({ count: 1, entry });
after(() => engines.close());

/** A file about which the engine tells the lie of that name. */
const about = (lie: string) => sourceOf(path, lie);
const honest = () => engines.run('hash', { source: about('reads') });

test('an image that was opened is that of its order, and no other file can be read for it', async () => {
  const source = about('path');
  const image = await engines.open(source);
  assert.deepEqual(image.source, source);
  // The engine asks for the file that its host takes this image for.
  assert.equal(await engines.digest(image), 'own');
});

test('what lies in a file is named by its way inside alone', async () => {
  const contents = await engines.run('contents', { source: about('elsewhere') });
  assert.deepEqual(contents?.pictures, [{ path: `${path}!/a.png`, inside: 'a.png', bytes: 1 }]);
  await assert.rejects(engines.run('contents', { source: about('out') }), {
    code: 'engine-crashed',
    message: 'The engine named a picture inside of out that cannot be there',
  });
});

for (const lie of ['node-message', 'node-frame', 'bytes', 'endless', 'null', 'stage', 'closed']) {
  test(`the host outlives an engine that sends what is no answer: ${lie}`, async () => {
    const before = process.memoryUsage().rss;
    await assert.rejects(engines.run('hash', { source: about(lie) }), (error: Error) => {
      const told =
        /^The engine stopped while it had to hash [a-z-]+ \((exit code 0|it sent what is no answer: .+)\)$/;
      assert.match(error.message, told);
      return true;
    });
    assert.ok(process.memoryUsage().rss - before < 300e6);
    assert.equal((await honest()) as unknown, 'own');
  });
}

test('an engine that was given up does not answer for the next one', async () => {
  const source = about('next');
  const hurried = { ...source, limits: { ...source.limits, timeoutMs: 500 } };
  const first = assert.rejects(engines.run('hash', { source: hurried }), /took longer/);
  const second = honest();
  await first;
  assert.equal((await second) as unknown, 'own');
});

test('an engine that asks without end is stopped', async () => {
  await assert.rejects(
    engines.run('hash', { source: about('asks') }),
    /too many questions at once/,
  );
  assert.equal((await honest()) as unknown, 'own');
});
