/**
 * A bench for kernels of detection: seeded input, copied into WebAssembly memory between noise, so that a
 * kernel which counts what is not its own differs from a reference.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { noiseFrom } from '../../shared/craft/noise.ts';
import {
  withWasm,
  type DetectWasm,
  type Region,
  type View,
} from '../../shared/detect/kernels/wasm.ts';

/** Bytes of noise before and after what is put: kernels read and write a little past the end of rows. */
const AROUND = 512;

export interface Bench {
  wasm: DetectWasm;
  /** A whole number of least..most. */
  pick(least: number, most: number): number;
  /** True in one of so many cases. */
  oneIn(cases: number): boolean;
  /** A copy of `values` in WebAssembly memory. */
  put<V extends View>(values: V): Region<V>;
  /** A copy of as many as `like` of what is in `region` now. */
  take<V extends View>(region: Region<V>, like: V): V;
}

/** Holds `law` on the kernels with `runs` seeds. */
export function onBench(runs: number, law: (bench: Bench) => void): void {
  const property = fc.property(fc.integer(), (seed) => {
    const random = noiseFrom(seed);
    const pick = (least: number, most: number): number =>
      least + Math.floor(random() * (most - least + 1));
    withWasm((wasm) => {
      law({
        wasm,
        pick,
        oneIn: (cases) => random() * cases < 1,
        put<V extends View>(values: V) {
          const noise = Uint8Array.from({ length: values.byteLength + 2 * AROUND }, () =>
            pick(0, 255),
          );
          noise.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), AROUND);
          const kind = values.constructor as new (buffer: ArrayBuffer) => V;
          const before = AROUND / values.BYTES_PER_ELEMENT;
          return wasm.put(new kind(noise.buffer)).from(before, values.length);
        },
        take: <V extends View>(region: Region<V>, like: V) =>
          region.from(0, like.length).view().slice() as V,
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
