/** Text chunks of PNG: tEXt where Latin-1 can say it, iTXt (uncompressed UTF-8) where not. */
import { inflateSync } from 'node:zlib';
import { pngChunk, pngChunks } from './formats/png-chunks.ts';

/** A keyword as PNG allows it: 1..79 printable Latin-1 characters, no outer or double spaces. */
const KEYWORD = /^(?! )(?!.* {2})[\x20-\x7e\xa1-\xff]{1,79}(?<! )$/;
const LATIN1 = /^[\n\x20-\x7e\xa0-\xff]*$/;

const MAX_INFLATED_BYTES = 1024 * 1024;

/** `png` with one text chunk per entry, right after IHDR. Throws RangeError for a bad keyword. */
export function insertPngText(png: Buffer, text: Record<string, string>): Buffer {
  const header = pngChunks(png).next().value;
  if (header?.type !== 'IHDR') throw new RangeError('Expected a PNG file that starts with IHDR');
  const chunks = Object.entries(text).map(([keyword, value]) => textChunk(keyword, value));
  return Buffer.concat([png.subarray(0, header.end), ...chunks, png.subarray(header.end)]);
}

function textChunk(keyword: string, value: string): Buffer {
  if (!KEYWORD.test(keyword)) {
    throw new RangeError(`Expected 1 to 79 Latin-1 characters for keyword but received ${keyword}`);
  }
  if (LATIN1.test(value)) return pngChunk('tEXt', Buffer.from(`${keyword}\0${value}`, 'latin1'));
  // keyword, compression flag and method 0, empty language tag, empty translated keyword, UTF-8
  const head = Buffer.from(`${keyword}\0\0\0\0\0`, 'latin1');
  return pngChunk('iTXt', Buffer.concat([head, Buffer.from(value, 'utf8')]));
}

/** The text chunks (tEXt, zTXt, iTXt) of `png` by keyword; of equal keywords the last counts. */
export function readPngText(png: Buffer): Record<string, string> {
  const text: Record<string, string> = {};
  for (const { type, data } of pngChunks(png)) {
    const split = data.indexOf(0);
    if (split < 1 || !['tEXt', 'zTXt', 'iTXt'].includes(type)) continue;
    const keyword = data.toString('latin1', 0, split);
    if (type === 'tEXt') text[keyword] = data.toString('latin1', split + 1);
    else if (type === 'zTXt') text[keyword] = inflate(data.subarray(split + 2)).toString('latin1');
    else text[keyword] = readInternational(data, split);
  }
  return text;
}

function readInternational(data: Buffer, split: number): string {
  const compressed = data[split + 1] === 1;
  const language = data.indexOf(0, split + 3);
  const translated = data.indexOf(0, language + 1);
  const body = data.subarray(translated + 1);
  return (compressed ? inflate(body) : body).toString('utf8');
}

function inflate(data: Buffer): Buffer {
  return inflateSync(data, { maxOutputLength: MAX_INFLATED_BYTES });
}
