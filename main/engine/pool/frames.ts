/**
 * Messages between a host and an engine as bytes on a pipe. Either side may be in the hands of somebody else, so
 * sizes are bounded before anything is kept, and what cannot be read is an error of whoever reads.
 *
 * A frame is two lengths (32 bits, little-endian), then as many bytes of structure, as V8 serializes values, and of
 * data: the bytes of all arrays in it, each from a multiple of 8 on. So arrays cost one copy on each side, and the
 * structure, of which few bytes make large objects, can be held to less than the data.
 */
import { Deserializer, Serializer } from 'node:v8';

/** Bytes of structure in a message; what they become takes about a hundred times as much at worst. */
export const MOST_STRUCTURE = 16 * 1024 ** 2;

/** Bytes of data that any message can have. */
export const MOST_DATA = 2 ** 31 - 1;

const HEADER_BYTES = 8;
const ALIGNMENT = 8;

const VIEWS = [
  ...[Uint8Array, Int8Array, Uint8ClampedArray, Uint16Array, Int16Array, Uint32Array, Int32Array],
  ...[Float32Array, Float64Array, BigInt64Array, BigUint64Array, DataView],
] as const;

/** A method in Node's documentation that its types do not know. */
interface Documented {
  _setTreatArrayBufferViewsAsHostObjects(flag: boolean): void;
}

class FrameWriter extends Serializer {
  readonly views: ArrayBufferView[] = [];

  constructor() {
    super();
    (this as unknown as Documented)._setTreatArrayBufferViewsAsHostObjects(true);
  }

  /** Node calls it for each array. */
  _writeHostObject(view: ArrayBufferView): void {
    const kind = Buffer.isBuffer(view)
      ? VIEWS.length
      : VIEWS.findIndex((type) => view instanceof type);
    if (kind === -1) throw new TypeError('An array of this kind cannot be sent');
    this.writeUint32(kind);
    this.writeUint32(view.byteLength);
    this.views.push(view);
  }
}

/** What V8 throws for values that cannot be sent, such as functions. */
Object.assign(FrameWriter.prototype, { _getDataCloneError: Error });

/** `message` as a frame. Throws where it holds what cannot be sent, or more than MOST_DATA. */
export function frameOf(message: unknown): Buffer {
  const writer = new FrameWriter();
  writer.writeHeader();
  writer.writeValue(message);
  const structure = writer.releaseBuffer();
  const data = writer.views.reduce((sum, view) => sum + aligned(view.byteLength), 0);
  if (structure.length > MOST_STRUCTURE || data > MOST_DATA) {
    throw new RangeError(`${structure.length + data} bytes are too many for a message`);
  }
  const frame = Buffer.allocUnsafeSlow(HEADER_BYTES + structure.length + data);
  frame.writeUInt32LE(structure.length, 0);
  frame.writeUInt32LE(data, 4);
  frame.set(structure, HEADER_BYTES);
  let at = HEADER_BYTES + structure.length;
  for (const view of writer.views) {
    const end = at + aligned(view.byteLength);
    frame.set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), at);
    frame.fill(0, at + view.byteLength, end); // no bytes that are nobody's business
    at = end;
  }
  return frame;
}

interface View {
  new (buffer: ArrayBuffer, at: number, length: number): ArrayBufferView;
  readonly BYTES_PER_ELEMENT?: number;
}

class ValueReader extends Deserializer {
  readonly #data: Buffer<ArrayBuffer>;
  #at = 0;

  constructor(structure: Buffer, data: Buffer<ArrayBuffer>) {
    super(structure);
    this.#data = data;
  }

  /** Node calls it for each array. */
  _readHostObject(): ArrayBufferView {
    const kind = this.readUint32();
    const bytes = this.readUint32();
    const at = this.#at;
    this.#at += aligned(bytes);
    if (this.#at > this.#data.length) throw new RangeError('an array that is not there');
    if (kind === VIEWS.length) return this.#data.subarray(at, at + bytes);
    const type = VIEWS[kind] as View | undefined;
    if (type === undefined) throw new RangeError('an array of no known kind');
    const { buffer, byteOffset } = this.#data;
    return new type(buffer, byteOffset + at, bytes / (type.BYTES_PER_ELEMENT ?? 1));
  }
}

/** What of a frame is being read. */
interface Part {
  bytes: Buffer<ArrayBuffer>;
  filled: number;
}

/** Puts frames together from the pieces in which they arrive. */
export class FrameReader {
  readonly #onMessage: (message: unknown) => void;
  readonly #mostData: () => number;
  #header = partOf(HEADER_BYTES);
  #structure: Part | null = null;
  #data: Part | null = null;

  /** `onMessage` gets each message; `mostData` says how many bytes of data the next one may have. */
  constructor(onMessage: (message: unknown) => void, mostData: () => number = () => MOST_DATA) {
    this.#onMessage = onMessage;
    this.#mostData = mostData;
  }

  /** Takes the next piece. Throws where it is not what frameOf makes, or too large, or where onMessage does. */
  push(piece: Uint8Array): void {
    let rest = piece;
    for (;;) {
      rest = fill(this.#header, rest);
      if (!isFull(this.#header)) return;
      if (this.#structure === null || this.#data === null) this.#begin();
      rest = fill(this.#structure!, rest);
      rest = fill(this.#data!, rest);
      if (!isFull(this.#structure!) || !isFull(this.#data!)) return;
      this.#end();
    }
  }

  #begin(): void {
    const structure = this.#header.bytes.readUInt32LE(0);
    const data = this.#header.bytes.readUInt32LE(4);
    if (structure > MOST_STRUCTURE || data > Math.min(MOST_DATA, this.#mostData())) {
      throw new RangeError(`a message of ${structure + data} bytes`);
    }
    this.#structure = partOf(structure);
    this.#data = partOf(data); // the system gives memory where it is written to
  }

  #end(): void {
    const reader = new ValueReader(this.#structure!.bytes, this.#data!.bytes);
    this.#header = partOf(HEADER_BYTES);
    this.#structure = this.#data = null;
    reader.readHeader();
    this.#onMessage(reader.readValue());
  }
}

const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

function partOf(length: number): Part {
  return { bytes: Buffer.allocUnsafeSlow(length) as Buffer<ArrayBuffer>, filled: 0 };
}

const isFull = ({ bytes, filled }: Part): boolean => filled === bytes.length;

/** Copies the start of `piece` to where `part` is not filled yet; returns what is left of it. */
function fill(part: Part, piece: Uint8Array): Uint8Array {
  const taken = Math.min(part.bytes.length - part.filled, piece.length);
  part.bytes.set(taken === piece.length ? piece : piece.subarray(0, taken), part.filled);
  part.filled += taken;
  return piece.subarray(taken);
}
