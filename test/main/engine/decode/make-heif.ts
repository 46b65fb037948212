/** AVIF files put together from items, as no ordinary writer does. */
import sharp from 'sharp';
import { itemData } from '../../../../shared/loaders/heif/item-data.ts';
import { readItemFile } from '../../../../shared/loaders/heif/item-file.ts';
import { primaryItem } from '../../../../shared/loaders/heif/pictures.ts';
import { propertyOf } from '../../../../shared/loaders/heif/properties.ts';

export interface HeifItem {
  id: number;
  type: string;
  data: Buffer;
  properties: Buffer[];
}

export type HeifReference = [type: string, from: number, to: number[]];

const u16 = (...values: number[]): Buffer =>
  Buffer.from(values.flatMap((value) => [value >> 8, value & 255]));
const u32 = (...values: number[]): Buffer =>
  Buffer.from(values.flatMap((value) => [value >>> 24, value >> 16, value >> 8, value]));
const latin = (text: string): Buffer => Buffer.from(text, 'latin1');

export function box(type: string, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([u32(content.length + 8), latin(type), content]);
}

const fullBox = (type: string, version: number, ...parts: Buffer[]): Buffer =>
  box(type, u32(version << 24), ...parts);

export const sizeBox = (width: number, height: number): Buffer =>
  fullBox('ispe', 0, u32(width, height));

/** The color box of identity, in which planes are green, blue and red; `transfer` and `primaries` as in H.273. */
export const colorBox = (transfer = 13, primaries = 1): Buffer =>
  box('colr', latin('nclx'), u16(primaries, transfer, 0), Buffer.from([0x80]));

export const profileBox = (icc: Buffer): Buffer => box('colr', latin('prof'), icc);

export const alphaBox = (): Buffer =>
  fullBox('auxC', 0, latin('urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0'));

/** An item of RGB samples, coded by AV1 without loss, with `properties` besides its own. */
export async function codedItem(
  id: number,
  rgb: Buffer,
  width: number,
  height: number,
  properties: Buffer[] = [colorBox()],
): Promise<HeifItem> {
  const file = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .avif({ lossless: true, chromaSubsampling: '4:4:4', effort: 0 })
    .toBuffer();
  const item = primaryItem(readItemFile(file));
  const config = propertyOf(item.properties, 'codec')!.box;
  const data = Buffer.from(itemData(file, item));
  const own = [sizeBox(width, height), box('av1C', file.subarray(config.start, config.end))];
  return { id, type: 'av01', data, properties: [...own, ...properties] };
}

/** A flat item of `size` x `size` pixels of `level`. */
export function flatItem(
  id: number,
  level: number,
  size = 64,
  properties: Buffer[] = [colorBox()],
): Promise<HeifItem> {
  return codedItem(id, Buffer.alloc(size * size * 3, level), size, size, properties);
}

/** A file of `items`, of which `primary` is the primary one. */
export function makeHeif(
  items: HeifItem[],
  primary: number,
  references: HeifReference[] = [],
  brands = ['avif', 'mif1', 'miaf'],
): Buffer {
  const ftyp = box('ftyp', latin(brands[0]), u32(0), latin(brands.join('')));
  const containers: Buffer[] = [];
  const assigned = items.map(({ id, properties }) => {
    const numbers = properties.map((property) => containers.push(property));
    return Buffer.concat([u16(id), Buffer.from([numbers.length, ...numbers])]);
  });
  const infos = items.map(({ id, type }) => fullBox('infe', 2, u16(id, 0), latin(`${type}\0`)));
  const iprp = box(
    'iprp',
    box('ipco', ...containers),
    fullBox('ipma', 0, u32(items.length), ...assigned),
  );
  const iref = references.map(([type, from, to]) => box(type, u16(from, to.length, ...to)));
  const metaAt = (start: number): Buffer => {
    let at = start;
    const places = items.map(({ id, data }) => {
      const place = Buffer.concat([u16(id, 0, 1), u32(at, data.length)]);
      at += data.length;
      return place;
    });
    const handler = fullBox('hdlr', 0, u32(0), latin('pict'), Buffer.alloc(13));
    return fullBox(
      'meta',
      0,
      ...[handler, fullBox('pitm', 0, u16(primary))],
      fullBox('iloc', 0, Buffer.from([0x44, 0]), u16(items.length), ...places),
      ...[fullBox('iinf', 0, u16(items.length), ...infos), iprp],
      ...(iref.length === 0 ? [] : [fullBox('iref', 0, ...iref)]),
    );
  };
  const start = ftyp.length + metaAt(0).length + 8;
  return Buffer.concat([ftyp, metaAt(start), box('mdat', ...items.map(({ data }) => data))]);
}
