/** Pictures inside of files, over the API with real engines: listed, opened by their way, and at the start. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createApi, type Api } from '../../../main/api/api.ts';
import { createEngines } from '../../../main/engine/pool/pool.ts';
import type { Engines } from '../../../main/engine/pool/engines.ts';
import type * as contract from '../../../shared/api/contract.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../../shared/image/facts.ts';

const sample = (name: string) =>
  fileURLToPath(new URL(`../../samples/inside/${name}`, import.meta.url));

let folder: string;
let engines: Engines;
let api: Api;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scalescope-'));
  engines = createEngines({ count: 1 });
  const limits = DEFAULT_DECODE_LIMITS;
  const common = { engines, version: '9.9.9', pipelines: [], uploadsDir: folder, limits };
  api = createApi({ ...common, host: 'electron', openPaths: true });
});
after(async () => {
  await engines.close();
  await api.close();
  await rm(folder, { recursive: true });
});

async function post<T>(path: string, body: Uint8Array | { path: string }): Promise<T> {
  const isBytes = body instanceof Uint8Array;
  const request = new Request(`http://viewer/api/${path}`, {
    method: 'POST',
    body: isBytes ? new Uint8Array(body) : JSON.stringify(body),
    headers: isBytes ? {} : { 'content-type': 'application/json' },
  });
  return (await (await api.handle(request)).json()) as T;
}

suite('pictures inside of a file', () => {
  const IMAGES = ['word/media/image1.png', 'word/media/image2.jpg'];

  test('are listed and opened by the bytes of the file, which are kept once', async () => {
    const bytes = await readFile(sample('report.docx'));
    const contents = await post<contract.FileContents>('contents?name=report.docx', bytes);
    assert.deepEqual(contents, { isImage: false, inside: IMAGES, left: [] });
    for (const inside of IMAGES) {
      const query = `name=report.docx&inside=${encodeURIComponent(inside)}`;
      const { id, facts } = await post<contract.OpenImage>(`images?${query}`, bytes);
      assert.equal(facts.name, inside.replace('word/media/', ''));
      const url = `http://viewer/api/images/${id}/tiles/0/0/0`;
      assert.equal((await api.handle(new Request(url))).status, 200);
    }
    const [kept] = await readdir(folder);
    assert.equal((await readdir(join(folder, kept))).length, 1);
  });

  test('are listed and opened by the path of the file', async () => {
    const path = sample('encrypted-mixed.zip');
    const contents = await post<contract.FileContents>('contents', { path });
    assert.deepEqual(contents, {
      isImage: false,
      inside: ['open.png'],
      left: ['secret.png is encrypted.'],
    });
    const { facts } = await post<contract.OpenImage>('images', { path: `${path}!/open.png` });
    assert.deepEqual([facts.name, facts.width], ['open.png', 96]);
  });

  test('are none where a file holds no others, or does not hold that', async () => {
    const path = fileURLToPath(new URL('../../samples/drum-299.png', import.meta.url));
    const none = await post<contract.FileContents>('contents', { path });
    assert.deepEqual(none, { isImage: false, inside: [], left: [] });
    const bytes = await readFile(sample('report.docx'));
    for (const inside of ['none.png', '../../../etc/passwd', 'a!/b!/c!/d!/e!/f']) {
      const query = `name=report.docx&inside=${encodeURIComponent(inside)}`;
      const failed = await post<{ error: { code: string } }>(`images?${query}`, bytes);
      assert.equal(failed.error.code, 'not-found');
    }
  });

  test('are the images of the start in place of the file', async () => {
    const started = await api.openAtStart([sample('report.docx')], DEFAULT_DECODE_POLICY);
    assert.deepEqual(
      started.map((start) => ('error' in start ? start.error : start.image.source.name)),
      ['image1.png', 'image2.jpg'],
    );
  });
});
