/**
 * Regions of WebAssembly memory: runs of elements of one kind. Where they are is known in this folder
 * alone; others begin regions further on in them, view them and hand them to kernels.
 */
import type { WasmMemory } from '../../base/wasm-module.ts';
import type { Address } from './exports.ts';

/** What a region is seen through. */
export type View = Uint8Array | Int16Array | Uint16Array | Int32Array | Float32Array | Float64Array;

/** The typed array of a kind of elements. */
export interface Kind<V extends View> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer, at: number, length: number): V;
}

export class Region<V extends View = View> {
  readonly length: number;
  readonly #memory: WasmMemory;
  readonly #kind: Kind<V>;
  readonly #address: number;

  constructor(memory: WasmMemory, kind: Kind<V>, address: number, length: number) {
    this.length = length;
    this.#memory = memory;
    this.#kind = kind;
    this.#address = address;
  }

  /** Where `region` begins, in bytes. */
  static addressOf<V extends View>(region: Region<V>): Address<V> {
    return region.#address as Address<V>;
  }

  /**
   * The `length` elements from `offset` on, or all up to the end of this region. They may begin before it:
   * kernels count rows from the first of a picture, of which those before need not be here.
   * @throws RangeError where it would end after this one
   */
  from(offset: number, length = this.length - offset): Region<V> {
    if (length < 0 || offset + length > this.length)
      throw new RangeError(`Expected at most ${this.length} elements but got ${offset}+${length}`);
    const address = this.#address + offset * this.#kind.BYTES_PER_ELEMENT;
    return new Region(this.#memory, this.#kind, address, length);
  }

  /** The elements, until the instance is asked for more memory: not to be kept. */
  view(): V {
    return new this.#kind(this.#memory.buffer, this.#address, this.length);
  }
}

export type Bytes = Region<Uint8Array>;
export type Halves = Region<Int16Array>;
export type Counts = Region<Uint16Array>;
export type Words = Region<Int32Array>;
export type Singles = Region<Float32Array>;
export type Doubles = Region<Float64Array>;
