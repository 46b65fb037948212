/** What the sequence parameter set of HEVC says of samples (ITU-T H.265, 7.3.2.2), and its units. */
import { Bits } from './bits.ts';
import { damagedBoxes, Fields, type Box } from './boxes.ts';

export interface HevcHeader {
  /** After the conformance window has cropped the coded picture. */
  width: number;
  height: number;
  /** 0 gray, 1 4:2:0, 2 4:2:2, 3 4:4:4. */
  chroma: number;
  depth: number;
}

const SEQUENCE_PARAMETERS = 33;
const MAX_UNITS = 64;

/**
 * The units of the parameter sets in an `hvcC` box (ISO/IEC 14496-15, 8.3.3.1), and how many bytes give the
 * size of a unit in the data. Throws UserError `decode-failed` where the box is cut short.
 */
export function readHevcConfig(
  bytes: Uint8Array,
  box: Box,
): { units: Uint8Array[]; sizeBytes: number } {
  const fields = new Fields(bytes, box);
  for (let i = 0; i < 21; i++) fields.uint(1);
  const sizeBytes = (fields.uint(1) & 3) + 1;
  const units: Uint8Array[] = [];
  for (let arrays = fields.uint(1); arrays > 0; arrays--) {
    fields.uint(1);
    for (let n = fields.uint(2); n > 0; n--) {
      const length = fields.uint(2);
      if (length > fields.left) throw damagedBoxes('the parameters of HEVC are cut off');
      if (units.length === MAX_UNITS) throw damagedBoxes(`more than ${MAX_UNITS} parameter sets`);
      units.push(bytes.subarray(fields.at, fields.at + length));
      fields.at += length;
    }
  }
  return { units, sizeBytes };
}

/** The units of coded `data`, each behind its size. Throws UserError `decode-failed` where one is cut off. */
export function splitUnits(data: Uint8Array, sizeBytes: number): Uint8Array[] {
  const units: Uint8Array[] = [];
  for (let at = 0; at < data.length;) {
    let size = 0;
    for (let i = 0; i < sizeBytes; i++) size = size * 256 + (data[at++] ?? 0);
    if (at + size > data.length) throw damagedBoxes('the HEVC data are cut off');
    units.push(data.subarray(at, at + size));
    at += size;
  }
  return units;
}

/** Of all sequence parameter sets among `units` the one with the most pixels; null where there is none. */
export function readHevcHeader(units: readonly Uint8Array[]): HevcHeader | null {
  let largest: HevcHeader | null = null;
  for (const unit of units) {
    if (((unit[0] >> 1) & 63) !== SEQUENCE_PARAMETERS) continue;
    const header = readParameters(new Bits(withoutGuards(unit.subarray(2))));
    const pixels = header.width * header.height;
    if (largest === null || pixels > largest.width * largest.height) largest = header;
  }
  return largest;
}

/** The bytes without the 3 that stand after two zeros so that no start code appears. */
function withoutGuards(unit: Uint8Array): Uint8Array {
  return unit.filter(
    (byte, i) => !(byte === 3 && i >= 2 && unit[i - 1] === 0 && unit[i - 2] === 0),
  );
}

function readParameters(bits: Bits): HevcHeader {
  bits.skip(4);
  const subLayers = bits.take(3);
  bits.skip(1);
  skipProfile(bits, subLayers);
  bits.variable();
  const chroma = bits.variable();
  if (chroma === 3) bits.skip(1);
  let [width, height] = [bits.variable(), bits.variable()];
  if (bits.flag()) {
    const [stepX, stepY] = [chroma === 1 || chroma === 2 ? 2 : 1, chroma === 1 ? 2 : 1];
    width -= stepX * (bits.variable() + bits.variable());
    height -= stepY * (bits.variable() + bits.variable());
  }
  const depth = bits.variable() + 8;
  if (bits.past || width <= 0 || height <= 0 || chroma > 3 || depth > 16) {
    throw damagedBoxes('the parameters of HEVC make no sense');
  }
  return { width, height, chroma, depth };
}

/** profile_tier_level: 88 bits and a level, then the same of sub-layers where their flags say so. */
function skipProfile(bits: Bits, subLayers: number): void {
  bits.skip(88 + 8);
  const present: [profile: boolean, level: boolean][] = [];
  for (let i = 0; i < subLayers; i++) present.push([bits.flag(), bits.flag()]);
  if (subLayers > 0) bits.skip(2 * (8 - subLayers));
  for (const [profile, level] of present) bits.skip((profile ? 88 : 0) + (level ? 8 : 0));
}
