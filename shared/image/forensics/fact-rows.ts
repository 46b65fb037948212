/** The facts of a file in words, for a terminal, the viewer and reports; what others wrote is made printable. */
import { printable } from '../../base/printable.ts';
import { orientationText } from './orientations.ts';
import type { Forensics, JpegFacts, SecondPicture, ThumbnailFacts } from './forensics.ts';

export interface FactRow {
  label: string;
  value: string;
  /** Worth a line where there is little room. */
  isNotable: boolean;
}

/** Lists of parts name so many. */
const MOST_NAMED = 4;
const MOST_TEXTS = 16;
/** Characters of a text that are shown; findings hold more. */
const MOST_SHOWN = 200;

/** A row for each kind of fact that `forensics` have; those of a file that says nothing are few. */
export function factRowsOf(forensics: Forensics): FactRow[] {
  const { trailing, isCutShort, checksums, jpeg, camera, orientations = [], thumbnail } = forensics;
  const rows: FactRow[] = [];
  const add = (label: string, value: string | null, isNotable = false): void => {
    if (value !== null) rows.push({ label, value, isNotable });
  };
  if (trailing !== null) {
    const { offset, bytes, unexplained, looksLike } = trailing;
    const of =
      unexplained === 0
        ? ', all in second pictures'
        : unexplained < bytes
          ? `, ${unexplained} of them in no picture`
          : '';
    add('After the end', `${bytes} bytes from byte ${offset}: ${looksLike.join(', ')}${of}`, true);
  }
  if (isCutShort) add('End', 'the file ends before the image does', true);
  const unsearched = unsearchedText(forensics);
  if (unsearched !== null) add('Search', unsearched, true);
  if (checksums !== null) {
    const { chunks, wrong, wrongCount } = checksums;
    const named = wrong.slice(0, MOST_NAMED).map((one) => `${one.type} at byte ${one.offset}`);
    const more = wrongCount > named.length ? ', …' : '';
    const text = `${wrongCount} of ${chunks} are wrong: ${named.join(', ')}${more}`;
    add('Checksums', wrongCount === 0 ? `all ${chunks} are right` : text, wrongCount > 0);
  }
  if (jpeg !== null) add('Compression', compressionText(jpeg));
  add('Thumbnail', thumbnail && thumbnailText(thumbnail), thumbnail?.verdict !== 'same');
  add('Gain map', gainMapText(forensics), true);
  if (camera !== null) {
    const { make, model, lens, software, taken, modified, artist, copyright, hasPlace } = camera;
    add('Camera', joined([make, model, lens]), true);
    add('Software', software, true);
    add('Taken', taken, true);
    add('Changed', modified === taken ? null : modified);
    add('Author', joined([artist, copyright]));
    if (hasPlace) add('Place', 'the file says where the picture was taken');
  }
  add('Turned', orientationText(orientations), true);
  add('Color', colorText(forensics));
  add('XMP', xmpText(forensics));
  if (forensics.hasContentCredentials)
    add('C2PA', 'content credentials, which are not checked', true);
  return [...rows, ...textRows(forensics)].map((row) => ({ ...row, value: printable(row.value) }));
}

/** What was not searched for second pictures, in a sentence; null where all was. */
export function unsearchedText({ unsearched }: Pick<Forensics, 'unsearched'>): string | null {
  if (!unsearched) return null;
  if (unsearched.cause === 'no-end') {
    return 'The file does not say where its image ends: not all that may follow it is told from it.';
  }
  return `The file was not searched for pictures from byte ${unsearched.offset} on: that takes too long.`;
}

function joined(parts: readonly (string | null)[]): string | null {
  const known = parts.filter((part) => part !== null);
  return known.length === 0 ? null : known.join(', ');
}

function compressionText(jpeg: JpegFacts): string {
  const { process, bitsPerSample, subsampling, sampling, maker, tables } = jpeg;
  const color =
    subsampling ?? (sampling.length === 1 ? 'one component' : `sampled ${sampling.join(', ')}`);
  const made =
    tables.length === 0
      ? 'no quantization tables'
      : maker === null
        ? 'quantization tables that are not those of libjpeg or mozjpeg'
        : `quantization tables of ${maker.name} at quality ${maker.quality}`;
  return `${process}, ${bitsPerSample} bit, ${color}, ${made}`;
}

const SHOWS: Record<ThumbnailFacts['verdict'], string> = {
  same: 'shows the same picture',
  altered: 'shows another part or another version of the picture',
  other: 'shows another picture',
};

function thumbnailText({ item, width, height, likeness, largest, verdict }: ThumbnailFacts) {
  return (
    `${item}, ${width}x${height}, ${SHOWS[verdict]} ` +
    `(correlation ${likeness.toFixed(2)}, largest difference ${largest.toFixed(0)} grey levels)`
  );
}

const SCHEMES = {
  'ultra-hdr': 'Ultra HDR',
  apple: "Apple's scheme",
  'iso-21496-1': 'ISO 21496-1',
};

function gainMapText({ gainMap }: Forensics): string | null {
  return gainMap && `${SCHEMES[gainMap]}: an HDR screen shows a brighter picture`;
}

function colorText({ color }: Forensics): string | null {
  const { gamma, srgbIntent, cicp, hasChromaticities, iccBytes } = color;
  return joined([
    iccBytes === null ? null : `ICC profile of ${iccBytes} bytes`,
    cicp === null ? null : `cICP ${cicp.join('/')}`,
    srgbIntent === null ? null : 'sRGB',
    gamma === null ? null : `gamma ${(gamma / 100_000).toFixed(5)}`,
    hasChromaticities ? 'chromaticities' : null,
  ]);
}

function xmpText({ xmp }: Forensics): string | null {
  if (xmp === null) return null;
  return `${xmp.bytes} bytes${xmp.creatorTool === null ? '' : `, written by ${xmp.creatorTool}`}`;
}

function textRows({ texts, textCount }: Forensics): FactRow[] {
  const rows = texts.slice(0, MOST_TEXTS).map(({ where, key, text, isCut }): FactRow => {
    const cut = isCut || text.length > MOST_SHOWN ? '…' : '';
    const name = key === '' ? where : `${where} ${key}`;
    return { label: 'Text', value: `${name}: ${text.slice(0, MOST_SHOWN)}${cut}`, isNotable: true };
  });
  const more = textCount - rows.length;
  if (more > 0) rows.push({ label: 'Text', value: `and ${more} more`, isNotable: true });
  return rows;
}

/** A second picture in one line: `thumbnail-1: Thumbnail in EXIF, 160x120, 4012 bytes from byte 206`. */
export function itemText({ id, title, width, height, offset, bytes }: SecondPicture): string {
  return `${id}: ${title}, ${width}x${height}, ${bytes} bytes from byte ${offset}`;
}
