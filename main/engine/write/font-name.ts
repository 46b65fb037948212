/** The name by which a font file's font is chosen, read from its `name` table. */
import { basename } from 'node:path';
import { UserError } from '../../../shared/base/errors.ts';
import { files } from '../reading/files.ts';

/** No font is larger: what is, is not read to find out. */
export const FONT = { what: 'a font', maxBytes: 64 * 1024 * 1024 };

/** TrueType, OpenType with CFF outlines, Apple's TrueType. */
const SFNT = new Set([0x00010000, 0x4f54544f, 0x74727565]);
const COLLECTION = 0x74746366;

const FAMILY = 1;
const STYLE = 2;

/**
 * Family and style of the TrueType or OpenType file at `path`, `DejaVu Sans, Bold`: the comma keeps
 * words of the family from being read as a style. Throws UserError `unsupported-format` or
 * `decode-failed`, and what readRegularFile does.
 */
export async function fontNameOf(path: string): Promise<string> {
  const name = basename(path);
  const bytes = await files().read(path, name, FONT);
  const names = namesOf(bytes, name);
  const family = names.get(FAMILY);
  if (family === undefined || family.trim() === '') {
    throw new UserError('decode-failed', `The font ${name} is damaged: it has no family name.`);
  }
  const style = names.get(STYLE) ?? '';
  return `${family}, ${/^(regular|book|normal|roman)$/i.test(style) ? '' : style}`.trim();
}

/** Name records by their id; those for Windows before the others. */
function namesOf(bytes: Buffer, name: string): Map<number, string> {
  try {
    return readNames(bytes, name);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError('decode-failed', `The font ${name} is damaged or cut off.`);
  }
}

function readNames(bytes: Buffer, name: string): Map<number, string> {
  const start = bytes.readUInt32BE(0) === COLLECTION ? bytes.readUInt32BE(12) : 0;
  if (!SFNT.has(bytes.readUInt32BE(start))) {
    throw new UserError(
      'unsupported-format',
      `${name} is not a TrueType or OpenType font. Unpack web fonts (WOFF) first.`,
    );
  }
  const table = tableOf(bytes, start, 'name');
  const names = new Map<number, string>();
  if (table === null) return names;
  const strings = table + bytes.readUInt16BE(table + 4);
  for (let i = 0; i < bytes.readUInt16BE(table + 2); i++) {
    const record = table + 6 + 12 * i;
    const platform = bytes.readUInt16BE(record);
    const id = bytes.readUInt16BE(record + 6);
    const length = bytes.readUInt16BE(record + 8);
    const from = strings + bytes.readUInt16BE(record + 10);
    if (from + length > bytes.length) throw new RangeError('name outside the file');
    if (platform !== 3 && names.has(id)) continue;
    const isEnglish = platform !== 3 || bytes.readUInt16BE(record + 4) === 0x409;
    if (names.has(id) && !isEnglish) continue;
    const text = Buffer.from(bytes.subarray(from, from + length));
    const isWide = platform === 3 || platform === 0;
    names.set(
      id,
      isWide && length % 2 === 0 ? text.swap16().toString('utf16le') : text.toString('latin1'),
    );
  }
  return names;
}

function tableOf(bytes: Buffer, start: number, tag: string): number | null {
  for (let i = 0; i < bytes.readUInt16BE(start + 4); i++) {
    const record = start + 12 + 16 * i;
    if (bytes.toString('latin1', record, record + 4) === tag) return bytes.readUInt32BE(record + 8);
  }
  return null;
}
