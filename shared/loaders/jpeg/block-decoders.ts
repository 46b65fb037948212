/** Coded blocks of sequential and progressive scans to coefficients (ITU-T T.81, annexes F and G). */
import type { BitReader, HuffmanTable } from './bits.ts';
import { damaged, ZIGZAG, type FrameHeader, type ScanHeader, type Tables } from './segments.ts';

/** A component whose DC values are coded as differences. */
export interface Predicted {
  /** 64 coefficients a block, row-major. */
  blocks: Int16Array;
  /** The DC value of the block before. */
  predicted: number;
}

/** Reads the block at `at` of a component. */
export type DecodeBlock = (part: Predicted, at: number) => void;

export interface BlockDecoder {
  /** At the start of a scan and after each restart. */
  reset: (parts: readonly Predicted[]) => void;
  of: (codes: { dc: number; ac: number }) => DecodeBlock;
}

/** What reads the blocks of a scan. Throws UserError `decode-failed` for codes and bands that are none. */
export function blockDecoder(
  bits: BitReader,
  scan: ScanHeader,
  { isProgressive }: FrameHeader,
  tables: Tables,
): BlockDecoder {
  const run = { blocks: 0 };
  const reset = (parts: readonly Predicted[]): void => {
    run.blocks = 0;
    for (const part of parts) part.predicted = 0;
  };
  const tableOf = (kind: 'dc' | 'ac', id: number): HuffmanTable => {
    const table = tables[kind][id];
    if (table === undefined) throw damaged('a Huffman table is missing');
    return table;
  };
  const of: BlockDecoder['of'] = (codes) => {
    if (!isProgressive) return sequential(bits, tableOf('dc', codes.dc), tableOf('ac', codes.ac));
    const { first, last, high, low, components } = scan;
    const isBad = last > 63 || first > last || low > 13 || (high !== 0 && high !== low + 1);
    if (isBad || (first === 0) !== (last === 0) || (first > 0 && components.length > 1)) {
      throw damaged('a scan has a band of coefficients that is none');
    }
    if (first === 0)
      return high === 0 ? firstDc(bits, tableOf('dc', codes.dc), low) : nextDc(bits, low);
    const ac = tableOf('ac', codes.ac);
    return high === 0 ? firstAc(bits, ac, scan, run) : nextAc(bits, ac, scan, run);
  };
  return { reset, of };
}

function sequential(bits: BitReader, dc: HuffmanTable, ac: HuffmanTable): DecodeBlock {
  return (part, at) => {
    const { blocks } = part;
    part.predicted += bits.signed(checked(bits.symbol(dc), 15));
    blocks[at] = part.predicted;
    for (let k = 1; k < 64; k++) {
      const symbol = checked(bits.symbol(ac), 255);
      const size = symbol & 15;
      if (size === 0) {
        if (symbol !== 0xf0) break;
        k += 15;
        continue;
      }
      k += symbol >> 4;
      if (k > 63) throw damaged('a block is too long');
      blocks[at + ZIGZAG[k]] = bits.signed(size);
    }
  };
}

function firstDc(bits: BitReader, dc: HuffmanTable, low: number): DecodeBlock {
  return (part, at) => {
    part.predicted += bits.signed(checked(bits.symbol(dc), 15));
    part.blocks[at] = part.predicted << low;
  };
}

function nextDc(bits: BitReader, low: number): DecodeBlock {
  return ({ blocks }, at) => {
    if (bits.take(1) === 1) blocks[at] |= 1 << low;
  };
}

interface Run {
  /** Blocks that have nothing more in this band. */
  blocks: number;
}

function firstAc(
  bits: BitReader,
  ac: HuffmanTable,
  { first, last, low }: ScanHeader,
  run: Run,
): DecodeBlock {
  return ({ blocks }, at) => {
    if (run.blocks > 0) {
      run.blocks--;
      return;
    }
    for (let k = first; k <= last; k++) {
      const symbol = checked(bits.symbol(ac), 255);
      const [zeros, size] = [symbol >> 4, symbol & 15];
      if (size === 0 && zeros < 15) {
        run.blocks = (1 << zeros) - 1 + (zeros > 0 ? bits.take(zeros) : 0);
        return;
      }
      k += zeros;
      if (size === 0) continue;
      if (k > 63) throw damaged('a block is too long');
      blocks[at + ZIGZAG[k]] = bits.signed(size) << low;
    }
  };
}

function nextAc(
  bits: BitReader,
  ac: HuffmanTable,
  { first, last, low }: ScanHeader,
  run: Run,
): DecodeBlock {
  const [up, down] = [1 << low, -1 << low];
  const refine = (blocks: Int16Array, at: number): void => {
    if (bits.take(1) === 1 && (blocks[at] & up) === 0) blocks[at] += blocks[at] >= 0 ? up : down;
  };
  return ({ blocks }, at) => {
    let k = first;
    if (run.blocks === 0) {
      for (; k <= last; k++) {
        const symbol = checked(bits.symbol(ac), 255);
        let zeros = symbol >> 4;
        const size = symbol & 15;
        if (size > 1) throw damaged('a refinement is none');
        if (size === 0 && zeros < 15) {
          run.blocks = (1 << zeros) + (zeros > 0 ? bits.take(zeros) : 0);
          break;
        }
        const value = size === 0 ? 0 : bits.take(1) === 1 ? up : down;
        for (; k <= last; k++) {
          const place = at + ZIGZAG[k];
          if (blocks[place] !== 0) refine(blocks, place);
          else if (zeros-- === 0) {
            blocks[place] = value;
            break;
          }
        }
      }
    }
    if (run.blocks === 0) return;
    for (; k <= last; k++) if (blocks[at + ZIGZAG[k]] !== 0) refine(blocks, at + ZIGZAG[k]);
    run.blocks--;
  };
}

function checked(symbol: number, most: number): number {
  if (symbol < 0 || symbol > most) throw damaged('a code is none');
  return symbol;
}
