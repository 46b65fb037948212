/** What the sequence header of AV1 says of samples (AV1 Bitstream Specification, 5.5). */
import { Bits } from './bits.ts';
import { damagedBoxes } from './boxes.ts';
import type { Cicp } from './properties.ts';

export interface Av1Header {
  /** 8, 10 or 12. */
  depth: number;
  monochrome: boolean;
  /** Chroma has half the columns, half the rows. */
  halfColumns: boolean;
  halfRows: boolean;
  cicp: Cicp;
  /** Largest frame that the sequence may hold. */
  maxWidth: number;
  maxHeight: number;
}

const SEQUENCE_HEADER = 1;
const UNSPECIFIED = 2;

/**
 * The first sequence header among the open bitstream units `data`. Throws UserError `decode-failed` where
 * there is none.
 */
export function readAv1Header(data: Uint8Array): Av1Header {
  for (let at = 0; at < data.length;) {
    const type = (data[at] >> 3) & 15;
    const extension = (data[at] >> 2) & 1;
    const sized = (data[at] >> 1) & 1;
    let start = at + 1 + extension;
    let size = data.length - start;
    if (sized === 1) {
      size = 0;
      for (let i = 0; i < 8; i++) {
        const byte = data[start++] ?? 0;
        size += (byte & 0x7f) * 2 ** (7 * i);
        if (byte < 0x80) break;
      }
    }
    if (start + size > data.length) break;
    if (type === SEQUENCE_HEADER) return readSequence(new Bits(data.subarray(start, start + size)));
    at = start + size;
  }
  throw damagedBoxes('the AV1 data have no sequence header');
}

function readSequence(bits: Bits): Av1Header {
  const profile = bits.take(3);
  bits.take(1); // still_picture
  const reduced = bits.flag();
  if (reduced) bits.take(5);
  else readOperatingPoints(bits);
  const widthBits = bits.take(4) + 1;
  const heightBits = bits.take(4) + 1;
  const maxWidth = bits.take(widthBits) + 1;
  const maxHeight = bits.take(heightBits) + 1;
  if (!reduced && bits.flag()) bits.take(7); // frame ids
  bits.take(3);
  if (!reduced) readTools(bits);
  bits.take(3);
  const header = { ...readColor(bits, profile), maxWidth, maxHeight };
  if (bits.past) throw damagedBoxes('the AV1 sequence header is cut off');
  return header;
}

function readOperatingPoints(bits: Bits): void {
  let decoderModel = false;
  let delayBits = 0;
  if (bits.flag()) {
    bits.take(32);
    bits.take(32);
    if (bits.flag()) bits.variable();
    decoderModel = bits.flag();
    if (decoderModel) {
      delayBits = bits.take(5) + 1;
      bits.take(32);
      bits.take(10);
    }
  }
  const initialDelays = bits.flag();
  for (let n = bits.take(5) + 1; n > 0; n--) {
    bits.take(12);
    if (bits.take(5) > 7) bits.take(1);
    if (decoderModel && bits.flag()) {
      bits.take(delayBits);
      bits.take(delayBits);
      bits.take(1);
    }
    if (initialDelays && bits.flag()) bits.take(4);
  }
}

/** Coding tools between the sizes and the color: read over. */
function readTools(bits: Bits): void {
  bits.take(4);
  const orderHint = bits.flag();
  if (orderHint) bits.take(2);
  const screenContent = bits.flag() ? 2 : bits.take(1);
  if (screenContent > 0 && !bits.flag()) bits.take(1);
  if (orderHint) bits.take(3);
}

function readColor(bits: Bits, profile: number): Omit<Av1Header, 'maxWidth' | 'maxHeight'> {
  const high = bits.flag();
  const depth = high ? (profile === 2 && bits.flag() ? 12 : 10) : 8;
  const monochrome = profile !== 1 && bits.flag();
  const described = bits.flag();
  const cicp: Cicp = {
    primaries: described ? bits.take(8) : UNSPECIFIED,
    transfer: described ? bits.take(8) : UNSPECIFIED,
    matrix: described ? bits.take(8) : UNSPECIFIED,
    fullRange: true,
  };
  const at = (halfColumns: boolean, halfRows: boolean) => ({
    depth,
    monochrome,
    halfColumns,
    halfRows,
    cicp,
  });
  if (!monochrome && cicp.primaries === 1 && cicp.transfer === 13 && cicp.matrix === 0) {
    return at(false, false);
  }
  cicp.fullRange = bits.flag();
  if (monochrome || profile === 0) return at(true, true);
  if (profile === 1) return at(false, false);
  if (depth < 12) return at(true, false);
  const halfColumns = bits.flag();
  return at(halfColumns, halfColumns && bits.flag());
}
