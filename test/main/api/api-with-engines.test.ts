import assert from 'node:assert/strict';
import { readFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import sharp from 'sharp';
import { createApi, type Api } from '../../../main/api/api.ts';
import { createEngines } from '../../../main/engine/pool/pool.ts';
import type { Engines } from '../../../main/engine/pool/engines.ts';
import type * as contract from '../../../shared/api/contract.ts';
import { DEFAULT_DECODE_LIMITS } from '../../../shared/image/facts.ts';
import { allPipelines, infoOf } from '../../../shared/pipelines/pipeline.ts';
import { writeSampleImage } from '../../support/sample-image.ts';

const WIDTH = 1100;
const HEIGHT = 700;
const VIEW = 'pipeline=tensorflow/bilinear&width=299&height=199';

let folder: string;
let engines: Engines;
let api: Api;
let image: contract.OpenImage;
let pixels: Buffer;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scalescope-test-'));
  const path = join(folder, 'sample.png');
  await writeSampleImage(path, WIDTH, HEIGHT);
  pixels = await sharp(path).raw().toBuffer();
  engines = createEngines({ count: 1 });
  api = createApi({
    engines,
    host: 'electron',
    version: '9.9.9',
    pipelines: allPipelines().map(infoOf),
    openPaths: true,
    uploadsDir: folder,
    limits: { ...DEFAULT_DECODE_LIMITS, maxPixels: 1_000_000 },
  });
  image = (await (await upload('sample.png', await readFile(path))).json()) as contract.OpenImage;
});

after(async () => {
  await engines.close();
  await api.close();
  await rm(folder, { recursive: true });
});

function upload(name: string, body: Uint8Array, query = ''): Promise<Response> {
  const url = `http://viewer/api/images?name=${name}${query}`;
  return api.handle(new Request(url, { method: 'POST', body: new Uint8Array(body) }));
}

function ask(path: string, init: RequestInit = {}): Promise<Response> {
  return api.handle(new Request(`http://viewer/api/images/${image.id}${path}`, init));
}

async function assertFails(response: Response, status: number, code: string) {
  const body = (await response.json()) as { error: { code: string; message: string } };
  assert.deepEqual([response.status, body.error.code], [status, code], body.error.message);
  assert.doesNotMatch(body.error.message, /--[a-z]/, 'flags of the command line');
}

suite('the API over real engines', () => {
  test('an image is described as it is stored', () => {
    const { facts, raster, levels } = image;
    assert.deepEqual(
      [facts.name, facts.format, facts.width, facts.height, facts.colorType],
      ['sample.png', 'png', WIDTH, HEIGHT, 'rgb'],
    );
    assert.deepEqual(raster, { width: WIDTH, height: HEIGHT, channels: 3, dtype: 'uint8' });
    assert.ok(levels >= 2);
  });

  test('every tile of level 0 holds the pixels of the file', async () => {
    for (let row = 0; row < 2; row++) {
      for (let col = 0; col < 3; col++) {
        const response = await ask(`/tiles/0/${col}/${row}`);
        const width = Number(response.headers.get('x-tile-width'));
        const height = Number(response.headers.get('x-tile-height'));
        const data = await response.bytes();
        assert.deepEqual(
          [width, height],
          [Math.min(512, WIDTH - col * 512), Math.min(512, HEIGHT - row * 512)],
        );
        assert.equal(data.length, width * height * 4);
        const last = ((row * 512 + height - 1) * WIDTH + col * 512 + width - 1) * 3;
        assert.deepEqual([...data.subarray(-4)], [...pixels.subarray(last, last + 3), 255]);
      }
    }
  });

  test('the last level is one tile, and the next does not exist', async () => {
    const last = image.levels - 1;
    assert.equal((await ask(`/tiles/${last}/0/0`)).status, 200);
    await assertFails(await ask(`/tiles/${last + 1}/0/0`), 400, 'invalid-argument');
  });

  test('samples are the values of the file', async () => {
    const samples = (await (
      await ask('/samples?x=700&y=600&width=2&height=3')
    ).json()) as contract.SampleValues;
    const expected = [0, 1, 2].flatMap((row) => {
      const at = ((600 + row) * WIDTH + 700) * 3;
      return [...pixels.subarray(at, at + 6)];
    });
    assert.deepEqual(samples.values, expected);
    assert.deepEqual([samples.x, samples.y, samples.width, samples.height], [700, 600, 2, 3]);
  });

  test('a machine view has its size, its tiles and its samples', async () => {
    const view = (await (await ask(`/view?${VIEW}`)).json()) as contract.MachineView;
    assert.deepEqual([view.raster.width, view.raster.height], [299, 199]);
    assert.ok(Math.abs(view.ratioX - WIDTH / 299) < 1e-9);
    const tile = await ask(`/tiles/0/0/0?${VIEW}`);
    assert.equal(tile.headers.get('x-tile-width'), '299');
    const response = await ask(`/view/samples?${VIEW}&x=298&y=198&columns=1&rows=1`);
    const samples = (await response.json()) as contract.SampleValues;
    const rounded = samples.values.map((value) => Math.round(value));
    assert.deepEqual(rounded, [...(await tile.bytes()).subarray(-4, -1)]);
  });

  test('a preset of a model has its own size, its parts and its frame', async () => {
    const get = async (query: string) =>
      (await (await ask(`/view?${query}`)).json()) as contract.MachineView;
    const view = await get('pipeline=model%2Fvgg16');
    assert.deepEqual([view.width, view.height, view.part, view.parts], [224, 224, 0, 1]);
    assert.ok(view.frame.width < WIDTH && view.frame.height < HEIGHT);
    const tile = await get('pipeline=model%2Fidefics3&part=2');
    assert.deepEqual([tile.name, tile.part, tile.width], ['tile 1,3', 2, 364]);
    const samples = await ask('/view/samples?pipeline=model%2Fvgg16&x=223&y=0&columns=1&rows=1');
    assert.equal(samples.status, 200);
    const sized = 'pipeline=model%2Fvgg16&width=9&height=9';
    await assertFails(await ask(`/view?${sized}`), 400, 'invalid-argument');
  });

  test('a tile outside a machine view is refused', async () => {
    await assertFails(await ask(`/tiles/0/1/0?${VIEW}`), 400, 'invalid-argument');
    const beyond = await ask(`/tiles/9/0/0?${VIEW}`);
    assert.ok(beyond.status === 400 || beyond.status === 404, `${beyond.status}`);
  });

  test('an inspection ends with its finding', async () => {
    const response = await ask(`/inspect?${VIEW}`, { method: 'POST' });
    const lines = (await response.text()).trimEnd().split('\n');
    const last = JSON.parse(lines.at(-1)!) as contract.InspectEvent;
    assert.ok(last.type === 'result');
    assert.equal(last.finding.sha256, image.facts.sha256);
  });

  test('an aborted inspection leaves the engine at work for the next', async () => {
    const request = new AbortController();
    const stream = await ask(`/inspect?${VIEW}`, { method: 'POST', signal: request.signal });
    request.abort();
    const events = await stream.text().catch(() => '');
    assert.doesNotMatch(events, /"internal"/);
    assert.equal((await ask(`/view?${VIEW}`)).status, 200);
  });

  test('failures carry the status of their code', async () => {
    const unknown = VIEW.replace('tensorflow/bilinear', 'tensorflow/bilinaer');
    await assertFails(await ask(`/view?${unknown}`), 404, 'unknown-pipeline');
    await assertFails(
      await upload('a.png', Buffer.from('not an image')),
      415,
      'unsupported-format',
    );
    await assertFails(await upload('a.png', new Uint8Array()), 415, 'unsupported-format');
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    await assertFails(await upload('a.png', svg), 415, 'unsupported-format');
    const whole = await readFile(join(folder, 'sample.png'));
    await assertFails(await upload('cut.png', whole.subarray(0, 5000)), 422, 'decode-failed');
    const large = await sharp({
      create: { width: 2000, height: 501, channels: 3, background: 'red' },
    })
      .png()
      .toBuffer();
    await assertFails(await upload('large.png', large), 413, 'too-large');
  });

  test('a frame policy chooses among frames', async () => {
    const frames = ['red', 'blue'].map((background) =>
      sharp({ create: { width: 20, height: 10, channels: 3, background } })
        .png()
        .toBuffer(),
    );
    const gif = await sharp(await Promise.all(frames), { join: { animated: true } })
      .gif()
      .toBuffer();
    await assertFails(await upload('two.gif', gif), 422, 'ambiguous-frame');
    await assertFails(await upload('two.gif', gif, '&frame=5'), 400, 'invalid-argument');
    const path = join(folder, 'two.gif');
    await writeFile(path, gif);
    const [start] = await api.openAtStart([path]);
    assert.ok('error' in start);
    assert.equal(start.error.message, 'two.gif has 2 frames');
    assert.equal(start.sentence, 'two.gif has 2 frames; choose one with --frame 1..2');
    const second = (await (await upload('two.gif', gif, '&frame=1')).json()) as contract.OpenImage;
    assert.deepEqual([second.facts.frames, second.policy.frame], [2, 1]);
  });

  test('a file opened by path that changes is noticed when it is read again', async () => {
    const path = join(folder, 'by-path.png');
    await writeSampleImage(path, 64, 64);
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ path });
    const open = () =>
      api.handle(new Request('http://viewer/api/images', { method: 'POST', headers, body }));
    const before = (await (await open()).json()) as contract.OpenImage;
    await writeSampleImage(path, 65, 64);
    const after = (await (await open()).json()) as contract.OpenImage;
    assert.notEqual(after.id, before.id);
    await writeFile(path, 'gone');
    await assertFails(await open(), 415, 'unsupported-format');
  });

  test('the catalogue lists the pipelines', async () => {
    const response = await api.handle(new Request('http://viewer/api/pipelines'));
    const pipelines = (await response.json()) as contract.PipelineSummary[];
    assert.ok(pipelines.some(({ id }) => id === 'tensorflow/bilinear'));
  });
});
