import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { createOwnPipelines } from '../../../main/api/own-pipelines.ts';
import type { ViewRequest } from '../../../shared/pipelines/request.ts';

const EXAMPLE = await readFile(
  new URL('../../../docs/reference/example-pipeline.json', import.meta.url),
  'utf8',
);

test('a pipeline is asked for by its id and what its file says', () => {
  const own = createOwnPipelines();
  const first = own.add(EXAMPLE, 'mine.json');
  assert.match(first.id, /^example\/resize-and-crop@[0-9a-f]{8}$/);
  assert.equal(first.own, EXAMPLE);
  const second = own.add(EXAMPLE.replaceAll('224', '200'), 'mine.json');
  assert.notEqual(second.id, first.id);
  const asked = ({ id }: { id: string }): ViewRequest => own.ofView({ pipeline: id });
  assert.deepEqual(asked(first).preset?.defaultSize, { width: 224, height: 224 });
  assert.deepEqual(asked(second).preset?.defaultSize, { width: 200, height: 200 });
  assert.equal(asked(second).preset?.id, second.id);
  assert.deepEqual(
    own.list().map(({ id }) => id),
    [first.id, second.id],
  );
});

test('what is in the catalog stays what it is', () => {
  const own = createOwnPipelines();
  own.add(EXAMPLE, 'mine.json');
  assert.deepEqual(own.ofView({ pipeline: 'opencv/area' }), { pipeline: 'opencv/area' });
  const taken = EXAMPLE.replace('example/resize-and-crop', 'opencv/area');
  assert.throws(() => own.add(taken, 'mine.json'), /mine\.json, line 3: .*not in the catalog/);
});

test('what is too long is refused, and what is kept is bounded', () => {
  const own = createOwnPipelines();
  assert.throws(() => own.add('x'.repeat(200_001), 'mine.json'), /mine\.json has more than 200000/);
  const long = EXAMPLE.replace('resize-and-crop', 'r'.repeat(300));
  assert.throws(() => own.add(long, 'mine.json'), /its id is too long/);
  const padded = (at: number): string => EXAMPLE + ' '.repeat(190_000 + at);
  const ids = Array.from({ length: 14 }, (_, at) => own.add(padded(at), 'mine.json').id);
  assert.ok(own.list().length < 12);
  assert.equal(own.ofView({ pipeline: ids[0] } as ViewRequest).preset, undefined);
  assert.notEqual(own.ofView({ pipeline: ids[13] } as ViewRequest).preset, undefined);
});
