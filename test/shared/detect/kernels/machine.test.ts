/** Laws of the machine that the kernels of detection run in. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withMachine } from '../../../../shared/detect/kernels/machine.ts';

test('comb sums, which keep quarters of their own, leave alone what was handed out', () => {
  withMachine((machine) => {
    const [length, count] = [100, 8192];
    const first = machine.alloc(count);
    machine.bytes(first, count).fill(170);
    const [one, two, ones, twos] = [0, 1, 2, 3].map(() => machine.alloc(length * 16));
    for (const kind of [0, 1, 2, 3]) machine.combSums(one, two, kind, length, 2, 90, ones, twos);
    assert.ok(machine.bytes(first, count).every((byte) => byte === 170));
  });
});

test('what is given back is handed out again, and memory grows as it is asked for', () => {
  withMachine((machine) => {
    const mark = machine.mark();
    const first = machine.alloc(10);
    machine.release(mark);
    assert.equal(machine.alloc(3 * 65536), first);
    const next = machine.alloc(1);
    assert.ok(next >= first + 3 * 65536);
    assert.ok(machine.memory.buffer.byteLength > next);
    machine.release(0);
    assert.ok(machine.alloc(1) > 0);
  });
});
