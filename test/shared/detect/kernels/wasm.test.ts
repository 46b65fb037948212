/** Laws of the WebAssembly instance that the kernels of detection run in, and of regions of its memory. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withWasm } from '../../../../shared/detect/kernels/wasm.ts';

test('comb sums, which keep quarters of their own, leave alone what was handed out', () => {
  withWasm((wasm) => {
    const [length, count] = [100, 8192];
    const first = wasm.put(new Uint8Array(count).fill(170));
    const [one, two] = [0, 1].map(() => wasm.alloc(Int16Array, length * 8));
    const [ones, twos] = [0, 1].map(() => wasm.alloc(Float32Array, length * 4));
    for (const kind of [0, 1, 2, 3]) wasm.combSums(one, two, kind, length, 2, 90, 0, ones, twos);
    assert.ok(first.view().every((byte) => byte === 170));
  });
});

test('what is given back is handed out again, and memory grows as it is asked for', () => {
  withWasm((wasm) => {
    const length = 3 * 65536;
    wasm.scoped(() => wasm.put(Uint8Array.of(1, 2, 3)));
    const again = wasm.alloc(Uint8Array, length);
    assert.deepEqual(again.from(0, 3).view(), Uint8Array.of(1, 2, 3));
    assert.equal(again.view().length, length);
    const next = wasm.put(Uint8Array.of(9));
    again.view().fill(0);
    assert.deepEqual(next.view(), Uint8Array.of(9));
  });
});

test('a scope gives back what was asked for in it though it throws', () => {
  withWasm((wasm) => {
    const fail = (): never => {
      wasm.put(Int32Array.of(77));
      throw new Error('within');
    };
    assert.throws(() => wasm.scoped(fail), /within/);
    assert.deepEqual(wasm.alloc(Int32Array, 1).view(), Int32Array.of(77));
  });
});

test('an instance whose work has thrown is not kept', () => {
  const before = withWasm((wasm) => wasm);
  assert.equal(
    withWasm((wasm) => wasm),
    before,
  );
  assert.throws(() =>
    withWasm(() => {
      throw new Error('within');
    }),
  );
  assert.notEqual(
    withWasm((wasm) => wasm),
    before,
  );
});

test('regions hold as many elements of their kind, and keep them when memory grows', () => {
  withWasm((wasm) => {
    const bytes = wasm.put(Uint8Array.of(1, 2));
    const halves = wasm.put(Int16Array.of(-1, 2, -3));
    const counts = wasm.put(Uint16Array.of(65535));
    const words = wasm.put(Int32Array.of(-70000, 70000));
    const singles = wasm.put(Float32Array.of(0.5, NaN));
    const doubles = wasm.put(Float64Array.of(Math.PI));
    const view = words.view();
    // More than instances that are kept have.
    wasm.alloc(Float64Array, 2 ** 24);
    assert.equal(view.length, 0);
    assert.deepEqual(bytes.view(), Uint8Array.of(1, 2));
    assert.deepEqual(halves.view(), Int16Array.of(-1, 2, -3));
    assert.deepEqual(counts.view(), Uint16Array.of(65535));
    assert.deepEqual(words.view(), Int32Array.of(-70000, 70000));
    assert.deepEqual(singles.view(), Float32Array.of(0.5, NaN));
    assert.deepEqual(doubles.view(), Float64Array.of(Math.PI));
  });
});

test('a region of a region begins so many elements later, or earlier, and ends within it', () => {
  withWasm((wasm) => {
    const words = wasm.put(Int32Array.of(1, 2, 3, 4, 5));
    assert.deepEqual(words.from(2).view(), Int32Array.of(3, 4, 5));
    const some = words.from(2, 2);
    assert.equal(some.length, 2);
    assert.deepEqual(some.view(), Int32Array.of(3, 4));
    assert.deepEqual(some.from(-1).view(), Int32Array.of(2, 3, 4));
    // Before the memory too, as long as what is there is not viewed.
    assert.deepEqual(
      words
        .from(-1e6)
        .from(1e6 + 4)
        .view(),
      Int32Array.of(5),
    );
    assert.equal(words.from(5).length, 0);
    assert.throws(() => words.from(6), RangeError);
    assert.throws(() => some.from(1, 2), RangeError);
    assert.throws(() => some.from(0, -1), RangeError);
  });
});
