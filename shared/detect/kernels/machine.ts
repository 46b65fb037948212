/**
 * The WebAssembly machine of blind detection (assembly/detect.ts): one instance per process, with a
 * memory that is handed out from the bottom up and given back in the opposite order.
 */
import { DETECT_MODULE } from './module.ts';

export type Address = number;

/** What assembly/detect.ts exports. */
interface Exports {
  memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  meanOf(src: Address, count: number, channels: number, dst: Address): number;
  channelOf(src: Address, count: number, channels: number, channel: number, dst: Address): void;
  medianMap(plane: Address, width: number, from: number, to: number, out: Address): void;
  pixelMap(plane: Address, width: number, from: number, to: number, out: Address): void;
  blockMap(plane: Address, width: number, from: number, to: number, out: Address): void;
  largerOf(map: Address, count: number, into: Address): void;
  foldRows(
    map: Address,
    other: Address,
    width: number,
    rows: number,
    classes: Address,
    many: number,
    words: Address,
    step: number,
    lines: Address,
    out: Address,
  ): void;
  standOut(
    sums: Address,
    samplesX: Address,
    samplesY: Address,
    tilesX: number,
    tilesY: number,
    countX: number,
    countY: number,
    every: number,
    excess: Address,
    all: Address,
    scratch: Address,
    out: Address,
  ): void;
  sumColumns(map: Address, width: number, rows: number, out: Address): void;
  sumRows(
    map: Address,
    width: number,
    rows: number,
    edges: Address,
    strips: number,
    out: Address,
  ): void;
  combSums(
    one: Address,
    two: Address,
    kind: number,
    length: number,
    least: number,
    most: number,
    outOne: Address,
    outTwo: Address,
  ): void;
  screen(
    map: Address,
    width: number,
    xs: Address,
    gapsX: Address,
    edgesX: Address,
    ys: Address,
    gapsY: Address,
    edgesY: Address,
    tiles: number,
    wide: number,
    high: number,
    out: Address,
  ): void;
  gather(
    plane: Address,
    pixels: Address,
    blocks: Address,
    width: number,
    xs: Address,
    columns: number,
    ys: Address,
    rows: number,
    tapsX: number,
    tapsY: number,
    value: Address,
    excess: Address,
    stride: number,
  ): void;
  differences(
    value: Address,
    besideX: Address,
    besideY: Address,
    diagonal: Address,
    left: number,
    up: number,
    columns: number,
    rows: number,
    stride: number,
    difference: Address,
    reference: Address,
    variance: Address,
    levels: Address,
  ): void;
  collect(
    difference: Address,
    excess: Address,
    variance: Address,
    columns: number,
    rows: number,
    stride: number,
    across: number,
    klass: number,
    out: Address,
  ): void;
  cohere(blocks: Address, count: number): void;
  scanWindows(blocks: Address, across: number, down: number, out: Address): void;
  lagProducts(
    difference: Address,
    columns: number,
    rows: number,
    stride: number,
    out: Address,
  ): void;
  sumRect(
    map: Address,
    width: number,
    fromX: number,
    toX: number,
    fromY: number,
    toY: number,
  ): number;
  sumCells(
    cells: Address,
    stride: number,
    fromX: number,
    toX: number,
    fromY: number,
    toY: number,
  ): number;
  highPass(at: Address, count: number, step: number, across: number, out: Address): void;
  lagSums(words: Address, count: number, lags: Address, many: number, out: Address): void;
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
const LARGEST_KEPT = 2 ** 28;

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
  let end = SLACK;
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
      end = Math.max(SLACK, mark);
    },
    bytes: (at, count) => new Uint8Array(memory.buffer, at, count),
    words: (at, count) => new Int32Array(memory.buffer, at, count),
    singles: (at, count) => new Float32Array(memory.buffer, at, count),
  };
}

function decodeBase64(text: string): Uint8Array {
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const out = new Uint8Array((text.replaceAll('=', '').length * 6) >> 3);
  let bits = 0;
  for (let i = 0, at = 0; at < out.length; i++) {
    bits = (bits << 6) | digits.indexOf(text[i]);
    if (i % 4 > 0) out[at++] = (bits >> (6 - 2 * (i % 4))) & 255;
  }
  return out;
}
