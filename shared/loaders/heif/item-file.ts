/**
 * The items of a HEIF file (ISO/IEC 23008-12): what pictures it holds, which is the primary one, and how
 * they refer to one another. Nothing is decoded and nothing is believed: every count is bounded.
 */
import { boxOf, damagedBoxes, Fields, readBoxes, type Box } from './boxes.ts';
import { readProperties, type Property } from './properties.ts';

export interface Extent {
  /** Offset in the file. */
  at: number;
  length: number;
}

export interface Item {
  id: number;
  /** `av01`, `hvc1`, `grid`, `iden`, `iovl`, `Exif`, `mime`, … */
  type: string;
  hidden: boolean;
  extents: Extent[];
  properties: Property[];
}

export interface Reference {
  /** `dimg` derived from, `auxl` auxiliary of, `thmb` thumbnail of, `cdsc` describes, `prem`. */
  type: string;
  from: number;
  to: number[];
}

export interface ItemFile {
  /** Major brand first. */
  brands: string[];
  /** Null where the file names none. */
  primary: number | null;
  items: Map<number, Item>;
  references: Reference[];
  /** The movie box of an image sequence, or null. */
  movie: Box | null;
}

const MAX_ITEMS = 4096;
const MAX_EXTENTS = 16_384;
const MAX_REFERENCES = 65_536;

/**
 * The items of the HEIF or AVIF file `bytes`. Throws UserError `decode-failed` where its boxes contradict
 * themselves; an item whose data lie outside of the file keeps its extents and is refused once asked for.
 */
export function readItemFile(bytes: Uint8Array): ItemFile {
  const top = readBoxes(bytes, 0, bytes.length, true);
  const file: ItemFile = {
    brands: readBrands(bytes, boxOf(top, 'ftyp')),
    primary: null,
    items: new Map(),
    references: [],
    movie: boxOf(top, 'moov'),
  };
  const meta = boxOf(top, 'meta');
  if (meta === null) return file;
  const boxes = readBoxes(bytes, meta.start + 4, meta.end);
  const data = boxOf(boxes, 'idat');
  for (const box of boxes) {
    if (box.type === 'pitm') file.primary = readPrimary(new Fields(bytes, box));
    else if (box.type === 'iinf') readInfos(bytes, box, file.items);
  }
  for (const box of boxes) {
    if (box.type === 'iloc') readLocations(new Fields(bytes, box), file.items, data);
    else if (box.type === 'iref') readReferences(bytes, box, file.references);
    else if (box.type === 'iprp') assignProperties(bytes, box, file.items);
  }
  return file;
}

function readBrands(bytes: Uint8Array, ftyp: Box | null): string[] {
  if (ftyp === null) return [];
  const fields = new Fields(bytes, { ...ftyp, end: Math.min(ftyp.end, ftyp.start + 1024) });
  const brands = [fields.text(4)];
  fields.uint(4);
  while (fields.left >= 4) brands.push(fields.text(4));
  return brands;
}

function readPrimary(fields: Fields): number {
  return fields.uint(fields.fullBox().version === 0 ? 2 : 4);
}

function readInfos(bytes: Uint8Array, box: Box, items: Map<number, Item>): void {
  const fields = new Fields(bytes, box);
  fields.uint(fields.fullBox().version === 0 ? 2 : 4);
  for (const entry of readBoxes(bytes, fields.at, box.end)) {
    if (entry.type !== 'infe') continue;
    const info = new Fields(bytes, entry);
    const { version, flags } = info.fullBox();
    if (version < 2) continue; // older entries describe files, not pictures
    const id = info.uint(version === 2 ? 2 : 4);
    info.uint(2);
    const type = info.text(4);
    if (items.has(id)) throw damagedBoxes(`item ${id} is there twice`);
    if (items.size === MAX_ITEMS) throw damagedBoxes(`more than ${MAX_ITEMS} items`);
    items.set(id, { id, type, hidden: (flags & 1) === 1, extents: [], properties: [] });
  }
}

function readLocations(fields: Fields, items: Map<number, Item>, idat: Box | null): void {
  const { version } = fields.fullBox();
  const sizes = fields.uint(2);
  const [offsetSize, lengthSize, baseSize, indexSize] = [12, 8, 4, 0].map((s) => (sizes >> s) & 15);
  if ([offsetSize, lengthSize, baseSize].some((size) => ![0, 4, 8].includes(size))) {
    throw damagedBoxes('the list of places uses numbers of an impossible size');
  }
  const wide = version === 2 ? 4 : 2;
  let extents = 0;
  for (let i = fields.uint(wide); i > 0; i--) {
    const item = items.get(fields.uint(wide));
    const method = version === 0 ? 0 : fields.uint(2) & 15;
    fields.uint(2);
    const base = fields.uint(baseSize);
    for (let n = fields.uint(2); n > 0; n--) {
      if (++extents > MAX_EXTENTS) throw damagedBoxes(`data in more than ${MAX_EXTENTS} places`);
      if (version > 0) fields.uint(indexSize);
      const at = base + fields.uint(offsetSize);
      const length = fields.uint(lengthSize);
      if (item === undefined || method > 1) continue;
      if (method === 1 && idat === null) throw damagedBoxes(`item ${item.id} lies in no data box`);
      const from = method === 1 && idat !== null ? idat.start : 0;
      item.extents.push({ at: from + at, length });
    }
  }
}

function readReferences(bytes: Uint8Array, box: Box, references: Reference[]): void {
  const header = new Fields(bytes, box);
  const wide = header.fullBox().version === 0 ? 2 : 4;
  let count = 0;
  for (const entry of readBoxes(bytes, header.at, box.end)) {
    const fields = new Fields(bytes, entry);
    const reference: Reference = { type: entry.type, from: fields.uint(wide), to: [] };
    for (let n = fields.uint(2); n > 0; n--) {
      if (++count > MAX_REFERENCES) throw damagedBoxes('too many references');
      reference.to.push(fields.uint(wide));
    }
    references.push(reference);
  }
}

/** Hands each item the properties that the association boxes give it, in their order. */
function assignProperties(bytes: Uint8Array, box: Box, items: Map<number, Item>): void {
  const boxes = readBoxes(bytes, box.start, box.end);
  const container = boxOf(boxes, 'ipco');
  if (container === null) return;
  const properties = readProperties(bytes, readBoxes(bytes, container.start, container.end));
  let count = 0;
  for (const association of boxes.filter(({ type }) => type === 'ipma')) {
    const fields = new Fields(bytes, association);
    const { version, flags } = fields.fullBox();
    for (let i = fields.uint(4); i > 0; i--) {
      const item = items.get(fields.uint(version === 0 ? 2 : 4));
      for (let n = fields.uint(1); n > 0; n--) {
        if (++count > MAX_REFERENCES) throw damagedBoxes('too many properties');
        const index = (flags & 1) === 1 ? fields.uint(2) & 0x7fff : fields.uint(1) & 0x7f;
        if (index === 0) continue;
        if (index > properties.length) throw damagedBoxes(`a property ${index} that is not there`);
        item?.properties.push(properties[index - 1]);
      }
    }
  }
}
