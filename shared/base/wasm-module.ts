/** Compiling WebAssembly that is carried in base64, where Node or a page may be the host. */
import { decodeBase64 } from './base64.ts';

/** The part of the host's WebAssembly that is used; the libraries of this tree do not name it. */
interface Host {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: unknown };
}

/** A memory that grows; views of its buffer end when it does. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

const PAGE = 65536;

/** Compiled code, from which instances are made. */
export class WasmModule {
  readonly #host: Host;
  readonly #module: object;

  /** @throws Error where the host has no WebAssembly with SIMD, or its security policy forbids to compile */
  constructor(base64: string) {
    const host = (globalThis as { WebAssembly?: Host }).WebAssembly;
    if (host === undefined) throw new Error('The host has no WebAssembly');
    this.#host = host;
    this.#module = new host.Module(decodeBase64(base64));
  }

  /** What a new instance exports; `Exports` is generated with the module, and its memory comes along. */
  instantiate<Exports>(): Exports & { memory: WasmMemory } {
    return new this.#host.Instance(this.#module).exports as Exports & { memory: WasmMemory };
  }
}

/** Grows `memory` where it ends before `end` bytes. */
export function growTo(memory: WasmMemory, end: number): void {
  const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE);
  if (missing > 0) memory.grow(missing);
}
