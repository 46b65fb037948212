import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createApi, type Api } from '../../../main/api/api.ts';
import { serveLoopback, type LoopbackHost } from '../../../main/hosts/serve.ts';
import { createSite } from '../../../main/hosts/static.ts';
import { DEFAULT_DECODE_LIMITS } from '../../../shared/image/facts.ts';
import type { OpenImage } from '../../../shared/api/contract.ts';
import { createFakeEngines } from '../../support/fake-engines.ts';

let folder: string;
let api: Api;
let host: LoopbackHost;
const engines = createFakeEngines();

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scalescope-test-'));
  const rendererDir = join(folder, 'renderer');
  await mkdir(join(rendererDir, 'assets'), { recursive: true });
  await writeFile(join(rendererDir, 'index.html'), '<title>viewer</title>');
  await writeFile(join(rendererDir, 'assets', 'main.js'), 'export {};');
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await symlink(join(folder, 'secret.txt'), join(rendererDir, 'link.txt'));
  api = createApi({
    engines,
    host: 'loopback',
    version: '9.9.9',
    pipelines: [],
    openPaths: false,
    uploadsDir: folder,
    limits: { ...DEFAULT_DECODE_LIMITS, maxBytes: 1_000_000 },
  });
  host = await serveLoopback({ site: createSite(api.handle, rendererDir) });
});

after(async () => {
  await host.close();
  await api.close();
  await rm(folder, { recursive: true });
});

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** A request with exactly these headers and this path: fetch would tidy both. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const port = Number(new URL(host.origin).port);
    const sent = httpRequest({ host: '127.0.0.1', port, path, headers, method }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode!, headers: response.headers, text }),
      );
    });
    sent.on('error', reject);
    sent.end();
  });
}

function bearer(more: Record<string, string> = {}): Record<string, string> {
  return { authorization: `Bearer ${host.token}`, ...more };
}

suite('who may talk to the loopback host', () => {
  test('the token in the address becomes a cookie and leaves the address', async () => {
    const first = await ask(new URL(host.url).pathname + new URL(host.url).search);
    assert.equal(first.status, 302);
    assert.equal(first.headers.location, '/');
    const [cookie, ...attributes] = first.headers['set-cookie']![0]!.split('; ');
    assert.deepEqual(attributes, ['Path=/', 'HttpOnly', 'SameSite=Strict']);
    const page = await ask('/', { cookie: `other=1; ${cookie}` });
    assert.equal(page.status, 200);
    assert.match(page.text, /viewer/);
  });

  test('the address of a program opens the viewer once, and again only with its cookie', async () => {
    const { pathname, search, searchParams } = new URL(host.oneTimeUrl());
    const first = await ask(pathname + search);
    assert.equal(first.status, 302);
    const cookie = first.headers['set-cookie']![0]!.split('; ')[0]!;
    assert.equal((await ask('/', { cookie })).status, 200);
    assert.equal((await ask(pathname + search)).status, 403);
    assert.equal((await ask(pathname + search, { cookie })).status, 302);
    const token = searchParams.get('token')!;
    const others = [
      { authorization: `Bearer ${token}` },
      { cookie: cookie.replace(/=.*/, `=${token}`) },
    ];
    for (const headers of others) assert.equal((await ask('/api/session', headers)).status, 403);
  });

  test('the printed address opens the viewer again, and is not what the cookie holds', async () => {
    for (let i = 0; i < 2; i++) {
      const { status, headers } = await ask(`/?token=${host.token}`);
      assert.equal(status, 302);
      assert.doesNotMatch(headers['set-cookie']![0]!, new RegExp(host.token));
    }
    const port = new URL(host.origin).port;
    const { status } = await ask('/', { cookie: `scalescope-${port}=${host.token}` });
    assert.equal(status, 403);
  });

  test('the token has 256 bits and is another one each time', async () => {
    const second = await serveLoopback({ site: api.handle });
    await second.close();
    assert.equal(Buffer.from(host.token, 'base64url').length, 32);
    assert.notEqual(second.token, host.token);
  });

  test('everything else is refused', async () => {
    const cases: [string, Record<string, string>][] = [
      ['/', {}],
      ['/api/session', {}],
      ['/?token=', {}],
      [`/?token=${'A'.repeat(43)}`, {}],
      ['/api/session', { authorization: `Bearer ${'A'.repeat(43)}` }],
      ['/api/session', { cookie: `scalescope-${new URL(host.origin).port}=x` }],
      ['/api/session', { cookie: `scalescope-1=${host.token}` }],
      [`/api/session?token=${host.token}`, {}],
      ['/api/session', bearer({ host: 'evil.example' })],
      ['/api/session', bearer({ host: '127.0.0.1:1' })],
      [`/?token=${host.token}`, { host: 'evil.example' }],
      ['/api/session', bearer({ origin: 'http://evil.example' })],
      ['/api/session', bearer({ origin: 'null' })],
      ['/api/session', bearer({ 'sec-fetch-site': 'cross-site' })],
      ['/api/session', bearer({ 'sec-fetch-site': 'same-site' })],
    ];
    for (const [path, headers] of cases) {
      const { status } = await ask(path, headers);
      assert.equal(status, 403, `${path} ${JSON.stringify(headers)}`);
    }
  });

  test('its own page is answered by either of its names', async () => {
    const { port } = new URL(host.origin);
    for (const name of [`127.0.0.1:${port}`, `localhost:${port}`]) {
      const headers = bearer({
        host: name,
        origin: `http://${name}`,
        'sec-fetch-site': 'same-origin',
      });
      assert.equal((await ask('/api/session', headers)).status, 200);
    }
  });
});

suite('what the loopback host serves', () => {
  test('every answer has the strict policy, a refusal too', async () => {
    for (const answer of [
      await ask('/'),
      await ask('/', bearer()),
      await ask('/api/session', bearer()),
    ]) {
      assert.match(
        String(answer.headers['content-security-policy']),
        /^default-src 'none'; script-src 'self'/,
      );
      assert.equal(answer.headers['x-content-type-options'], 'nosniff');
      assert.equal(answer.headers['referrer-policy'], 'no-referrer');
      assert.equal(answer.headers['cross-origin-opener-policy'], 'same-origin');
      assert.equal(answer.headers['cross-origin-resource-policy'], 'same-origin');
      assert.equal(answer.headers['access-control-allow-origin'], undefined);
    }
  });

  test('scripts have their type', async () => {
    const script = await ask('/assets/main.js', bearer());
    assert.equal(script.headers['content-type'], 'text/javascript; charset=utf-8');
    assert.equal((await ask('/assets/main.js', bearer(), 'POST')).status, 405);
  });

  test('nothing outside the renderer folder is reachable', async () => {
    const paths = [
      '/../secret.txt',
      '/..%2fsecret.txt',
      '/%2e%2e/secret.txt',
      '/assets/..%2f..%2fsecret.txt',
      '/..%5csecret.txt',
      '/link.txt',
      '/assets',
      '/%00',
      '/%zz',
      '//etc/passwd',
      '/.git/config',
    ];
    for (const path of paths) {
      const answer = await ask(path, bearer());
      assert.equal(answer.status, 404, path);
      assert.doesNotMatch(answer.text, /^secret/);
    }
  });

  test('an upload above the limit gets its 413 over the wire', async () => {
    const response = await fetch(`${host.origin}/api/images?name=big.png`, {
      method: 'POST',
      headers: bearer(),
      body: new ReadableStream<Uint8Array>({
        pull: (controller) => controller.enqueue(new Uint8Array(65_536)),
      }),
      duplex: 'half',
    } as RequestInit);
    assert.equal(response.status, 413);
  });

  test('an upload that breaks off leaves nothing and is not logged', async (t) => {
    const written: string[] = [];
    t.mock.method(process.stderr, 'write', (text: string) => written.push(text) > 0);
    const port = Number(new URL(host.origin).port);
    const headers = bearer({ 'content-length': '1000' });
    const path = '/api/images?name=a.png';
    const sent = httpRequest({ host: '127.0.0.1', port, path, headers, method: 'POST' });
    sent.on('error', () => undefined);
    sent.write('some of it');
    const parts = async () =>
      (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.part'));
    while ((await parts()).length === 0) await sleep(5);
    sent.destroy();
    while ((await parts()).length > 0) await sleep(5);
    await sleep(50);
    t.mock.restoreAll();
    assert.deepEqual(written, []);
  });

  test('an aborted inspection stops the engine', { timeout: 10_000 }, async () => {
    const upload = await fetch(`${host.origin}/api/images?name=a.png`, {
      method: 'POST',
      headers: bearer(),
      body: 'bytes',
    });
    const { id } = (await upload.json()) as OpenImage;
    const stopped = Promise.withResolvers<undefined>();
    engines.onInspect = (_image, _view, progress, signal) => {
      progress?.('decode', 0);
      signal!.addEventListener('abort', () => stopped.resolve(undefined));
      return new Promise(() => undefined);
    };
    const request = new AbortController();
    const url = `${host.origin}/api/images/${id}/inspect?pipeline=p&width=9&height=9`;
    const response = await fetch(url, {
      method: 'POST',
      headers: bearer(),
      signal: request.signal,
    });
    await response.body!.getReader().read();
    request.abort();
    await stopped.promise;
  });
});
