/** Laws of the machine that the kernels of detection run in, and of regions of its memory. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withMachine } from '../../../../shared/detect/kernels/machine.ts';

test('comb sums, which keep quarters of their own, leave alone what was handed out', () => {
  withMachine((machine) => {
    const [length, count] = [100, 8192];
    const first = machine.put(new Uint8Array(count).fill(170));
    const [one, two] = [0, 1].map(() => machine.alloc(Int16Array, length * 8));
    const [ones, twos] = [0, 1].map(() => machine.alloc(Float32Array, length * 4));
    for (const kind of [0, 1, 2, 3]) machine.combSums(one, two, kind, length, 2, 90, ones, twos);
    assert.ok(first.view().every((byte) => byte === 170));
  });
});

test('what is given back is handed out again, and memory grows as it is asked for', () => {
  withMachine((machine) => {
    const length = 3 * 65536;
    machine.scoped(() => machine.put(Uint8Array.of(1, 2, 3)));
    const again = machine.alloc(Uint8Array, length);
    assert.deepEqual(again.from(0, 3).view(), Uint8Array.of(1, 2, 3));
    assert.equal(again.view().length, length);
    const next = machine.put(Uint8Array.of(9));
    again.view().fill(0);
    assert.deepEqual(next.view(), Uint8Array.of(9));
  });
});

test('a scope gives back what was asked for in it though it throws', () => {
  withMachine((machine) => {
    const fail = (): never => {
      machine.put(Int32Array.of(77));
      throw new Error('within');
    };
    assert.throws(() => machine.scoped(fail), /within/);
    assert.deepEqual(machine.alloc(Int32Array, 1).view(), Int32Array.of(77));
  });
});

test('a machine whose work has thrown is not kept', () => {
  const before = withMachine((machine) => machine);
  assert.equal(
    withMachine((machine) => machine),
    before,
  );
  assert.throws(() =>
    withMachine(() => {
      throw new Error('within');
    }),
  );
  assert.notEqual(
    withMachine((machine) => machine),
    before,
  );
});

test('regions hold as many elements of their kind, and keep them when memory grows', () => {
  withMachine((machine) => {
    const bytes = machine.put(Uint8Array.of(1, 2));
    const halves = machine.put(Int16Array.of(-1, 2, -3));
    const counts = machine.put(Uint16Array.of(65535));
    const words = machine.put(Int32Array.of(-70000, 70000));
    const singles = machine.put(Float32Array.of(0.5, NaN));
    const doubles = machine.put(Float64Array.of(Math.PI));
    const view = words.view();
    // More than instances that are kept have.
    machine.alloc(Float64Array, 2 ** 24);
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
  withMachine((machine) => {
    const words = machine.put(Int32Array.of(1, 2, 3, 4, 5));
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
