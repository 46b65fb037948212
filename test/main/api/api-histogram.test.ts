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
