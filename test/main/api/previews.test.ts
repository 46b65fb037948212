/** Previews of images while they are opened, by the ticket of the opening. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { createApi, type Api } from '../../../main/api/api.ts';
import { createEngines } from '../../../main/engine/pool/pool.ts';
import type { Engines } from '../../../main/engine/pool/engines.ts';
import { TILE_HEIGHT_HEADER, TILE_WIDTH_HEADER } from '../../../shared/api/contract.ts';

let folder: string;
let engines: Engines;
let api: Api;
let photo: Uint8Array<ArrayBuffer>;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scalescope-test-'));
  const decoy = fileURLToPath(new URL('../../samples/dandelion.jpg', import.meta.url));
  photo = new Uint8Array(await sharp(decoy).resize(3000, 2008, { fit: 'fill' }).toBuffer());
  engines = createEngines({ count: 1 });
  const given = { version: '9.9.9', pipelines: [], openPaths: false, uploadsDir: folder };
  api = createApi({ engines, host: 'loopback', ...given });
});

after(async () => {
  await engines.close();
  await api.close();
  await rm(folder, { recursive: true });
});

const open = (ticket: string, body: Uint8Array<ArrayBuffer>) =>
  api.handle(
    new Request(`http://viewer/api/images?name=photo.jpg&ticket=${ticket}`, {
      method: 'POST',
      body,
    }),
  );
const preview = (ticket: string, signal?: AbortSignal) =>
  api.handle(new Request(`http://viewer/api/previews/${ticket}`, signal && { signal }));

test('a preview may be asked for before its image arrives, and is there before it is open', async () => {
  const ticket = randomUUID();
  const ends: string[] = [];
  const asked = preview(ticket).then((response) => (ends.push('preview'), response));
  const opened = open(ticket, photo).then((response) => (ends.push('image'), response));
  const [shown, { status }] = await Promise.all([asked, opened]);
  assert.deepEqual([shown.status, status, ...ends], [200, 200, 'preview', 'image']);
  const { headers } = shown;
  assert.deepEqual(
    [headers.get(TILE_WIDTH_HEADER), headers.get(TILE_HEIGHT_HEADER)],
    ['750', '502'],
  );
  assert.equal((await shown.arrayBuffer()).byteLength, 750 * 502 * 4);
});

test('who asks for the preview of what has none is answered once the opening is over', async () => {
  const ticket = randomUUID();
  const asked = preview(ticket);
  assert.equal((await open(ticket, new Uint8Array([1, 2, 3]))).status, 415);
  const { status, headers } = await asked;
  assert.deepEqual([status, headers.get(TILE_WIDTH_HEADER)], [200, '0']);
});

test('a ticket is a UUID, and a preview that nobody waits for any more is let go', async () => {
  assert.equal((await preview('mine')).status, 400);
  assert.equal((await open('mine', photo)).status, 400);
  const stop = new AbortController();
  const asked = preview(randomUUID(), stop.signal);
  stop.abort();
  assert.equal((await asked).ok, false);
});
