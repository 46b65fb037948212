/** The properties of HEIF items that decide about pixels, as data. */
import { Fields, type Box } from './boxes.ts';

/** Code points of ITU-T H.273, and whether samples use all codes. */
export interface Cicp {
  primaries: number;
  transfer: number;
  matrix: number;
  fullRange: boolean;
}

/** A clean aperture in pixels: fractions as numerator and denominator. */
export interface CleanAperture {
  width: [number, number];
  height: [number, number];
  horizontalOffset: [number, number];
  verticalOffset: [number, number];
}

export type Property =
  | { kind: 'size'; width: number; height: number }
  | { kind: 'cicp'; cicp: Cicp }
  | { kind: 'icc'; box: Box }
  | { kind: 'codec'; type: string; box: Box }
  | { kind: 'depths'; bits: number[] }
  | { kind: 'auxiliary'; urn: string }
  /** Turns by 90 degrees, anticlockwise. */
  | { kind: 'rotation'; quarters: number }
  /** `rows` mirrors top to bottom, `columns` left to right. */
  | { kind: 'mirror'; swaps: 'rows' | 'columns' }
  | { kind: 'aperture'; aperture: CleanAperture }
  | { kind: 'other'; type: string };

/** What each box of a property container says. Throws UserError `decode-failed` on one cut short. */
export function readProperties(bytes: Uint8Array, boxes: readonly Box[]): Property[] {
  return boxes.map((box) => readProperty(bytes, box));
}

/** The first property of `kind`, or null. */
export function propertyOf<K extends Property['kind']>(
  properties: readonly Property[],
  kind: K,
): Extract<Property, { kind: K }> | null {
  for (const property of properties) {
    if (property.kind === kind) return property as Extract<Property, { kind: K }>;
  }
  return null;
}

function readProperty(bytes: Uint8Array, box: Box): Property {
  const fields = new Fields(bytes, box);
  switch (box.type) {
    case 'ispe':
      fields.fullBox();
      return { kind: 'size', width: fields.uint(4), height: fields.uint(4) };
    case 'colr':
      return readColor(fields, box);
    case 'av1C':
    case 'hvcC':
    case 'avcC':
    case 'vvcC':
      return { kind: 'codec', type: box.type, box };
    case 'pixi': {
      fields.fullBox();
      const bits: number[] = [];
      for (let n = fields.uint(1); n > 0; n--) bits.push(fields.uint(1));
      return { kind: 'depths', bits };
    }
    case 'auxC': {
      fields.fullBox();
      const text = fields.text(Math.min(fields.left, 256));
      return { kind: 'auxiliary', urn: text.split('\0')[0] };
    }
    case 'irot':
      return { kind: 'rotation', quarters: fields.uint(1) & 3 };
    case 'imir':
      return { kind: 'mirror', swaps: (fields.uint(1) & 1) === 0 ? 'rows' : 'columns' };
    case 'clap': {
      const fraction = (signed: boolean): [number, number] => {
        const top = fields.uint(4);
        const bottom = fields.uint(4);
        return [signed ? top | 0 : top, bottom];
      };
      return {
        kind: 'aperture',
        aperture: {
          width: fraction(false),
          height: fraction(false),
          horizontalOffset: fraction(true),
          verticalOffset: fraction(true),
        },
      };
    }
    default:
      return { kind: 'other', type: box.type };
  }
}

function readColor(fields: Fields, box: Box): Property {
  const type = fields.text(4);
  if (type === 'nclx') {
    const [primaries, transfer, matrix] = [fields.uint(2), fields.uint(2), fields.uint(2)];
    const fullRange = (fields.uint(1) & 0x80) !== 0;
    return { kind: 'cicp', cicp: { primaries, transfer, matrix, fullRange } };
  }
  if (type === 'prof' || type === 'rICC') {
    return { kind: 'icc', box: { type, start: fields.at, end: box.end } };
  }
  return { kind: 'other', type: 'colr' };
}
