/**
 * A file that holds one coded picture and nothing else. A decoder is handed this in place of the file it
 * came from: it cannot take another item, turn or crop the picture, or be led astray by the boxes around it.
 */
import type { Cicp } from './properties.ts';

/** One coded picture of AV1. */
export interface CodedPicture {
  width: number;
  height: number;
  /** Bits of a sample. */
  depth: number;
  channels: 1 | 3;
  /** The content of its `av1C` box. */
  config: Uint8Array;
  data: Uint8Array;
}

/**
 * An AVIF file (major brand `avif`) of `picture` alone, with `cicp` in its color box whatever its samples say.
 */
export function wrapPicture(picture: CodedPicture, cicp: Cicp): Uint8Array {
  const { width, height, depth, channels, config, data } = picture;
  const ftyp = box('ftyp', [text('avif'), u32(0), text('avif'), text('mif1'), text('miaf')]);
  const properties = box('ipco', [
    fullBox('ispe', 0, [u32(width), u32(height)]),
    fullBox('pixi', 0, [[channels, ...Array<number>(channels).fill(depth)]]),
    box('av1C', [config]),
    box('colr', [
      text('nclx'),
      [...u16(cicp.primaries), ...u16(cicp.transfer), ...u16(cicp.matrix)],
      [cicp.fullRange ? 0x80 : 0],
    ]),
  ]);
  const meta = (offset: number) =>
    fullBox('meta', 0, [
      fullBox('hdlr', 0, [u32(0), text('pict'), u32(0), u32(0), u32(0), [0]]),
      fullBox('pitm', 0, [u16(1)]),
      fullBox('iloc', 0, [
        [0x44, 0],
        u16(1),
        u16(1),
        u16(0),
        u16(1),
        u32(offset),
        u32(data.length),
      ]),
      fullBox('iinf', 0, [u16(1), fullBox('infe', 2, [u16(1), u16(0), text('av01'), [0]])]),
      box('iprp', [properties, fullBox('ipma', 0, [u32(1), u16(1), [4, 1, 2, 0x80 | 3, 4]])]),
    ]);
  const head = ftyp.length + meta(0).length;
  return concat([ftyp, meta(head + 8), box('mdat', [data])]);
}

type Part = Uint8Array | readonly number[];

function box(type: string, parts: readonly Part[]): Uint8Array {
  const size = parts.reduce((sum, part) => sum + part.length, 8);
  return concat([u32(size), text(type), ...parts]);
}

function fullBox(type: string, version: number, parts: readonly Part[]): Uint8Array {
  return box(type, [[version, 0, 0, 0], ...parts]);
}

function concat(parts: readonly Part[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function text(characters: string): number[] {
  return [...characters].map((character) => character.charCodeAt(0));
}

function u16(value: number): number[] {
  return [(value >> 8) & 255, value & 255];
}

function u32(value: number): number[] {
  return [value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255];
}
