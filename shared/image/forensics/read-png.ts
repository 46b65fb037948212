/** Facts of a PNG file, by its chunks. */
import { latin1, u32be, utf8 } from '../containers/bytes.ts';
import { pngParts, type PngPart } from '../containers/png.ts';
import { addExif, addPicture, addText, addXmp, type Collected } from './collected.ts';
import { MOST_LISTED, type ForensicTools } from './forensics.ts';

const MOST_INFLATED = 64 * 1024;
const XMP_KEYWORD = 'XML:com.adobe.xmp';

/** Reads `into.bytes`. Every CRC is computed. */
export function readPng(into: Collected, tools: ForensicTools): void {
  const { bytes, forensics } = into;
  const checksums = { chunks: 0, wrong: [] as { type: string; offset: number }[], wrongCount: 0 };
  const frames: Frames = { data: 0, control: null, canvas: { width: 0, height: 0 }, count: 0 };
  for (const part of pngParts(bytes)) {
    const { type, offset, end, data, crc } = part;
    checksums.chunks++;
    if (tools.crc32(bytes.subarray(offset + 4, end - 4)) !== crc) {
      checksums.wrongCount++;
      if (checksums.wrong.length < MOST_LISTED) checksums.wrong.push({ type, offset });
    }
    readPart(into, part, tools);
    readFramePart(into, frames, part);
    if (type === 'IEND') into.end = end;
    if (type === 'IHDR') frames.canvas = { width: u32be(data, 0), height: u32be(data, 4) };
  }
  forensics.checksums = checksums;
  endFrame(into, frames, into.end ?? bytes.length);
}

function readPart(into: Collected, { type, offset, data }: PngPart, tools: ForensicTools): void {
  const { color } = into.forensics;
  if (type === 'gAMA' && data.length === 4) color.gamma = u32be(data, 0);
  else if (type === 'sRGB' && data.length === 1) color.srgbIntent = data[0];
  else if (type === 'cICP' && data.length === 4) {
    color.cicp = [data[0], data[1], data[2], data[3]];
  } else if (type === 'cHRM') color.hasChromaticities = true;
  else if (type === 'iCCP') color.iccBytes = data.length;
  else if (type === 'eXIf') addExif(into, data, offset + 8);
  else if (type === 'caBX') into.forensics.hasContentCredentials = true;
  else if (type === 'tEXt' || type === 'zTXt' || type === 'iTXt') readText(into, type, data, tools);
}

function readText(into: Collected, type: string, data: Uint8Array, tools: ForensicTools): void {
  const split = data.indexOf(0);
  if (split < 1 || split > 79) return;
  const key = latin1(data, 0, split);
  if (type === 'tEXt') return addText(into, type, key, latin1(data, split + 1), data.length);
  if (type === 'zTXt') {
    const text = tools.inflate(data.subarray(split + 2), MOST_INFLATED);
    return addText(into, type, key, text ? latin1(text) : '', data.length);
  }
  const language = data.indexOf(0, split + 3);
  const translated = language < 0 ? -1 : data.indexOf(0, language + 1);
  if (translated < 0) return;
  const body = data.subarray(translated + 1);
  const text = data[split + 1] === 1 ? tools.inflate(body, MOST_INFLATED) : body;
  if (text === null) return;
  if (key === XMP_KEYWORD) addXmp(into, text);
  else addText(into, type, key, utf8(text), data.length);
}

interface Frames {
  /** IDAT and fdAT chunks since the control chunk. */
  data: number;
  control: { offset: number; isStill: boolean } | null;
  canvas: { width: number; height: number };
  /** Frames of the animation so far. */
  count: number;
}

/** Counts the frames of an animated PNG; the one that is the still image too is not a second picture. */
function readFramePart(into: Collected, frames: Frames, { type, offset, data }: PngPart): void {
  if (type === 'fcTL' && data.length === 26) {
    endFrame(into, frames, offset);
    frames.control = { offset, isStill: false };
    frames.data = 0;
    frames.count++;
  } else if (type === 'IDAT') {
    if (frames.control !== null) frames.control.isStill = true;
  } else if (type === 'fdAT' && frames.control !== null) frames.data++;
}

function endFrame(into: Collected, frames: Frames, end: number): void {
  const { control, canvas, count, data } = frames;
  const hasSize = canvas.width > 0 && canvas.height > 0;
  if (control === null || control.isStill || data === 0 || !hasSize) return;
  addPicture(into, {
    kind: 'apng-frame',
    number: count,
    title: `Frame ${count} of the animation`,
    ...canvas,
    offset: control.offset,
    bytes: end - control.offset,
  });
}
