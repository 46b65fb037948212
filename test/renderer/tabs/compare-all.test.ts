/** What is compared stays when the comparison ends early, and its rows stay as they came. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, suite, test } from 'node:test';
import { effect } from '@preact/signals';
import * as state from '../../../renderer/session/state.ts';
import { cancelCompare, compareAll } from '../../../renderer/tabs/matrix/matrix-actions.ts';
import type { MatrixEvent, OpenImage } from '../../../shared/api/contract.ts';
import {
  ANOTHER_PICTURE,
  AS_A_PERSON,
  MATRIX_SCHEMA,
  type MatrixResult,
  type MatrixRow,
} from '../../../shared/matrix/result.ts';
import { fakeHost } from '../../support/fake-host.ts';

function row(label: MatrixRow['label'], pipeline: string): MatrixRow {
  const place = { width: 224, height: 224, part: 0, parts: 1, name: 'whole' };
  const members = [{ pipeline, ...place, rms: 1, normalised: 1 }];
  return {
    label,
    rms: 1,
    normalised: 1,
    members,
    thumbnail: { width: 1, height: 1, rgba: 'AAAAAA==' },
  };
}

const person = row(AS_A_PERSON, 'opencv/area');
const nearest = row(ANOTHER_PICTURE, 'opencv/nearest');
const linear = row(ANOTHER_PICTURE, 'opencv/linear');

function resultOf(...rows: MatrixRow[]): MatrixResult {
  return { schema: MATRIX_SCHEMA, rows, refused: [], views: rows.length, elapsedMs: 1 };
}

const soFar = (...rows: MatrixRow[]): MatrixEvent => ({
  type: 'so-far',
  matrix: resultOf(...rows),
});
const all: MatrixEvent = { type: 'result', matrix: resultOf(person, nearest, linear) };
const failure: MatrixEvent = {
  type: 'error',
  error: { code: 'internal', message: 'The engine ended.' },
};

/** Has the host answer the first comparison of all by `first`, and those that follow by `others`. */
function hostWith(first: MatrixEvent[], others: MatrixEvent[] = first): void {
  let asked = 0;
  const answer = fakeHost({ matrix: () => (asked++ === 0 ? first : others) });
  globalThis.fetch = (path, init) =>
    answer(new Request(new URL(String(path), 'http://viewer'), init));
}

const realFetch = globalThis.fetch;
beforeEach(() => {
  state.opened.value = { status: 'ready', value: { id: 'a' } as OpenImage };
  state.matrix.value = state.NO_MATRIX;
});
afterEach(() => {
  globalThis.fetch = realFetch;
  state.opened.value = { status: 'none' };
});

suite('a comparison', () => {
  test('keeps the rows of a result as they came, and shows those first that were shown', async () => {
    hostWith([soFar(linear), all]);
    await compareAll();
    const { status, parts, soFar: left } = state.matrix.value;
    assert.equal(status, 'done');
    assert.equal(left, null);
    for (const { result, shown } of parts) {
      assert.deepEqual(result.rows, [person, nearest, linear]);
      assert.deepEqual(shown, [linear, nearest, person]);
    }
  });

  test('that fails keeps what is known of the size, and one that follows begins anew', async () => {
    hostWith([soFar(linear), failure], [soFar(nearest), all]);
    await compareAll();
    assert.equal(state.matrix.value.status, 'failed');
    assert.deepEqual(state.matrix.value.soFar?.shown, [linear]);
    await compareAll();
    assert.equal(state.matrix.value.status, 'done');
    assert.equal(state.matrix.value.soFar, null);
    assert.deepEqual(state.matrix.value.parts[0].shown, [nearest, linear, person]);
  });

  test('that is cancelled keeps what is known of the size', async () => {
    hostWith([soFar(linear), all]);
    const end = effect(() => {
      const { status, soFar: known } = state.matrix.value;
      if (status === 'running' && known !== null) queueMicrotask(cancelCompare);
    });
    await compareAll();
    end();
    assert.equal(state.matrix.value.status, 'stopped');
    assert.deepEqual(state.matrix.value.parts, []);
    assert.deepEqual(state.matrix.value.soFar?.shown, [linear]);
  });
});
