/**
 * The WebAssembly instance that resizes with SIMD (wasm/resize/simd.ts): one per
 * process, whose memory is written anew by every pass. Null where the host has no WebAssembly SIMD or
 * forbids it, as the security policy of the viewer's page does.
 */
import { growTo, WasmModule, type WasmMemory } from '../../base/wasm-module.ts';
import type { Address, SimdExports } from './exports.ts';
import { SIMD_MODULE } from './module.ts';

type Exports = SimdExports & { memory: WasmMemory };

export interface ResizeWasm extends Exports {
  /** Makes room for the regions, one after the other, and returns their addresses. */
  reserve(...bytes: number[]): Address[];
  /** All of the memory; valid until the next `reserve`. */
  bytes(): Uint8Array;
}

/** Between regions: loops read and write a little past the end of rows. */
const SLACK = 2048;
/** Above this, a pass is left to the reference. */
const LARGEST = 2 ** 29;

let wasm: ResizeWasm | null | undefined;

/** The instance, started when first asked for; null without WebAssembly SIMD. */
export function resizeWasm(): ResizeWasm | null {
  if (wasm === undefined) wasm = startWasm();
  return wasm;
}

/** An instance whose memory is its owner's alone, for as long as it is kept; null as resizeWasm is. */
export function startWasm(): ResizeWasm | null {
  const exports = instantiate();
  if (exports === null) return null;
  const { memory } = exports;
  return {
    ...exports,
    bytes: () => new Uint8Array(memory.buffer),
    reserve(...bytes) {
      let end = SLACK;
      const addresses = bytes.map((size) => {
        const address = end;
        end = Math.ceil((end + size + SLACK) / 64) * 64;
        return address;
      });
      if (end > LARGEST) throw new RangeError(`Expected at most ${LARGEST} bytes but need ${end}`);
      growTo(memory, end);
      return addresses;
    },
  };
}

/** What the module exports; null where a security policy or a host without SIMD forbids to compile it. */
function instantiate(): Exports | null {
  try {
    return new WasmModule(SIMD_MODULE).instantiate<SimdExports>();
  } catch {
    return null;
  }
}
