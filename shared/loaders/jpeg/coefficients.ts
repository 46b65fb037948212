/** The DCT coefficients of a JPEG file, of sequential and progressive scans (ITU-T T.81, annexes F and G). */
import { UserError } from '../../base/errors.ts';
import type { Size } from '../../base/raster.ts';
import { BitReader } from './bits.ts';
import { blockDecoder, type Predicted } from './block-decoders.ts';
import {
  damaged,
  nextSegment,
  type FrameHeader,
  type ScanHeader,
  type Tables,
} from './segments.ts';

export interface JpegComponent {
  id: number;
  h: number;
  v: number;
  /** Blocks in a row and in a column, whole MCUs. */
  wide: number;
  high: number;
  /** 64 coefficients a block, row-major, blocks row by row. */
  blocks: Int16Array;
  /** What coefficients are multiplied by, row-major. */
  table: Uint16Array;
}

export interface JpegCoefficients extends Size {
  components: JpegComponent[];
  /** The largest sampling factors. */
  mostH: number;
  mostV: number;
  hasJfif: boolean;
  /** The transform of the Adobe marker; null without one. */
  adobe: number | null;
}

/** A component as its scans are read. */
interface Reading extends JpegComponent, Predicted {
  tableId: number;
  hasTable: boolean;
  /** Blocks that hold samples: scans of one component have no others. */
  ownWide: number;
  ownHigh: number;
  /** By place in the zigzag: how many low bits are not yet there; -1 before any is. */
  missing: Int8Array;
}

/** More scans than any encoder makes. */
const MOST_SCANS = 200;

/**
 * The coefficients of `bytes`. `beforeBlocks` is told the size before memory is taken, and may throw. Throws
 * UserError `decode-failed` for damage (missing data included), `unsupported-format` for arithmetic coding,
 * 12 bits and lossless coding.
 */
export function readCoefficients(
  bytes: Uint8Array,
  beforeBlocks?: (size: Size) => void,
): JpegCoefficients {
  const tables: Tables = {
    ...{ quantization: [], dc: [], ac: [] },
    ...{ restartInterval: 0, hasJfif: false, adobe: null },
  };
  let frame: FrameHeader | null = null;
  let parts: Reading[] = [];
  let at = 0;
  for (let scans = 0; ;) {
    const next = nextSegment(bytes, at, tables);
    at = next.at;
    if (next.segment.type === 'end') break;
    if (next.segment.type === 'frame') {
      if (frame !== null) throw damaged('it has two frames');
      frame = next.segment.frame;
      beforeBlocks?.(frame);
      parts = readingsOf(frame);
    } else {
      if (frame === null) throw damaged('a scan comes before its frame');
      if (++scans > MOST_SCANS) throw damaged(`it has more than ${MOST_SCANS} scans`);
      at = readScan(bytes, next.segment.scan, frame, parts, tables);
    }
  }
  if (frame === null || parts.some(({ hasTable }) => !hasTable)) throw damaged('a scan is missing');
  if (frame.isProgressive && parts.some(isUnfinished)) {
    throw new UserError('unsupported-format', 'JPEG whose last refinement is missing is not read');
  }
  const { width, height } = frame;
  const { hasJfif, adobe } = tables;
  return { width, height, ...mostOf(frame), hasJfif, adobe, components: parts };
}

/** The low frequencies that libjpeg looks at: it smooths blocks where a bit of them is missing. */
const SMOOTHED = 10;

function isUnfinished({ missing }: Reading): boolean {
  return missing.subarray(0, SMOOTHED).some((bits) => bits !== 0);
}

function mostOf({ components }: FrameHeader): { mostH: number; mostV: number } {
  return {
    mostH: Math.max(...components.map(({ h }) => h)),
    mostV: Math.max(...components.map(({ v }) => v)),
  };
}

function readingsOf(frame: FrameHeader): Reading[] {
  const { width, height, components } = frame;
  const { mostH, mostV } = mostOf(frame);
  return components.map(({ id, h, v, tableId }) => {
    const wide = Math.ceil(width / (8 * mostH)) * h;
    const high = Math.ceil(height / (8 * mostV)) * v;
    return {
      ...{ id, h, v, tableId, wide, high },
      blocks: new Int16Array(wide * high * 64),
      table: new Uint16Array(64),
      hasTable: false,
      ownWide: Math.ceil(Math.ceil((width * h) / mostH) / 8),
      ownHigh: Math.ceil(Math.ceil((height * v) / mostV) / 8),
      predicted: 0,
      missing: new Int8Array(64).fill(-1),
    };
  });
}

/** Reads a scan into the blocks; returns where its data end. */
function readScan(
  bytes: Uint8Array,
  scan: ScanHeader,
  frame: FrameHeader,
  all: readonly Reading[],
  tables: Tables,
): number {
  const parts = scan.components.map(({ id }) => {
    const part = all.find((each) => each.id === id);
    if (part === undefined) throw damaged('a scan names a component that is none');
    return part;
  });
  for (const part of parts) {
    latch(part, tables);
    if (frame.isProgressive) part.missing.fill(scan.low, scan.first, scan.last + 1);
  }
  const bits = new BitReader(bytes, scan.start);
  const decode = blockDecoder(bits, scan, frame, tables);
  let [left, restarts] = [tables.restartInterval, 0];
  const unit = (work: () => void): void => {
    if (tables.restartInterval > 0 && left-- === 0) {
      if (bits.isShort || !bits.restart(restarts++ % 8)) throw damaged('a restart is missing');
      decode.reset(parts);
      left = tables.restartInterval - 1;
    }
    work();
    if (bits.isShort) throw damaged('coded data are missing');
  };
  decode.reset(parts);
  if (parts.length === 1) {
    const [part] = parts;
    const block = decode.of(scan.components[0]);
    for (let row = 0; row < part.ownHigh; row++) {
      for (let column = 0; column < part.ownWide; column++) {
        unit(() => block(part, (row * part.wide + column) * 64));
      }
    }
    return bits.at;
  }
  const blocks = scan.components.map((codes) => decode.of(codes));
  const [across, down] = [parts[0].wide / parts[0].h, parts[0].high / parts[0].v];
  for (let mcu = 0; mcu < across * down; mcu++) {
    const [x, y] = [mcu % across, Math.floor(mcu / across)];
    unit(() => {
      parts.forEach((part, i) => {
        for (let v = 0; v < part.v; v++) {
          for (let h = 0; h < part.h; h++) {
            blocks[i](part, ((y * part.v + v) * part.wide + x * part.h + h) * 64);
          }
        }
      });
    });
  }
  return bits.at;
}

/** The table that is there when the first scan of a component begins is the component's, as in libjpeg. */
function latch(part: Reading, { quantization }: Tables): void {
  if (part.hasTable) return;
  const table = quantization[part.tableId];
  if (table === undefined) throw damaged('a quantization table is missing');
  part.table.set(table);
  part.hasTable = true;
}
