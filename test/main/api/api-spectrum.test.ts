/** The API of spectra and combs, with real engines. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createApi, type Api } from '../../../main/api/api.ts';
import { createEngines } from '../../../main/engine/pool/pool.ts';
import type { Engines } from '../../../main/engine/pool/engines.ts';
import * as contract from '../../../shared/api/contract.ts';

const ORIGIN = 'http://viewer/api';
const sample = new URL('../../samples/dandelion-attack.png', import.meta.url);

let folder: string;
let engines: Engines;
let api: Api;
let image: contract.OpenImage;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scalescope-test-'));
  engines = createEngines({ count: 1 });
  const host = { host: 'electron', version: '9.9.9', openPaths: true } as const;
  api = createApi({ engines, pipelines: [], uploadsDir: folder, ...host });
  const body = new Uint8Array(await readFile(sample));
  const request = new Request(`${ORIGIN}/images?name=attack.png`, { method: 'POST', body });
  image = (await (await api.handle(request)).json()) as contract.OpenImage;
});

after(async () => {
  await engines.close();
  await api.close();
  await rm(folder, { recursive: true });
});

const ask = (path: string): Promise<Response> =>
  api.handle(new Request(`${ORIGIN}/images/${image.id}/${path}`));

test('tells the spectrum with the peaks of a view, and gives its picture raw', async () => {
  const view = 'pipeline=tensorflow/bilinear&width=299&height=299';
  const report = (await (await ask(`spectrum?${view}`)).json()) as contract.SpectrumReport;
  assert.equal(report.schema, 'scalescope/spectrum@1');
  assert.deepEqual(report.source, { width: 3000, height: 1688 });
  assert.equal(report.target?.periodX, 3000 / 299);
  assert.ok(report.peaks[0].contrastDb > 20);
  const plain = (await (await ask('spectrum')).json()) as contract.SpectrumReport;
  assert.deepEqual([plain.target, plain.peaks], [null, []]);

  const picture = await ask('spectrum/picture');
  const pixels = new Uint8Array(await picture.arrayBuffer());
  assert.equal(picture.headers.get(contract.TILE_WIDTH_HEADER), String(report.width));
  assert.equal(picture.headers.get(contract.TILE_HEIGHT_HEADER), String(report.height));
  assert.equal(pixels.length, report.width * report.height);
  // The brightest is beside the middle, where pictures have most of their energy.
  assert.equal(pixels[(report.height / 2) * report.width + report.width / 2 + 1], 255);
});

test('gives a coarse one first to whoever asks for it', async () => {
  const report = (await (await ask('spectrum?detail=coarse')).json()) as contract.SpectrumReport;
  assert.deepEqual([report.detail, report.width, report.tiles], ['coarse', 256, 16]);
  const picture = await ask('spectrum/picture?detail=coarse');
  assert.equal((await picture.arrayBuffer()).byteLength, 256 * 256);
  assert.equal((await ask('spectrum?detail=fine')).status, 400);
});

test('tells how each size stands out along both axes', async () => {
  const combs = (await (await ask('combs')).json()) as contract.AxisCombs;
  assert.deepEqual([combs.x.best[0].size, combs.y.best[0].size], [299, 299]);
  assert.ok(combs.x.z.length > 1000);
});

test('names what is wrong with a request', async () => {
  for (const [query, message] of [
    ['window=flat', /"hann" or "none" for window/],
    ['detrend=line', /for detrend/],
    ['channel=alpha', /for channel/],
    ['pipeline=opencv/nowhere&width=9&height=9', /Unknown pipeline/],
  ] as const) {
    const response = await ask(`spectrum?${query}`);
    assert.ok([400, 404].includes(response.status));
    const { error } = (await response.json()) as { error: { message: string } };
    assert.match(error.message, message);
  }
});

test('streams a sweep, some sizes at a time, and then all of them', async () => {
  const request = new Request(
    `${ORIGIN}/images/${image.id}/sweep?pipeline=tensorflow/bilinear&from=290&to=308`,
    { method: 'POST' },
  );
  const lines = (await (await api.handle(request)).text()).trim().split('\n');
  const events = lines.map((line) => JSON.parse(line) as contract.SweepEvent);
  const last = events.pop()!;
  assert.ok(last.type === 'result');
  assert.deepEqual(
    last.points.map(({ width }) => width),
    Array.from({ length: 19 }, (_, i) => 290 + i),
  );
  const streamed = events.flatMap((event) => (event.type === 'points' ? event.points : []));
  assert.deepEqual(streamed, last.points);
  const best = last.points.reduce((most, point) => (point.rms > most.rms ? point : most));
  assert.equal(best.width, 299);
  const refused = await api.handle(
    new Request(`${ORIGIN}/images/${image.id}/sweep?pipeline=opencv/linear&from=9&to=3`, {
      method: 'POST',
    }),
  );
  assert.equal(refused.status, 400);
});
