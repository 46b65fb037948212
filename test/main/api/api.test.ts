import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, beforeEach, afterEach, suite, test } from 'node:test';
import { createApi, type Api } from '../../../main/api/api.ts';
import type {
  FoundPicture,
  InspectEvent,
  OpenImage,
  Session,
} from '../../../shared/api/contract.ts';
import { UserError } from '../../../shared/base/errors.ts';
import { DEFAULT_DECODE_LIMITS } from '../../../shared/image/facts.ts';
import { createFakeEngines, type FakeEngines } from '../../support/fake-engines.ts';

const ORIGIN = 'http://viewer';
let folder: string;
let engines: FakeEngines;
let api: Api;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scalescope-test-'));
});
after(() => rm(folder, { recursive: true }));
beforeEach(() => {
  engines = createFakeEngines();
  api = newApi({ openPaths: true });
});
afterEach(() => api.close());

function newApi(options: { openPaths: boolean; maxBytes?: number; quota?: number }): Api {
  return createApi({
    engines,
    host: 'loopback',
    version: '9.9.9',
    pipelines: [],
    openPaths: options.openPaths,
    uploadsDir: folder,
    ...(options.quota !== undefined && { uploadQuotaBytes: options.quota }),
    limits: { ...DEFAULT_DECODE_LIMITS, maxBytes: options.maxBytes ?? 1000 },
  });
}

function get(path: string): Promise<Response> {
  return api.handle(new Request(ORIGIN + path));
}

function upload(name: string, body: BodyInit, query = ''): Promise<Response> {
  return api.handle(
    new Request(`${ORIGIN}/api/images?name=${name}${query}`, {
      method: 'POST',
      body,
      duplex: 'half',
    } as RequestInit),
  );
}

function openByPath(path: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ path });
  return api.handle(new Request(`${ORIGIN}/api/images`, { method: 'POST', headers, body }));
}

async function openSample(): Promise<OpenImage> {
  return (await (await upload('a.png', 'bytes of a')).json()) as OpenImage;
}

async function assertFails(response: Response, status: number, code: string, says: RegExp) {
  const body = (await response.json()) as { error: { code: string; message: string } };
  assert.deepEqual({ status: response.status, code: body.error.code }, { status, code });
  assert.match(body.error.message, says);
}

async function uploadedFiles(): Promise<string[]> {
  const files: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const inside = await readdir(join(folder, entry.name));
    files.push(...inside.map((name) => join(folder, entry.name, name)));
  }
  return files;
}

suite('opening', () => {
  test('an upload becomes a private file that is gone after close', async () => {
    const opened = await openSample();
    assert.equal(opened.facts.name, 'a.png');
    assert.deepEqual(opened.policy, { orientation: 'stored', frame: null });
    const [file] = await uploadedFiles();
    assert.equal(await readFile(file!, 'utf8'), 'bytes of a');
    if (process.platform !== 'win32') {
      assert.equal((await stat(file!)).mode & 0o777, 0o600);
      assert.equal((await stat(join(file!, '..'))).mode & 0o777, 0o700);
    }
    await api.close();
    await assert.rejects(stat(file!), { code: 'ENOENT' });
  });

  test('an upload above the limit is cut off while it streams, and nothing is kept', async () => {
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 100;
        controller.enqueue(new Uint8Array(100));
      },
    });
    await assertFails(await upload('big.png', body), 413, 'too-large', /big\.png.*1000 bytes/);
    assert.ok(sent < 2000, `stopped after ${sent} bytes`);
    assert.deepEqual(await uploadedFiles(), []);
    assert.deepEqual(engines.opened, []);
  });

  test('an upload that does not decode is removed and named in the sentence', async () => {
    await assertFails(await upload('b.png', 'broken'), 422, 'decode-failed', /^b\.png /);
    assert.deepEqual(await uploadedFiles(), []);
  });

  test('the same image opened twice keeps its id and one copy', async () => {
    const first = await openSample();
    const second = await openSample();
    assert.equal(second.id, first.id);
    assert.equal((await uploadedFiles()).length, 1);
  });

  test('the same bytes are stored once, under any name and policy', async () => {
    const names = await Promise.all(
      ['a.png', 'b.png', 'a.png'].map((name) => upload(name, 'the same')),
    );
    for (const response of names) assert.equal(response.status, 200);
    await upload('a.png', 'the same', '&frame=1');
    const files = await uploadedFiles();
    assert.deepEqual(
      files.map((file) => basename(file)),
      [createHash('sha256').update('the same').digest('hex')],
    );
    assert.equal(new Set(engines.opened.map(({ path }) => path)).size, 1);
  });

  test('what was used least recently makes room, and has to be opened again', async () => {
    api = newApi({ openPaths: false, quota: 20 });
    const open = async (text: string) => (await (await upload(text, text)).json()) as OpenImage;
    const first = await open('11111111');
    const second = await open('22222222');
    assert.equal((await get(`/api/images/${first.id}`)).status, 200); // now the second is older
    await open('33333333');
    assert.equal((await get(`/api/images/${first.id}`)).status, 200);
    await assertFails(await get(`/api/images/${second.id}`), 404, 'not-found', /Open it again/);
    assert.equal((await uploadedFiles()).length, 2);
    const tooMuch = await upload('much.png', 'x'.repeat(21));
    await assertFails(tooMuch, 413, 'too-large', /no room for much\.png.*20 bytes in total/);
  });

  test('a folder that something cleaned away is made again', async () => {
    await openSample();
    for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true });
    assert.equal((await upload('a.png', 'bytes of a')).status, 200);
    assert.equal((await uploadedFiles()).length, 1);
  });

  test('where no file can be kept, that is said, and the next one tries again', async () => {
    const parent = join(folder, 'later');
    api = createApi({
      engines,
      host: 'loopback',
      version: '9.9.9',
      pipelines: [],
      openPaths: false,
      uploadsDir: parent,
    });
    const refused = await upload('a.png', 'x');
    await assertFails(
      refused,
      500,
      'write-failed',
      /folder could not be created: .* does not exist/,
    );
    await mkdir(parent);
    assert.equal((await upload('a.png', 'x')).status, 200);
  });

  test('names are for display: no folders, no control or reordering characters', async () => {
    const cases: [string, string][] = [
      ['..%2F..%2Fetc%2Fpasswd', 'passwd'],
      ['C%3A%5Cpictures%5Ccat.png', 'cat.png'],
      ['cat%1B%5B31m%E2%80%AEgnp.exe%0A', 'cat[31mgnp.exe'],
    ];
    for (const [sent, kept] of cases) {
      const opened = (await (await upload(sent, 'x')).json()) as OpenImage;
      assert.equal(opened.facts.name, kept);
    }
  });

  test('requests that make no sense name the field', async () => {
    await assertFails(await upload('%E0%A4%A', 'x'), 400, 'invalid-argument', /name/);
    await assertFails(await upload('', 'x'), 400, 'invalid-argument', /for name/);
    await assertFails(await upload('..%2F', 'x'), 400, 'invalid-argument', /for name/);
    await assertFails(await upload('n'.repeat(9000), 'x'), 400, 'invalid-argument', /for name/);
    await assertFails(await upload('a', 'x', '&frame=-1'), 400, 'invalid-argument', /for frame/);
    await assertFails(await upload('a', 'x', '&frame=1e3'), 400, 'invalid-argument', /for frame/);
    await assertFails(await upload('a', 'x', '&name=b'), 400, 'invalid-argument', /for name/);
    const turned = await upload('a', 'x', '&orientation=left');
    await assertFails(turned, 400, 'invalid-argument', /for orientation/);
    await assertFails(await openByPath(''), 400, 'invalid-argument', /for path/);
    await assertFails(await openByPath(7), 400, 'invalid-argument', /for path/);
  });

  test('a path opens only where the host allows it', async () => {
    const path = join(folder, 'by-path.png');
    await writeFile(path, 'bytes');
    const opened = (await (await openByPath(path)).json()) as OpenImage;
    assert.equal(opened.facts.name, 'by-path.png');
    api = newApi({ openPaths: false });
    await assertFails(await openByPath(path), 403, 'unreadable', /dropped/);
  });

  test('the session lists the images of the command line, opened or not', async () => {
    const path = join(folder, 'start.png');
    await writeFile(path, 'bytes');
    void api.openAtStart([path, join(folder, 'missing.png')]);
    const session = (await (await get('/api/session')).json()) as Session;
    assert.equal(session.version, '9.9.9');
    assert.deepEqual(session.sandbox, await engines.sandbox());
    const [opened, missing] = session.images;
    assert.ok(opened && 'id' in opened && opened.name === 'start.png');
    assert.ok(missing && 'error' in missing && missing.error.code === 'not-found');
    assert.equal((await get(`/api/images/${opened.id}`)).status, 200);
  });

  test('an image of the command line opens once more with another policy, though paths are not', async () => {
    const path = join(folder, 'turned.png');
    await writeFile(path, 'turned');
    api = newApi({ openPaths: false });
    const [first] = await api.openAtStart([path]);
    const again = await openStart('0?orientation=applied&frame=3');
    const image = (await again.json()) as OpenImage;
    assert.deepEqual(image.policy, { orientation: 'applied', frame: 3 });
    assert.equal(engines.opened.at(-1)!.path, path);
    assert.ok(first && 'id' in first && first.id !== image.id);
    assert.equal((await get(`/api/images/${image.id}`)).status, 200);
  });

  test('an image of the command line that was missing opens when it is there', async () => {
    const path = join(folder, 'late.png');
    await api.openAtStart([path]);
    await assertFails(await openStart('0'), 404, 'not-found', /late\.png/);
    await writeFile(path, 'late');
    assert.equal((await openStart('0')).status, 200);
  });

  test('what was not given at the start does not open by its place', async () => {
    await api.openAtStart([join(folder, 'start.png')]);
    await assertFails(await openStart('1'), 404, 'not-found', /No image 2 /);
    await assertFails(await openStart('-1'), 400, 'invalid-argument', /index/);
    await assertFails(await openStart('0?frame=x'), 400, 'invalid-argument', /frame/);
  });
});

function openStart(indexAndQuery: string): Promise<Response> {
  const url = `${ORIGIN}/api/session/images/${indexAndQuery}`;
  return api.handle(new Request(url, { method: 'POST' }));
}

suite('asking', () => {
  test('a tile is raw octets with its size in the headers, cached for good', async () => {
    const { id } = await openSample();
    const response = await get(`/api/images/${id}/tiles/0/1/1`);
    assert.equal(response.headers.get('content-type'), 'application/octet-stream');
    assert.equal(response.headers.get('x-tile-width'), '2');
    assert.equal(response.headers.get('x-tile-height'), '1');
    assert.match(response.headers.get('cache-control')!, /private.*immutable/);
    assert.deepEqual([...(await response.bytes())], [0, 1, 1, 255, 1, 2, 3, 4]);
  });

  test('tiles and samples outside the image name the field', async () => {
    const { id } = await openSample();
    const image = `/api/images/${id}`;
    const cases: [string, RegExp][] = [
      ['/tiles/2/0/0', /1 for level/],
      ['/tiles/0/2/0', /1 for col/],
      ['/tiles/0/0/2', /1 for row/],
      ['/tiles/1/1/0', /0 for col/],
      ['/tiles/x/0/0', /for level/],
      ['/tiles/0/%ZZ/0', /for col/],
      ['/samples?x=1000&y=0&width=1&height=1', /999 for x/],
      ['/samples?x=990&y=0&width=11&height=1', /10 for width/],
      ['/samples?x=0&y=0&width=65&height=64', /4096 for width times height/],
      ['/samples?x=0&y=0&width=0&height=64', /for width/],
      ['/samples?x=0&y=0&width=NaN&height=64', /for width/],
      ['/view?pipeline=p&width=99999&height=1', /for width/],
      ['/view?pipeline=p&width=%E9&height=1', /for width/],
      ['/view?width=1&height=1', /^pipeline is missing$/],
      ['/view/samples?pipeline=p&width=9&height=9&x=0&y=9&columns=1&rows=1', /8 for y/],
      ['/tiles/0/0/0?pipeline=p&width=9', /^height is missing$/],
      ['/view?pipeline=p&width=8000&height=8000', /32000000 for width times height .* 64000000/],
      [`/view?pipeline=${'p'.repeat(301)}`, /at most 300 characters for pipeline/],
      ['/samples?x=1e3&y=0&width=1&height=1', /^Expected a whole number for x .* "1e3"$/],
      ['/samples?x=1&y=0&width=0&height=1', /^Expected a whole number from 1 for width .* 0$/],
      ['/samples?y=0&width=1&height=1', /^x is missing$/],
    ];
    for (const [path, says] of cases) {
      await assertFails(await get(image + path), 400, 'invalid-argument', says);
    }
  });

  test('samples of a view carry the size of the view and of the region apart', async () => {
    const { id } = await openSample();
    const query = 'pipeline=p&width=99&height=88&x=90&y=80&columns=3&rows=2';
    const response = await get(`/api/images/${id}/view/samples?${query}`);
    const samples = (await response.json()) as Record<string, unknown>;
    assert.deepEqual([samples['width'], samples['height']], [3, 2]);
  });

  test('unknown images and routes are not found, and what cannot be an id is refused', async () => {
    const unknown = await get(`/api/images/${'0'.repeat(32)}`);
    await assertFails(unknown, 404, 'not-found', /Open it again/);
    await assertFails(await get('/api/nothing'), 404, 'not-found', /GET \/api\/nothing/);
    await assertFails(await get('/api/images/..%2f%zz'), 400, 'invalid-argument', /for id/);
  });

  test('what the search found is told and shown like a view, and only what there is', async () => {
    const { id } = await openSample();
    const size = { width: 96, height: 90 };
    engines.found = async (_image, kind) => ({
      kind,
      target: size,
      frame: { x: 0, y: 0, width: 1000, height: 600 },
      raster: { ...size, channels: 3, dtype: 'uint8' },
      levels: 1,
    });
    const found = await get(`/api/images/${id}/found/hidden`);
    assert.deepEqual(((await found.json()) as FoundPicture).target, size);
    const tile = await get(`/api/images/${id}/found/heat/tiles/0/0/0`);
    assert.equal(tile.headers.get('x-tile-width'), '2');
    assert.equal((await tile.arrayBuffer()).byteLength, 8);
    const other = await get(`/api/images/${id}/found/secret`);
    await assertFails(other, 400, 'invalid-argument', /Expected "hidden" or "heat" for picture/);
    engines.found = () => Promise.reject(new UserError('not-found', 'Nothing hidden was found'));
    await assertFails(
      await get(`/api/images/${id}/found/heat`),
      404,
      'not-found',
      /Nothing hidden/,
    );
  });

  test('an unexpected error crosses as a log id, its details go to stderr', async (t) => {
    const { id } = await openSample();
    engines.view = () => Promise.reject(new TypeError('secret detail'));
    const written: string[] = [];
    t.mock.method(process.stderr, 'write', (text: string) => written.push(text) > 0);
    const response = await get(`/api/images/${id}/view?pipeline=p&width=9&height=9`);
    const { error } = (await response.json()) as { error: { code: string; message: string } };
    t.mock.restoreAll();
    assert.equal(response.status, 500);
    assert.equal(error.code, 'internal');
    assert.doesNotMatch(error.message, /secret/);
    const logId = /log id ([0-9a-f]+)/.exec(error.message)![1]!;
    assert.match(written.join(''), new RegExp(`${logId}\\n.*secret detail`));
  });
});

suite('inspecting', () => {
  async function inspect(signal?: AbortSignal): Promise<Response> {
    const { id } = await openSample();
    const url = `${ORIGIN}/api/images/${id}/inspect?pipeline=p&width=9&height=9`;
    return api.handle(new Request(url, { method: 'POST', ...(signal ? { signal } : {}) }));
  }

  async function eventsOf(response: Response): Promise<InspectEvent[]> {
    const lines = (await response.text()).trimEnd().split('\n');
    return lines.map((line) => JSON.parse(line) as InspectEvent);
  }

  test('progress comes first and the finding last, a line each', async () => {
    const response = await inspect();
    assert.equal(response.headers.get('content-type'), 'application/x-ndjson');
    const events = await eventsOf(response);
    assert.deepEqual(
      events.map((event) => event.type),
      ['progress', 'result'],
    );
  });

  test('no view is asked for where none is named, and half a view is refused', async () => {
    const { id } = await openSample();
    const asked: unknown[] = [];
    const answer = engines.onInspect;
    engines.onInspect = (image, view, ...rest) => {
      asked.push(view);
      return answer(image, view, ...rest);
    };
    const post = (query: string) =>
      api.handle(new Request(`${ORIGIN}/api/images/${id}/inspect${query}`, { method: 'POST' }));
    await eventsOf(await post(''));
    assert.deepEqual(asked, [null]);
    await assertFails(await post('?width=9'), 400, 'invalid-argument', /pipeline is missing/);
  });

  test('a failure is the last line', async () => {
    engines.onInspect = () => Promise.reject(Object.assign(new Error('x'), { name: 'AbortError' }));
    const events = await eventsOf(await inspect());
    assert.deepEqual(events.at(-1), {
      type: 'error',
      error: { code: 'cancelled', message: 'The request was cancelled' },
    });
  });

  for (const [who, cancel] of [
    ['the request is aborted', (_: Response, request: AbortController) => request.abort()],
    ['the reader goes away', (response: Response) => void response.body!.cancel()],
  ] as const) {
    test(`the engine is told when ${who}`, { timeout: 5000 }, async () => {
      const stopped = Promise.withResolvers<undefined>();
      engines.onInspect = (_image, _view, progress, signal) => {
        progress?.('decode', 0);
        return new Promise((_resolve, reject) => {
          signal!.addEventListener('abort', () => {
            stopped.resolve(undefined);
            reject(signal!.reason as Error);
          });
        });
      };
      const request = new AbortController();
      const response = await inspect(request.signal);
      cancel(response, request);
      await stopped.promise;
    });
  }
});
