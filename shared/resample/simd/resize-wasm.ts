/**
 * The WebAssembly instance that resizes with SIMD (wasm/resize/simd.ts): one per
 * process, whose memory is written anew by every pass. Null where the host has no WebAssembly SIMD or
 * forbids it, as the security policy of the viewer's page does.
 */
import { decodeBase64 } from '../../base/base64.ts';
import type { Address, SimdExports } from './exports.ts';
import { SIMD_MODULE } from './module.ts';

interface Exports extends SimdExports {
  memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
}

export interface ResizeWasm extends Exports {
  /** Makes room for the regions, one after the other, and returns their addresses. */
  reserve(...bytes: number[]): Address[];
  /** All of the memory; valid until the next `reserve`. */
  bytes(): Uint8Array;
}

/** The part of the host's WebAssembly that is used; the libraries of this tree do not name it. */
interface Host {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: unknown };
}

const PAGE = 65536;
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

/** What `code` exports; null where a security policy or a host without SIMD forbids to compile it. */
function instantiate(host: Host, code: Uint8Array): Exports | null {
  try {
    return new host.Instance(new host.Module(code)).exports as Exports;
  } catch {
    return null;
  }
}

function startWasm(): ResizeWasm | null {
  const host = (globalThis as { WebAssembly?: Host }).WebAssembly;
  const code = decodeBase64(SIMD_MODULE);
  if (host === undefined) return null;
  const exports = instantiate(host, code);
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
      const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE);
      if (missing > 0) memory.grow(missing);
      return addresses;
    },
  };
}
