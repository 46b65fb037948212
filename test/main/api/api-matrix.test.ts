/** The API of who sees what, exposure and pixels, with real engines. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createApi, type Api } from '../../../main/api/api.ts';
import { createEngines } from '../../../main/engine/pool/pool.ts';
import type { Engines } from '../../../main/engine/pool/engines.ts';
import type * as contract from '../../../shared/api/contract.ts';
import { THUMBNAIL_SIDE } from '../../../shared/matrix/result.ts';
import { allPipelines, infoOf } from '../../../shared/pipelines/pipeline.ts';

const ORIGIN = 'http://viewer/api';
const samples = new URL('../../samples/', import.meta.url);

let folder: string;
let engines: Engines;
let api: Api;
let image: contract.OpenImage;
/** A small picture, for what is asked of every model. */
let small: contract.OpenImage;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scalescope-test-'));
  engines = createEngines({ count: 1 });
  const pipelines = allPipelines().map(infoOf);
  const host = { host: 'electron', version: '9.9.9', openPaths: true } as const;
  api = createApi({ engines, pipelines, uploadsDir: folder, ...host });
  image = await upload('dandelion-attack.png');
  small = await upload('drum-299.png');
});

after(async () => {
  await engines.close();
  await api.close();
  await rm(folder, { recursive: true });
});

async function upload(name: string): Promise<contract.OpenImage> {
  const body = new Uint8Array(await readFile(new URL(name, samples)));
  const request = new Request(`${ORIGIN}/images?name=${name}`, { method: 'POST', body });
  return (await (await api.handle(request)).json()) as contract.OpenImage;
}

function ask(path: string, init: RequestInit = {}): Promise<Response> {
  return api.handle(new Request(`${ORIGIN}${path}`, init));
}

const matrix = (query: string, init: RequestInit = {}, of = image) =>
  ask(`/images/${of.id}/matrix?${query}`, { method: 'POST', ...init });

async function eventsOf(response: Response): Promise<contract.MatrixEvent[]> {
  const lines = (await response.text()).trim().split('\n');
  return lines.map((line) => JSON.parse(line) as contract.MatrixEvent);
}

async function assertFails(response: Response, message: RegExp) {
  const body = (await response.json()) as { error: { code: string; message: string } };
  assert.deepEqual([response.status, body.error.code], [400, 'invalid-argument']);
  assert.match(body.error.message, message);
}

describe('who sees what over the API', () => {
  test('compares the models alone, each at its own size, where only these are asked for', async () => {
    const last = (await eventsOf(await matrix('presets=only', {}, small))).pop()!;
    assert.ok(last.type === 'result');
    const ids = new Set(last.matrix.rows.flatMap(({ members }) => members).map((m) => m.pipeline));
    const fixed = allPipelines().filter(({ sizeIsFree }) => !sizeIsFree);
    assert.deepEqual([...ids].sort(), fixed.map(({ id }) => id).sort());
  });

  test('tells the pictures of a size as they are measured, before all of them are', async () => {
    const events = await eventsOf(await matrix('sizes=299x299'));
    const last = events.pop()!;
    assert.ok(last.type === 'result');
    const soFar = events.flatMap((event) => (event.type === 'so-far' ? [event.matrix] : []));
    assert.ok(soFar.length > 0);
    const views = [...soFar, last.matrix].map((known) => known.views);
    assert.deepEqual(
      views,
      views.toSorted((a, b) => a - b),
    );
    assert.ok(views[0] < last.matrix.views);
    const nameOf = ({ pipeline, part }: contract.MatrixResult['rows'][number]['members'][number]) =>
      `${pipeline} ${part}`;
    const all = new Set(last.matrix.rows.flatMap(({ members }) => members.map(nameOf)));
    for (const { rows } of soFar) {
      for (const { members, thumbnail } of rows) {
        assert.ok(members.every((member) => all.has(nameOf(member))));
        const { width, height, rgba } = thumbnail;
        assert.equal(Buffer.from(rgba, 'base64').length, width * height * 4);
      }
    }
  });

  test('streams progress, then one row for each picture with a thumbnail', async () => {
    const events = await eventsOf(await matrix('sizes=224x224,299x299'));
    const last = events.pop()!;
    assert.ok(events.length > 100);
    for (const event of events) {
      if (event.type === 'so-far') continue;
      assert.ok(event.type === 'progress' && event.fraction >= 0 && event.fraction < 1);
    }
    assert.ok(last.type === 'result');
    const { schema, rows, refused, views } = last.matrix;
    assert.equal(schema, 'scalescope/matrix@1');
    assert.deepEqual(refused, []);
    assert.equal(views, 2 * allPipelines().filter(({ sizeIsFree }) => sizeIsFree).length);
    assert.equal(rows[0].label, 'as a person sees it');
    assert.ok(rows.slice(1).every(({ label }) => label === 'another picture'));
    const sees = (size: number) =>
      rows.findIndex(({ members }) =>
        members.some(({ pipeline, width }) => pipeline === 'tensorflow/bilinear' && width === size),
      );
    assert.ok(sees(224) > 0 && sees(299) > 0 && sees(224) !== sees(299));
    for (const { thumbnail } of rows) {
      const { width, height, rgba } = thumbnail;
      assert.ok(Math.max(width, height) <= THUMBNAIL_SIDE);
      assert.equal(Buffer.from(rgba, 'base64').length, width * height * 4);
    }
  });

  test('runs the presets of models on request', async () => {
    const events = await eventsOf(await matrix('sizes=32x32&presets=1', {}, small));
    const last = events.pop()!;
    assert.ok(last.type === 'result');
    const ids = last.matrix.rows.flatMap(({ members }) => members.map((one) => one.pipeline));
    const refused = last.matrix.refused.map(({ pipeline }) => pipeline);
    const all = allPipelines().map(({ id }) => id);
    assert.deepEqual([...new Set([...ids, ...refused])].sort(), all.sort());
  });

  test('stops soon after the request is aborted, and the engine goes on with other work', async () => {
    const stop = new AbortController();
    const response = await matrix('sizes=224x224,299x299,512x512&presets=1', {
      signal: stop.signal,
    });
    const reader = response.body!.getReader();
    await reader.read();
    const started = performance.now();
    stop.abort();
    await reader.cancel();
    const view = await ask(`/images/${image.id}/view?pipeline=opencv/linear&width=9&height=9`);
    assert.equal(view.status, 200);
    assert.ok(performance.now() - started < 8000);
  });

  test('refuses sizes that make no sense', async () => {
    await assertFails(await matrix('sizes=0x9'), /such as 299x299 for sizes/);
    await assertFails(await matrix('sizes=9'), /such as 299x299 for sizes/);
    await assertFails(await matrix('sizes=9x9,'), /such as 299x299 for sizes/);
    await assertFails(await matrix('sizes=20000x9'), /at most 16384/);
    await assertFails(await matrix(`sizes=${'9x9,'.repeat(16)}9x9`), /at most 16 /);
    await assertFails(await matrix('sizes=9x9&presets=yes'), /presets/);
  });
});

describe('exposure over the API', () => {
  test('is part of each pipeline where a source size is given, and only there', async () => {
    const list = async (query: string) =>
      (await (await ask(`/pipelines${query}`)).json()) as contract.PipelineSummary[];
    assert.ok((await list('')).every(({ exposure }) => exposure === undefined));
    const at = await list('?source=4000x3000');
    const verdictOf = (id: string) => {
      const exposure = at.find((pipeline) => pipeline.id === id)?.exposure;
      return exposure !== undefined && 'verdict' in exposure ? exposure.verdict : null;
    };
    assert.equal(at.length, allPipelines().length);
    assert.ok(at.every(({ exposure }) => exposure !== undefined));
    assert.equal(verdictOf('opencv/lanczos4'), 'exposed');
    assert.equal(verdictOf('opencv/area'), 'safe');
  });

  test('refuses a source that makes no sense', async () => {
    await assertFails(await ask('/pipelines?source=0x3000'), /such as 299x299 for source/);
    await assertFails(await ask('/pipelines?source=99999x99999'), /at most 400000000/);
  });
});

describe('a pixel over the API', () => {
  test('is coordinate, formula, taps and weights', async () => {
    const query = 'pipeline=opencv/linear&width=299&height=299&x=2&y=150';
    const response = await ask(`/images/${image.id}/pixel?${query}`);
    const report = (await response.json()) as contract.PixelReport;
    assert.equal(report.pipeline, 'opencv/linear');
    assert.equal(report.pixels, 4);
    assert.equal(report.x.dst, 2);
    assert.equal(report.y.taps.length, 2);
    assert.match(report.x.worked, /^x = \(2 \+ 0\.5\) · \d+\/299 − 0\.5 = [\d.]+$/);
  });

  test('has to lie in the view', async () => {
    const query = 'pipeline=opencv/linear&width=9&height=9&x=9&y=0';
    await assertFails(await ask(`/images/${image.id}/pixel?${query}`), /there is no pixel 9,0/);
    const nowhere = 'pipeline=opencv/linear&width=9&height=9&x=-1&y=0';
    await assertFails(await ask(`/images/${image.id}/pixel?${nowhere}`), /for x/);
  });
});

describe('what is shown of a view', () => {
  const view = 'pipeline=tensorflow/bilinear&width=299&height=299';
  const tileOf = async (level: number, query: string) => {
    const response = await ask(`/images/${image.id}/tiles/${level}/0/0?${query}`);
    assert.equal(response.status, 200, query);
    return new Uint8Array(await response.arrayBuffer());
  };

  test('is the machine view or the antialiased one, of one size and not alike', async () => {
    const machine = await tileOf(0, view);
    assert.deepEqual(await tileOf(0, `${view}&show=machine`), machine);
    const fair = await tileOf(0, `${view}&show=antialiased`);
    assert.equal(fair.length, machine.length);
    let sum = 0;
    for (let i = 0; i < fair.length; i++) sum += Math.abs(fair[i] - machine[i]);
    assert.ok(sum / fair.length > 10, 'the sample is an attack');
  });

  test('is the source with the read pixels alone or rebuilt, at every level', async () => {
    for (let level = 0; level < image.levels; level++) {
      const source = await tileOf(level, '');
      for (const show of ['read', 'rebuilt']) {
        const tile = await tileOf(level, `${view}&show=${show}`);
        assert.equal(tile.length, source.length);
      }
    }
    const read = await tileOf(image.levels - 1, `${view}&show=read`);
    const covered = read.filter((value, i) => i % 4 === 3 && value > 0).length / (read.length / 4);
    assert.ok(covered > 0.5 && covered < 1, `blocks that hold a read pixel: ${covered}`);
  });

  test('has values of its own at its own depth', async () => {
    const query = `${view}&x=0&y=0&columns=4&rows=4&show=antialiased`;
    const response = await ask(`/images/${image.id}/view/samples?${query}`);
    const values = (await response.json()) as contract.SampleValues;
    const tile = await tileOf(0, `${view}&show=antialiased`);
    assert.deepEqual(values.values.slice(0, 3), [...tile.subarray(0, 3)]);
  });

  test('is refused where it is nothing that is known', async () => {
    const response = await ask(`/images/${image.id}/tiles/0/0/0?${view}&show=everything`);
    assert.equal(response.status, 400);
  });
});
