import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { readPngText } from '../../../main/engine/write/encode.ts';
import { createEngines, type EnginesOptions } from '../../../main/engine/pool/pool.ts';
import { killOf } from '../../../main/engine/pool/fork-electron.ts';
import { version } from '../../../main/base/package-root.ts';
import { sha256Of } from '../../../main/base/hash.ts';
import { decodeAs, makeFolder, noiseImage, sourceOf } from './make.ts';
import { noiseBytes } from '../../support/noise.ts';
import type { Pipeline, Step } from '../../../shared/pipelines/steps/format.ts';
import { findPipeline } from '../../../shared/pipelines/pipeline.ts';

const folder = makeFolder();
const pools: { close(): Promise<void> }[] = [];
after(() => Promise.all(pools.map((pool) => pool.close())));

function startEngines(options: Partial<EnginesOptions> = {}) {
  const engines = createEngines({ count: 1, ...options });
  pools.push(engines);
  return engines;
}

async function writeImage(name: string, width: number, height: number) {
  const path = join(folder, name);
  writeFileSync(path, await noiseImage(width, height, 3).png({ compressionLevel: 1 }).toBuffer());
  return sourceOf(path, name);
}

const photo = await writeImage('photo.png', 1300, 700);
const attack = sourceOf(
  join(import.meta.dirname, '../../samples/dandelion-attack.png'),
  'attack.png',
);
/** Takes more than a second to decode. */
const large = await writeImage('large.png', 10_000, 7000);
const windows = process.platform === 'win32';
const view = { pipeline: 'opencv/linear', width: 64, height: 48 };

/** Waits until the process has been at work for a while. */
async function untilRunning(engines: ReturnType<typeof startEngines>): Promise<number> {
  while (engines.processIds().length === 0) await sleep(5);
  await sleep(300);
  return engines.processIds()[0];
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('an image is opened, shown, sampled, resized and inspected in an engine', async () => {
  const engines = startEngines();
  const image = await engines.open(photo);
  const bytes = readFileSync(photo.path);
  const pixels = noiseBytes(1300 * 700 * 3);
  assert.equal(image.facts.sha256, sha256Of(bytes));
  assert.deepEqual(image.raster, { width: 1300, height: 700, channels: 3, dtype: 'uint8' });
  assert.equal(image.levels, 3);

  const tile = await engines.tile(image, null, { level: 0, col: 2, row: 1 });
  assert.deepEqual([tile.width, tile.height], [1300 - 1024, 700 - 512]);
  const at = (512 * 1300 + 1024) * 3;
  assert.deepEqual([...tile.data.subarray(0, 4)], [...pixels.subarray(at, at + 3), 255]);
  const small = await engines.tile(image, null, { level: 2, col: 0, row: 0 });
  assert.deepEqual([small.width, small.height], [325, 175]);

  const region = { x: 1298, y: 699, width: 2, height: 1 };
  const samples = await engines.samples(image, null, region);
  assert.deepEqual(samples.values, [...pixels.subarray(-6)]);

  const machine = await engines.view(image, view);
  assert.deepEqual(machine.raster, { width: 64, height: 48, channels: 3, dtype: 'uint8' });
  assert.equal(machine.levels, 1);
  const shown = await engines.tile(image, view, { level: 0, col: 0, row: 0 });
  const whole = { x: 0, y: 0, width: 64, height: 48 };
  const values = (await engines.samples(image, view, whole)).values;
  assert.deepEqual(
    values,
    [...shown.data].filter((_, i) => i % 4 !== 3),
  );

  const path = join(folder, 'out.png');
  const written = await engines.resize(image, view, path);
  const output = readFileSync(path);
  assert.deepEqual([...(await decodeAs('out.png', output)).raster.data], values);
  assert.equal(written.sha256, sha256Of(output));
  assert.equal(written.bytes, output.length);
  assert.deepEqual(await readPngText(path), {
    Software: `Scalescope ${version}`,
    Source: `photo.png sha256 ${image.facts.sha256}`,
    Pipeline: 'opencv/linear 64x48',
  });

  const stages: string[] = [];
  const finding = await engines.inspect(image, view, (stage) => stages.push(stage));
  assert.equal(finding.sha256, image.facts.sha256);
  assert.equal(finding.file, 'photo.png');
  assert.ok(stages.length > 0);
});

test('what the search found is kept and shown, by the engine that does not show the image', async () => {
  const engines = startEngines({ count: 2, searchApart: true });
  const image = await engines.open(attack);
  await assert.rejects(engines.found(await engines.open(photo), 'heat'), { code: 'not-found' });
  const stages: string[] = [];
  const listen = (stage: string) => void (stages.includes(stage) || stages.push(stage));
  const finding = await engines.inspect(image, null, listen);
  assert.equal(finding.verdict, 'attack');
  assert.deepEqual(stages, ['decode', 'search', 'confirm', 'verdict']);
  stages.length = 0;
  const again = await engines.inspect(image, null, listen);
  assert.deepEqual(stages, ['decode', 'verdict']); // the search is kept
  assert.deepEqual({ ...again, elapsedMs: finding.elapsedMs }, finding);

  const hidden = await engines.found(image, 'hidden');
  const [{ width, height }] = finding.targets;
  assert.deepEqual(hidden.target, { width, height });
  assert.deepEqual(hidden.frame, { x: 0, y: 0, width: 3000, height: 1688 });
  assert.deepEqual(hidden.raster, { width: 299, height: 299, channels: 3, dtype: 'uint8' });
  const shown = await engines.tile(image, 'hidden', { level: 0, col: 0, row: 0 });
  assert.equal(shown.width, 299);
  const path = join(folder, 'heat.png');
  const { raster } = await engines.writeFound(image, 'heat', path);
  const map = await engines.tile(image, 'heat', { level: 0, col: 0, row: 0 });
  assert.deepEqual([raster.width, raster.height], [map.width, map.height]);
  const text = await readPngText(path);
  assert.equal(text['Source'], `attack.png sha256 ${image.facts.sha256}`);
  assert.match(text['Covers'], /^3000x1688 source pixels from 0,0$/);
});

test('what is wrong with a request or a file arrives as a sentence with its code', async () => {
  const engines = startEngines();
  const missing = sourceOf(join(folder, 'none.png'), 'none.png');
  await assert.rejects(engines.open(missing), { name: 'UserError', code: 'not-found' });
  const image = await engines.open(photo);
  const tile = engines.tile(image, null, { level: 9, col: 0, row: 0 });
  await assert.rejects(tile, { code: 'invalid-argument' });
  const region = { x: 1299, y: 0, width: 2, height: 1 };
  await assert.rejects(engines.samples(image, null, region), { code: 'invalid-argument' });
  const pipeline = 'no/such';
  await assert.rejects(engines.view(image, { ...view, pipeline }), { code: 'unknown-pipeline' });
});

test('an engine killed while it decodes costs that image only', async () => {
  const engines = startEngines();
  const pending = engines.open(large);
  const rejected = assert.rejects(pending, { code: 'engine-crashed', message: /large\.png/ });
  const pid = await untilRunning(engines);
  process.kill(pid, 'SIGKILL');
  await rejected;
  assert.equal((await engines.open(photo)).raster.width, 1300);
  assert.notEqual(engines.processIds()[0], pid);
});

test('an opened image outlives its engine', async () => {
  const engines = startEngines();
  const image = await engines.open(photo);
  const before = await engines.tile(image, null, { level: 1, col: 0, row: 0 });
  process.kill(engines.processIds()[0], 'SIGKILL');
  while (engines.processIds().length > 0) await sleep(5);
  assert.deepEqual(await engines.tile(image, null, { level: 1, col: 0, row: 0 }), before);
});

test('a decode over its time limit is stopped and told', async () => {
  const engines = startEngines();
  const hurried = { ...large, limits: { ...large.limits, timeoutMs: 50 } };
  await assert.rejects(engines.open(hurried), {
    code: 'engine-crashed',
    fact: 'large.png took longer than 0.05 s to decode',
    remedy: 'raise the limit with --max-seconds',
  });
  assert.equal((await engines.open(photo)).raster.height, 700);
});

test('a file that changed after it left the cache is refused', async () => {
  const path = join(folder, 'changing.png');
  writeFileSync(path, await noiseImage(30, 20, 3).png().toBuffer());
  const engines = startEngines({ cacheBytes: 1 });
  const image = await engines.open(sourceOf(path, 'changing.png'));
  writeFileSync(path, await noiseImage(9, 9, 3).png().toBuffer());
  const region = { x: 0, y: 0, width: 1, height: 1 };
  await engines.samples(image, null, region); // still held: the last raster always is
  await engines.open(photo);
  await assert.rejects(engines.samples(image, null, region), {
    code: 'changed',
    message: 'changing.png has changed since it was opened. Open it again.',
  });
});

test('an aborted task rejects as cancelled at once, waiting or running', async () => {
  const engines = startEngines();
  const running = new AbortController();
  const waiting = new AbortController();
  const first = engines.open(large, running.signal);
  const second = engines.open(photo, waiting.signal);
  const third = engines.open(photo);
  await sleep(50);
  waiting.abort();
  await assert.rejects(second, { code: 'cancelled' });
  running.abort();
  await assert.rejects(first, { code: 'cancelled' });
  assert.equal((await third).raster.width, 1300);
  await assert.rejects(engines.open(photo, AbortSignal.abort()), { code: 'cancelled' });
});

test('a task of any kind that nobody waits for gives its engine back', async () => {
  const engines = startEngines();
  const image = await engines.open(large);
  const size = { width: 5600, height: 5600 };
  const step: Step = {
    op: 'resize',
    sampler: 'skimage/order3+antialias',
    size: { rule: 'exact', ...size },
  };
  const preset: Pipeline = {
    ...findPipeline('skimage/order3+antialias'),
    id: 'own/slow',
    sizeIsFree: false,
    steps: Array.from({ length: 20 }, () => step),
  };
  const slow = { pipeline: preset.id, preset };
  const heeds = true; // it stops between its stages, so that its process may stay
  for (const [start, mayStay] of [
    [(signal: AbortSignal) => engines.view(image, slow, signal), !heeds],
    [(signal: AbortSignal) => engines.inspect(image, slow, undefined, signal), heeds],
    [
      (signal: AbortSignal) =>
        engines.tile(image, slow, { level: 0, col: 0, row: 0 }, signal) as Promise<unknown>,
      !heeds,
    ],
  ] as const) {
    const stop = new AbortController();
    const running = assert.rejects(start(stop.signal), { code: 'cancelled' });
    const pid = await untilRunning(engines);
    stop.abort();
    await running;
    assert.equal((await engines.open(photo)).raster.width, 1300);
    if (!mayStay) assert.notEqual(engines.processIds()[0], pid);
  }
});

test('a process that cannot be started fails the task at once, and the next one starts', async () => {
  const { execPath } = process;
  process.execPath = 'no\0program';
  try {
    const engines = startEngines();
    await assert.rejects(engines.open(photo), {
      code: 'engine-crashed',
      message: /^The engine could not be started \(/,
    });
    process.execPath = execPath;
    assert.equal((await engines.open(photo)).raster.width, 1300);
  } finally {
    process.execPath = execPath;
  }
});

test('a utility process that is still starting is stopped once it has started', async () => {
  class Starting extends EventEmitter {
    pid: number | undefined;
    kills = 0;
    kill(): boolean {
      this.kills++;
      setImmediate(() => {
        this.pid = undefined;
        this.emit('exit');
      });
      return true;
    }
  }
  const child = new Starting();
  const kill = killOf(child);
  const ended = kill();
  assert.equal(child.kills, 0);
  child.pid = 7;
  child.emit('spawn');
  await ended;
  await kill(); // it has ended: nothing to wait for
  assert.equal(child.kills, 1);
});

test('a view is written as it is shown, whether or not it was looked at before', async () => {
  const engines = startEngines();
  const image = await engines.open(photo);
  const fresh = await engines.resize(image, view, join(folder, 'fresh.png'));
  await engines.view(image, view);
  const shown = await engines.resize(image, view, join(folder, 'shown.png'));
  assert.equal(fresh.sha256, shown.sha256);
});

test('closing stops every engine and cancels what waits', async () => {
  const engines = startEngines({ count: 2 });
  const opens = [engines.open(large), engines.open(photo), engines.open(photo)];
  const outcomes = Promise.allSettled(opens);
  await untilRunning(engines);
  const pids = engines.processIds();
  await engines.close();
  for (const pid of pids) assert.equal(isAlive(pid), false);
  const [result] = await outcomes;
  assert.equal(result.status === 'rejected' && result.reason.code, 'cancelled');
});

test('an engine ends when its host dies', { skip: process.platform === 'win32' }, async () => {
  const pool = new URL('../../../main/engine/pool/pool.ts', import.meta.url).href;
  const script = `
    import { createEngines } from ${JSON.stringify(pool)};
    const engines = createEngines({ count: 1 });
    await engines.open(${JSON.stringify(photo)});
    console.log(engines.processIds()[0]);
    setInterval(() => {}, 1000);`;
  const host = spawn(process.execPath, ['--input-type=module', '-e', script]);
  const [text] = (await once(host.stdout, 'data')) as [Buffer];
  const pid = Number(text.toString());
  assert.equal(isAlive(pid), true);
  host.kill('SIGKILL');
  for (let i = 0; i < 100 && isAlive(pid); i++) await sleep(50);
  assert.equal(isAlive(pid), false);
});

test('an engine outlives Ctrl-C, which is for its host to heed', { skip: windows }, async () => {
  const pool = new URL('../../../main/engine/pool/pool.ts', import.meta.url).href;
  const script = `
    import { createEngines } from ${JSON.stringify(pool)};
    const engines = createEngines({ count: 1 });
    const tell = () => console.log(String(engines.processIds()));
    process.on('SIGINT', () => setTimeout(() => { tell(); process.exit(); }, 1000));
    await engines.sandbox();
    tell();
    setInterval(() => {}, 1000);`;
  // As a terminal has it: the host and what it starts are one group.
  const host = spawn(process.execPath, ['--input-type=module', '-e', script], { detached: true });
  const [before] = (await once(host.stdout, 'data')) as [Buffer];
  process.kill(-host.pid!, 'SIGINT');
  const [after] = (await once(host.stdout, 'data')) as [Buffer];
  assert.match(after.toString(), /^\d+\n$/);
  assert.equal(after.toString(), before.toString());
});

test('an idle engine does not keep its host from ending', () => {
  const pool = new URL('../../../main/engine/pool/pool.ts', import.meta.url).href;
  const script = `
    import { createEngines } from ${JSON.stringify(pool)};
    const engines = createEngines({ count: 1 });
    await engines.open(${JSON.stringify(photo)});`;
  execFileSync(process.execPath, ['--input-type=module', '-e', script], { timeout: 20_000 });
});

test('a count that is no positive integer is a RangeError', () => {
  for (const count of [0, -1, 1.5, NaN]) assert.throws(() => createEngines({ count }), RangeError);
});
