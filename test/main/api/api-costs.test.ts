/** What a request may cost: the bytes of its body, and the time of its table. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readJson } from '../../../main/api/bind.ts';
import { sourceSizeOf } from '../../../main/api/requests.ts';
import { exposureTable } from '../../../shared/pipelines/exposure-table.ts';
import { findPipeline } from '../../../shared/pipelines/pipeline.ts';

const MEBIBYTE = 2 ** 20;

function requestOf(body: BodyInit, headers: Record<string, string> = {}): Request {
  return new Request('http://localhost/', {
    method: 'POST',
    body,
    headers,
    duplex: 'half',
  } as RequestInit);
}

test('a body in JSON is read no further than it may be long', async () => {
  let pulled = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled++;
      controller.enqueue(new Uint8Array(MEBIBYTE).fill(32));
    },
  });
  await assert.rejects(readJson(requestOf(endless)), {
    code: 'too-large',
    message: 'The body of a request in JSON may have 4194304 bytes, and this one has more',
  });
  assert.ok(pulled < 10, `read ${pulled} MiB`);
});

test('one that says that it is longer is not read at all', async () => {
  const request = requestOf('{}', { 'content-length': String(200 * MEBIBYTE) });
  await assert.rejects(readJson(request), { code: 'too-large' });
  assert.equal(request.bodyUsed, false);
});

test('one within the limit is read, and refused where it is no JSON', async () => {
  assert.deepEqual(await readJson(requestOf('{"a": ["é", 1]}')), { a: ['é', 1] });
  await assert.rejects(readJson(requestOf('{')), { code: 'invalid-argument' });
  await assert.rejects(readJson(requestOf('')), { code: 'invalid-argument' });
});

test('a table has rows with an error for what there was no time for', () => {
  const pipelines = ['opencv/linear', 'opencv/area', 'pillow/bicubic'].map((id) =>
    findPipeline(id),
  );
  let asked = 0;
  const source = { width: 2000, height: 1000 };
  const { rows } = exposureTable(pipelines, source, undefined, '', () => ++asked > 1);
  assert.deepEqual(
    rows.map(({ pipeline, error }) => [pipeline, error?.message]),
    [
      ['opencv/linear', undefined],
      ...['opencv/area', 'pillow/bicubic'].map((id) => [
        id,
        '2000x1000 is so large that there was no time for this pipeline',
      ]),
    ],
  );
});

test('a source has sides that a table can have', () => {
  assert.deepEqual(sourceSizeOf({ source: '20000x20000' }, 4e8), { width: 20000, height: 20000 });
  assert.throws(() => sourceSizeOf({ source: '400000000x1' }, 4e8), { code: 'invalid-argument' });
});
