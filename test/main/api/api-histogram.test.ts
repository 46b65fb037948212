/** The API of the sample and of histograms, with real engines. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createApi, type Api } from '../../../main/api/api.ts';
import { createEngines } from '../../../main/engine/pool/pool.ts';
import type { Engines } from '../../../main/engine/pool/engines.ts';
import * as contract from '../../../shared/api/contract.ts';

const ORIGIN = 'http://viewer/api';

let folder: string;
let engines: Engines;
let api: Api;
let image: contract.OpenImage;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scalescope-test-'));
  engines = createEngines({ count: 1 });
  const host = { host: 'loopback', version: '9.9.9', openPaths: false } as const;
  api = createApi({ engines, pipelines: [], uploadsDir: folder, ...host });
  const request = new Request(`${ORIGIN}/sample`, { method: 'POST' });
  image = (await (await api.handle(request)).json()) as contract.OpenImage;
});

after(async () => {
  await engines.close();
  await api.close();
  await rm(folder, { recursive: true });
});

const ask = (path: string): Promise<Response> =>
  api.handle(new Request(`${ORIGIN}/images/${image.id}/${path}`));

test('opens the sample that comes with it, also where no paths may be opened', () => {
  assert.equal(image.facts.name, contract.SAMPLE_NAME);
  assert.deepEqual([image.raster.width, image.raster.height], [3000, 1688]);
});

test('counts every pixel of the source, of a view and of its antialiased like', async () => {
  const view = 'pipeline=tensorflow/bilinear&width=299&height=299';
  const means: number[] = [];
  for (const [query, pixels] of [
    ['', 3000 * 1688],
    [`?${view}`, 299 * 299],
    [`?${view}&show=antialiased`, 299 * 299],
  ] as const) {
    const told = (await (await ask(`histogram${query}`)).json()) as contract.Histogram;
    assert.deepEqual(
      told.channels.map(({ channel }) => channel),
      ['r', 'g', 'b'],
    );
    for (const { counts } of told.channels) {
      assert.equal(
        counts.reduce((sum, count) => sum + count, 0),
        pixels,
      );
    }
    means.push(told.channels[0].mean);
  }
  // The antialiased view keeps the mean of the source, the machine view does not.
  assert.ok(Math.abs(means[2] - means[0]) < 0.5, `${means}`);
  assert.ok(Math.abs(means[1] - means[0]) > 20, `${means}`);
});

test('says which part of a request for a histogram is wrong', async () => {
  const response = await ask('histogram?pipeline=tensorflow/bilinear&width=299');
  assert.equal(response.status, 400);
  assert.match(await response.text(), /height is missing/);
});

test('counts a region, and reads a line of source and view', async () => {
  const region = 'x=100&y=50&columns=20&rows=10';
  const told = (await (await ask(`histogram?${region}`)).json()) as contract.Histogram;
  assert.deepEqual([told.width, told.height], [20, 10]);
  const half = await ask('histogram?x=100');
  assert.match(await half.text(), /is missing/);
  const beside = await ask('histogram?x=2999&y=0&columns=2&rows=1');
  assert.equal(beside.status, 400);
  assert.match(await beside.text(), /a region inside 3000x1688/);
  const line = 'x0=0&y0=844.5&x1=3000&y1=844.5&count=300';
  const profile = (await (await ask(`profile?${line}`)).json()) as contract.LineProfile;
  const samples = await ask('samples?x=5&y=844&width=1&height=1');
  const { values } = (await samples.json()) as contract.SampleValues;
  assert.equal(profile.samples.length, 300);
  assert.deepEqual(profile.samples[0], values);
  const view = 'pipeline=tensorflow/bilinear&width=299&height=299';
  const other = await ask(`profile?${view}&x0=0&y0=1&x1=310&y1=1&count=31`);
  const { samples: seen } = (await other.json()) as contract.LineProfile;
  assert.deepEqual([seen.at(-2)?.length, seen.at(-1)], [3, null]);
  assert.equal((await ask(`profile?${line}0000`)).status, 400);
});
