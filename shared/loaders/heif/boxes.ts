/** The boxes of an ISO base media file (ISO/IEC 14496-12, 4.2), as far as pictures need them. */
import { UserError } from '../../base/errors.ts';

export interface Box {
  /** Four characters, as Latin-1. */
  type: string;
  /** Offset of the content in the file. */
  start: number;
  /** Offset behind the content. */
  end: number;
}

/** Boxes of one parent that are read; a file with more is refused. */
const MAX_BOXES = 10_000;

/** The refusal of a file whose boxes or items contradict themselves: `fact` goes on from "its ". */
export function damagedBoxes(fact: string): UserError {
  return new UserError('decode-failed', `the boxes of the file are damaged: ${fact}`);
}

/** Reads numbers of a range of bytes in their order; throws UserError `decode-failed` behind its end. */
export class Fields {
  private readonly view: DataView;
  private readonly end: number;
  private readonly what: string;
  at: number;

  constructor(bytes: Uint8Array, { type, start, end }: Box) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.at = start;
    this.end = end;
    this.what = type;
  }

  get left(): number {
    return this.end - this.at;
  }

  /** An unsigned number of 0, 1, 2, 4 or 8 bytes. */
  uint(size: number): number {
    if (this.at + size > this.end) throw damagedBoxes(`${printable(this.what)} ends too early`);
    const at = this.at;
    this.at += size;
    if (size === 0) return 0;
    if (size === 1) return this.view.getUint8(at);
    if (size === 2) return this.view.getUint16(at);
    if (size === 4) return this.view.getUint32(at);
    return this.view.getUint32(at) * 2 ** 32 + this.view.getUint32(at + 4);
  }

  /** `count` characters as Latin-1. */
  text(count: number): string {
    let text = '';
    for (let i = 0; i < count; i++) text += String.fromCharCode(this.uint(1));
    return text;
  }

  /** The version of a full box; its flags are left in `flags`. */
  fullBox(): { version: number; flags: number } {
    const word = this.uint(4);
    return { version: word >>> 24, flags: word & 0xffffff };
  }
}

/**
 * The boxes between two offsets of `bytes`, in order. A size of 0 reaches to `end`. A last box that
 * claims more than there is ends at `end` where `lenient`; otherwise that is refused. Throws UserError
 * `decode-failed` on sizes that cannot be and on more than 10,000 boxes.
 */
export function readBoxes(bytes: Uint8Array, start: number, end: number, lenient = false): Box[] {
  const boxes: Box[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = start; at + 8 <= end;) {
    if (boxes.length === MAX_BOXES) throw damagedBoxes(`more than ${MAX_BOXES} in one place`);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    let size = view.getUint32(at);
    let header = 8;
    if (size === 1) {
      if (at + 16 > end) throw damagedBoxes(`the size of ${printable(type)} is cut off`);
      size = view.getUint32(at + 8) * 2 ** 32 + view.getUint32(at + 12);
      header = 16;
    } else if (size === 0) size = end - at;
    if (size < header) throw damagedBoxes(`${printable(type)} is smaller than its own header`);
    let boxEnd = at + size;
    if (boxEnd > end) {
      if (!lenient) throw damagedBoxes(`${printable(type)} reaches beyond what holds it`);
      boxEnd = end;
    }
    boxes.push({ type, start: at + header, end: boxEnd });
    at = boxEnd;
  }
  return boxes;
}

/** The first box of `type`, or null. */
export function boxOf(boxes: readonly Box[], type: string): Box | null {
  return boxes.find((box) => box.type === type) ?? null;
}

/** A box type for people: characters that are none become question marks. */
export function printable(type: string): string {
  return `"${type.replace(/[^\x20-\x7e]/g, '?')}"`;
}
