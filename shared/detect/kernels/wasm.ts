/**
 * The WebAssembly instance of blind detection (wasm/detect/detect.ts): one per process, with a
 * memory that is handed out from the bottom up and given back in the opposite order.
 */
import { growTo, WasmModule } from '../../base/wasm-module.ts';
import type { DetectExports } from './exports.ts';
import { kernelsOf, type Kernels } from './kernels.ts';
import { DETECT_MODULE } from './module.ts';
import { Region, type Kind, type View } from './region.ts';

export type { Bytes, Counts, Doubles, Halves, Region, Singles, View, Words } from './region.ts';

export interface DetectWasm extends Kernels {
  /**
   * Room for `length` elements, until the scope ends that it is asked for in. Views of regions end when
   * more of it is asked for; what is in it is left from before.
   */
  alloc<V extends View>(kind: Kind<V>, length: number): Region<V>;
  /** A copy of `values`, for as long. */
  put<V extends View>(values: V): Region<V>;
  /** Calls `work`, and hands back all that was asked for in it. */
  scoped<T>(work: () => T): T;
}

/** Between regions: loops read and write a little past the end of rows. */
const SLACK = 256;
/** Instances that have grown beyond this are not kept for the next image. */
const LARGEST_KEPT = 2 ** 26;

/** An instance, and how many bytes it has by now. */
interface Started extends DetectWasm {
  size(): number;
}

let compiled: WasmModule | undefined;
let kept: Started | undefined;

/**
 * Calls `work` with the instance.
 * @throws Error where the host has no WebAssembly SIMD or forbids it
 */
export function withWasm<T>(work: (wasm: DetectWasm) => T): T {
  const wasm = kept ?? startWasm();
  kept = undefined;
  const result = wasm.scoped(() => work(wasm));
  // One that has thrown is not kept either.
  if (wasm.size() <= LARGEST_KEPT) kept = wasm;
  return result;
}

function startWasm(): Started {
  compiled ??= new WasmModule(DETECT_MODULE);
  const exports = compiled.instantiate<DetectExports>();
  const { memory } = exports;
  let end = exports.kept();
  const alloc = <V extends View>(kind: Kind<V>, length: number): Region<V> => {
    const address = end;
    end = Math.ceil((end + length * kind.BYTES_PER_ELEMENT + SLACK) / 64) * 64;
    growTo(memory, end);
    return new Region(memory, kind, address, length);
  };
  return {
    ...kernelsOf(exports),
    size: () => memory.buffer.byteLength,
    alloc,
    put<V extends View>(values: V) {
      const region = alloc(values.constructor as unknown as Kind<V>, values.length);
      region.view().set(values);
      return region;
    },
    scoped(work) {
      const start = end;
      try {
        return work();
      } finally {
        end = start;
      }
    },
  };
}
