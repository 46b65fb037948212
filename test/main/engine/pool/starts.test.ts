/** A sandbox that works is not given up because of one start that failed. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { makeFolder, sourceOf } from '../make.ts';
import { isPassing } from '../../../../main/engine/pool/start-failure.ts';

const folder = makeFolder();
const file = join(folder, 'file.bin');
writeFileSync(file, 'x');
const pool = new URL('../../../../main/engine/pool/pool.ts', import.meta.url).href;
/** It starts faster than a real one. */
const entry = join(import.meta.dirname, 'lying-engine.ts');
const options = { skip: process.platform !== 'linux' && 'bubblewrap is of Linux' };

/**
 * Runs a task in each of three engines, twice, where bubblewrap is `script`, which starts what it is told to by
 * `"$@"`. Returns how each went, and how many processes it has started.
 */
async function runWith(name: string, script: string) {
  const bin = join(folder, name);
  mkdirSync(bin);
  const ran = join(bin, 'ran');
  writeFileSync(
    join(bin, 'bwrap'),
    `#!/bin/sh\n${script.replaceAll('BIN', bin)}\nwhile [ "$1" != "--" ]; do shift; done; shift\necho >> ${ran}\nexec "$@"\n`,
  );
  chmodSync(join(bin, 'bwrap'), 0o755);
  const source = JSON.stringify(sourceOf(file, 'reads'));
  const code = `
    import { createEngines } from ${JSON.stringify(pool)};
    const engines = createEngines({ count: 3, entry: ${JSON.stringify(entry)} });
    const hash = () => engines.run('hash', { source: ${source} }).then(() => 'done', (e) => e.message);
    const told = await Promise.all([hash(), hash(), hash()]);
    told.push(...(await Promise.all([hash(), hash(), hash()])));
    console.log(JSON.stringify({ told, kind: (await engines.sandbox()).kind }));
    await engines.close();`;
  const PATH = bin + delimiter + process.env['PATH'];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', code],
    { env: { ...process.env, PATH } },
  );
  const said = JSON.parse(stdout) as { told: string[]; kind: string };
  return { ...said, started: readFileSync(ran, 'utf8').length };
}

test('starts that fail beside one that works do not leave the sandbox', options, async () => {
  // The first start takes long, and those beside it fail for another reason than a lack.
  const script = `if mkdir BIN/first 2>/dev/null; then sleep 0.7; touch BIN/ok; else
    [ -e BIN/ok ] || { echo "bwrap: it does not like that" >&2; exit 1; }; fi`;
  const { told, kind, started } = await runWith('beside', script);
  assert.equal(kind, 'bubblewrap');
  assert.deepEqual(told.slice(3), ['done', 'done', 'done']);
  assert.equal(started, 3, 'every engine that runs is in the sandbox');
  const failed = told.filter((one) => one !== 'done');
  for (const one of failed) assert.match(one, /^The engine could not be started/);
});

test('a lack of the system does not leave it either', options, async () => {
  const script = `mkdir BIN/first 2>/dev/null && {
    echo "bwrap: Creating new namespace failed: Resource temporarily unavailable" >&2; exit 1; }`;
  const { told, kind, started } = await runWith('lack', script);
  assert.equal(kind, 'bubblewrap');
  assert.deepEqual(told.slice(3), ['done', 'done', 'done']);
  assert.equal(started, 3);
});

test('what the system lacks is told from what it refuses', () => {
  for (const reason of [
    'spawn bwrap EAGAIN',
    'SIGKILL',
    'exit code 1: bwrap: Cannot allocate memory',
  ])
    assert.equal(isPassing(reason), true, reason);
  for (const reason of [
    'spawn bwrap EACCES',
    'exit code 1: bwrap: setting up uid map: Permission denied',
  ])
    assert.equal(isPassing(reason), false, reason);
});
