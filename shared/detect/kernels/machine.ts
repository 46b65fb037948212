/**
 * The WebAssembly machine of blind detection (assembly/detect.ts): one instance per process, with a
 * memory that is handed out from the bottom up and given back in the opposite order.
 */
import { decodeBase64 } from '../../base64.ts';
import type { Address, DetectExports } from './exports.ts';
import { DETECT_MODULE } from './module.ts';

export type { Address };

interface Exports extends DetectExports {
  memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
}

export interface DetectMachine extends Exports {
  /** Room for `bytes`, until `release`. Views on the memory end when more of it is asked for. */
  alloc(bytes: number): Address;
  /** The end of what is handed out; give it to `release` to hand back all that came after. */
  mark(): Address;
  release(mark: Address): void;
  bytes(at: Address, count: number): Uint8Array;
  words(at: Address, count: number): Int32Array;
  singles(at: Address, count: number): Float32Array;
}

/** The part of the host's WebAssembly that is used; the libraries of this tree do not name it. */
interface Host {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: unknown };
}

const PAGE = 65536;
/** Between regions: loops read and write a little past the end of rows. */
const SLACK = 256;
/** Instances that have grown beyond this are not kept for the next image. */
const LARGEST_KEPT = 2 ** 26;

let compiled: object | undefined;
let kept: DetectMachine | undefined;

/**
 * Calls `work` with the machine.
 * @throws Error where the host has no WebAssembly SIMD or forbids it
 */
export function withMachine<T>(work: (machine: DetectMachine) => T): T {
  const machine = kept ?? startMachine();
  kept = undefined;
  const result = work(machine);
  machine.release(0);
  // What a throw has left behind is not kept either.
  if (machine.memory.buffer.byteLength <= LARGEST_KEPT) kept = machine;
  return result;
}

function startMachine(): DetectMachine {
  const host = (globalThis as { WebAssembly?: Host }).WebAssembly;
  if (host === undefined) throw new Error('Blind detection needs WebAssembly with SIMD');
  compiled ??= new host.Module(decodeBase64(DETECT_MODULE));
  const exports = new host.Instance(compiled).exports as Exports;
  const { memory } = exports;
  const first = exports.kept();
  let end = first;
  return {
    ...exports,
    alloc(bytes) {
      const address = end;
      end = Math.ceil((end + bytes + SLACK) / 64) * 64;
      const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE);
      if (missing > 0) memory.grow(missing);
      return address;
    },
    mark: () => end,
    release(mark) {
      end = Math.max(first, mark);
    },
    bytes: (at, count) => new Uint8Array(memory.buffer, at, count),
    words: (at, count) => new Int32Array(memory.buffer, at, count),
    singles: (at, count) => new Float32Array(memory.buffer, at, count),
  };
}
