/**
 * How a case keeps the texts of findings: packed, because they are many and much alike.
 *
 * A packed text is a blob: one byte, the row of `packing` whose dictionary it was packed with, and then
 * the text in UTF-8 as raw DEFLATE (RFC 1951) with that preset dictionary. A text that is none of that is
 * kept as it is. The audit log hashes what was packed, so a hash does not depend on the packing.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { DICTIONARY } from './dictionary.ts';
import type { Value } from './case-database.ts';

/** The row of `packing` that this program packs with. */
export const PACKING = 1;

/** Far more than any finding has: a crafted one must not fill the memory. */
const MOST_BYTES = 64 * 1024 ** 2;

const LEVEL = 9;

/** `text` as a case keeps it, with the dictionary that every new case has. */
export function packed(text: string): Uint8Array {
  const bytes = deflateRawSync(text, { level: LEVEL, dictionary: DICTIONARY_BYTES });
  return Buffer.concat([Buffer.of(PACKING), bytes]);
}

/** The bytes of the dictionary of this program. */
export const DICTIONARY_BYTES = Buffer.from(DICTIONARY);

/**
 * What unpacks the values of a case with `dictionaries` by their rows. A value that is no packed text
 * comes back as the text that it is; one that cannot be unpacked as a text that no finding is.
 */
export function unpackerOf(
  dictionaries: ReadonlyMap<number, Uint8Array>,
): (value: Value) => string {
  return (value) => {
    if (!(value instanceof Uint8Array)) return String(value);
    const dictionary = dictionaries.get(value[0]);
    if (dictionary === undefined) return BROKEN;
    const options = { dictionary, maxOutputLength: MOST_BYTES };
    try {
      return inflateRawSync(value.subarray(1), options).toString();
    } catch {
      return BROKEN;
    }
  };
}

/** Stands for a finding that is there and cannot be read; no JSON, so that whoever reads it sees that. */
const BROKEN = 'a finding that cannot be unpacked';
