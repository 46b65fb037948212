/**
 * A bench for kernels of detection: seeded input, copied into the machine between noise, so that a
 * kernel which counts what is not its own differs from a reference.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { noiseFrom } from '../../shared/craft/noise.ts';
import {
  withMachine,
  type Address,
  type DetectMachine,
} from '../../shared/detect/kernels/machine.ts';

type Values = Uint8Array | Int16Array | Uint16Array | Int32Array | Float32Array | Float64Array;

/** Bytes of noise before and after what is put: kernels read and write a little past the end of rows. */
const AROUND = 512;

export interface Bench {
  machine: DetectMachine;
  /** A whole number of least..most. */
  pick(least: number, most: number): number;
  /** True in one of so many cases. */
  oneIn(cases: number): boolean;
  /** A copy of `values` in the machine. */
  put(values: Values): Address;
  /** A copy of what is at `at` now, as many and of such values as `like`. */
  take<T extends Values>(at: Address, like: T): T;
}

/** Holds `law` on the machine with `runs` seeds. */
export function onBench(runs: number, law: (bench: Bench) => void): void {
  const property = fc.property(fc.integer(), (seed) => {
    const random = noiseFrom(seed);
    const pick = (least: number, most: number): number =>
      least + Math.floor(random() * (most - least + 1));
    withMachine((machine) => {
      law({
        machine,
        pick,
        oneIn: (cases) => random() * cases < 1,
        put(values) {
          const start = machine.alloc(values.byteLength + 2 * AROUND);
          const room = machine.bytes(start, values.byteLength + 2 * AROUND);
          for (let i = 0; i < room.length; i++) room[i] = pick(0, 255);
          room.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), AROUND);
          return start + AROUND;
        },
        take(at, like) {
          const copy = like.slice() as typeof like;
          new Uint8Array(copy.buffer).set(machine.bytes(at, copy.byteLength));
          return copy;
        },
      });
    });
  });
  fc.assert(property, { seed: 11, numRuns: runs, endOnFailure: true });
}

/** Every value within `tolerance` of what is expected, of its size above 1; not a number where that is not. */
export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    const [is, wanted] = [actual[i], expected[i]];
    const isClose =
      Object.is(is, wanted) || Math.abs(is - wanted) <= tolerance * Math.max(1, Math.abs(wanted));
    assert.ok(isClose, `at ${i}: ${is} instead of ${wanted}`);
  }
}
