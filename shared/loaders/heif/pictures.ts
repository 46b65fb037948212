/** Which items of a HEIF file are pictures, and what each is to the others. */
import { damagedBoxes } from './boxes.ts';
import type { Item, ItemFile } from './item-file.ts';
import { propertyOf } from './properties.ts';

/**
 * What a picture is to a reader: `primary` is the one it shows, `thumbnail` a small copy of another,
 * `auxiliary` samples that belong to another (alpha, depth, gain map), `sequence` the first frame of the image
 * sequence, `other` a picture of its own.
 */
export type PictureKind = 'primary' | 'sequence' | 'other' | 'thumbnail' | 'auxiliary';

export interface ListedPicture {
  id: number;
  kind: PictureKind;
  /** How it is coded or put together: `av01`, `hvc1`, `grid`, … */
  type: string;
  /** Of an auxiliary, what its samples are; else empty. */
  urn: string;
  /** As the file says, before it is turned; 0 where it says nothing. */
  width: number;
  height: number;
  /** Hidden items are not meant to be shown on their own. Readers of the primary item never see them. */
  hidden: boolean;
}

const PICTURES = ['av01', 'hvc1', 'hev1', 'avc1', 'vvc1', 'jpeg', 'j2k1', 'unci', 'mski'];
const DERIVED = ['grid', 'iden', 'iovl', 'tmap'];
/** Ids from here on are of image sequences; those of a file have 32 bits. */
export const SEQUENCE_ID = 2 ** 33;

const ALPHA_URNS = ['urn:mpeg:mpegB:cicp:systems:auxiliary:alpha', 'urn:mpeg:hevc:2015:auxid:1'];

/**
 * The pictures of `file`, the primary first. Left out are the parts of which a listed picture is put together,
 * and the alpha of a listed one. The primary picture is never left out. Pictures in codings that nobody here
 * reads are listed as well: to leave them out would hide them.
 */
export function listPictures(file: ItemFile): ListedPicture[] {
  const all = [...file.items.values()].filter(isPicture);
  const parts = new Set(all.flatMap((item) => partsOf(file, item)));
  const listed = all.filter((item) => kindOf(file, item) !== 'other' || !parts.has(item.id));
  const covered = new Set<number>();
  for (const item of listed) cover(file, item, covered);
  // Parts of nothing that is listed, such as two that are made of each other.
  for (const item of all) {
    if (covered.has(item.id)) continue;
    listed.push(item);
    cover(file, item, covered);
  }
  const alphas = new Set(
    listed
      .filter((item) => kindOf(file, item) !== 'auxiliary')
      .map((item) => alphaItem(file, item)?.id),
  );
  return listed
    .map((item) => listedPicture(file, item))
    .filter(({ id, kind }) => kind !== 'auxiliary' || !alphas.has(id))
    .sort((a, b) => rank(a) - rank(b) || a.id - b.id);
}

function listedPicture(file: ItemFile, item: Item): ListedPicture {
  const kind = kindOf(file, item);
  const size = propertyOf(item.properties, 'size');
  const urn = propertyOf(item.properties, 'auxiliary')?.urn ?? '';
  const { id, type, hidden } = item;
  const [width, height] = [size?.width ?? 0, size?.height ?? 0];
  return { id, kind, type, urn: kind === 'auxiliary' ? urn : '', width, height, hidden };
}

/** Adds `item` and all that it is put together from to `covered`. */
function cover(file: ItemFile, item: Item, covered: Set<number>): void {
  const left = [item.id];
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    const next = file.items.get(id);
    if (next === undefined || covered.has(id)) continue;
    covered.add(id);
    left.push(...partsOf(file, next));
  }
}

function rank({ kind }: ListedPicture): number {
  return ['primary', 'sequence', 'other', 'thumbnail', 'auxiliary'].indexOf(kind);
}

/** True where `item` holds a picture, coded or put together from others: all that has a size. */
export function isPicture({ type, properties }: Item): boolean {
  if (PICTURES.includes(type) || DERIVED.includes(type)) return true;
  return propertyOf(properties, 'size') !== null;
}

function kindOf(file: ItemFile, item: Item): PictureKind {
  if (item.id === file.primary) return 'primary';
  const refers = (type: string) =>
    file.references.some((reference) => reference.type === type && reference.from === item.id);
  if (item.id >= SEQUENCE_ID) return refers('auxl') ? 'auxiliary' : 'sequence';
  if (refers('auxl')) return 'auxiliary';
  return refers('thmb') ? 'thumbnail' : 'other';
}

/**
 * Ids of the items that are seen where `item` is shown. Of a tone map they are none: its gain map is a picture
 * of its own here, and readers that do not know tone maps show its other part.
 */
function partsOf(file: ItemFile, item: Item): number[] {
  if (item.type === 'iden') return sourcesOf(file, item).slice(0, 1);
  return item.type === 'grid' || item.type === 'iovl' ? sourcesOf(file, item) : [];
}

/**
 * The item that a reader of the file shows. Throws UserError `decode-failed` where the file names none, or
 * one that is not there or no picture.
 */
export function primaryItem(file: ItemFile): Item {
  if (file.primary === null) throw damagedBoxes('it names no primary item, the one to show');
  const item = file.items.get(file.primary);
  if (item === undefined) throw damagedBoxes(`its primary item, ${file.primary}, is not there`);
  if (!isPicture(item)) throw damagedBoxes(`its primary item, ${file.primary}, is no picture`);
  return item;
}

/** The item that holds the alpha of `item`, or null. */
export function alphaItem(file: ItemFile, item: Item): Item | null {
  for (const { type, from, to } of file.references) {
    if (type !== 'auxl' || !to.includes(item.id)) continue;
    const alpha = file.items.get(from);
    const urn = alpha === undefined ? '' : propertyOf(alpha.properties, 'auxiliary')?.urn;
    if (alpha !== undefined && ALPHA_URNS.includes(urn ?? '')) return alpha;
  }
  return null;
}

/** True where the colors of `item` are stored multiplied by the alpha of `alpha`. */
export function isPremultiplied(file: ItemFile, item: Item, alpha: Item): boolean {
  return file.references.some(
    ({ type, from, to }) => type === 'prem' && from === item.id && to.includes(alpha.id),
  );
}

/** Items that `item` is derived from, in the order of the file. */
export function sourcesOf(file: ItemFile, item: Item): number[] {
  const found = file.references.find(({ type, from }) => type === 'dimg' && from === item.id);
  return found?.to ?? [];
}
