import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openCase } from '../../../main/cases/open-case.ts';
import { countQueue, readRows } from '../../../main/cases/queue/queue.ts';
import { verifyCase } from '../../../main/cases/verify-case.ts';
import { makeFolder } from './make-case.ts';
import { noiseWords } from '../../support/noise.ts';

const writer = fileURLToPath(new URL('./case-writer.ts', import.meta.url));

/** Kills per lane, after how many of them a lane takes a new case, and lanes side by side. */
const KILLS = 100;
const KILLS_PER_CASE = 25;
const LANES = 2;

/** What the writer is compiled to, kept between its many starts. */
const env = { ...process.env, NODE_COMPILE_CACHE: makeFolder() };

function startWriter(...args: string[]) {
  const options = ['--disable-warning=ExperimentalWarning', writer, ...args];
  return spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'inherit'], env });
}

/** Runs the writer and kills it `delayMs` after it began to write; the ids it told of. */
async function writeAndKill(path: string, delayMs: number, isEarly: boolean): Promise<number[]> {
  const child = startWriter(path);
  const ended = new Promise((resolve) => child.once('close', resolve));
  let told = '';
  const began = new Promise((resolve) => child.stdout.once('data', resolve));
  child.stdout.on('data', (chunk) => (told += String(chunk)));
  // Early: somewhere while it starts, takes the lock, makes or opens the case.
  if (!isEarly) await Promise.race([began, ended]);
  await sleep(isEarly ? 30 + delayMs * 4 : delayMs);
  child.kill('SIGKILL');
  await ended;
  return told.split('\n').slice(0, -1).map(Number);
}

async function lane(seed: number): Promise<number> {
  let path = '';
  const known = new Set<number>();
  let written = 0;
  const next = noiseWords(seed);
  for (let kill = 0; kill < KILLS; kill++) {
    const state = next();
    if (kill % KILLS_PER_CASE === 0) {
      path = join(makeFolder(), 'killed.case');
      written += known.size;
      known.clear();
    }
    const isEarly = kill % 5 === 3;
    for (const id of await writeAndKill(path, (state >>> 16) % 12, isEarly)) known.add(id);
    // Opening for writing also shows that the lock ended with its process.
    const caseFile = openCase(path, { mode: 'write' });
    const { problems } = await verifyCase(caseFile, { originals: false });
    assert.deepEqual(problems, [], `after kill ${kill + 1}`);
    const ids = [...known];
    assert.equal(readRows(caseFile, ids).length, ids.length, 'what was told of is there');
    assert.ok(countQueue(caseFile, {}).total - ids.length <= kill + 1, 'one image a kill untold');
    caseFile.close();
  }
  return written + known.size;
}

test(`a writer killed ${KILLS * LANES} times at any moment loses nothing it told of, and breaks nothing`, async () => {
  const first = startWriter(join(makeFolder(), 'first.case'), '1');
  await new Promise((resolve) => first.once('close', resolve));
  const sizes = await Promise.all(Array.from({ length: LANES }, (_, i) => lane(i + 1)));
  assert.ok(Math.min(...sizes) >= KILLS / 2, `${sizes.join(' and ')} images were written`);
});
