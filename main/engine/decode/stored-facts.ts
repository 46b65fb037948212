/** ImageFacts out of the header of a file: what is stored, and which sentences that calls for. */
import { extname } from 'node:path';
import icc from 'icc';
import type {
  ColorType,
  DecodePolicy,
  ImageFacts,
  ImageFormat,
} from '../../../shared/image/facts.ts';
import { turnText } from '../../../shared/image/forensics/orientations.ts';
import { pngChunks } from './formats/png-chunks.ts';
import type { FileIdentity, Header } from './formats/header.ts';
import { FORMAT_TITLES } from './formats/sniff.ts';
import { readTiffHeader, type TiffHeader } from './formats/tiff-header.ts';

export type { FileIdentity, Header };

const EXTENSIONS: Record<ImageFormat, string[]> = {
  png: ['.png', '.apng'],
  jpeg: ['.jpg', '.jpeg', '.jpe', '.jfif', '.mpo', '.jps'],
  webp: ['.webp'],
  gif: ['.gif'],
  // Raw files of cameras are TIFF too, under the names of their makers.
  tiff: ['.tif', '.tiff', '.dng', '.nef', '.arw', '.cr2', '.pef', '.srw', '.3fr', '.iiq', '.svs'],
  avif: ['.avif', '.avifs', '.heif', '.hif'],
  heic: ['.heic', '.heics', '.heif', '.heifs', '.hif'],
  jxl: ['.jxl'],
  bmp: ['.bmp', '.dib'],
};

const PNG_COLOR_TYPES: Record<number, ColorType> = {
  0: 'gray',
  2: 'rgb',
  3: 'palette',
  4: 'gray-alpha',
  6: 'rgba',
};

/** How the samples are stored, by the file's own header where it says so. */
interface Stored {
  colorType: ColorType;
  bitDepth: number;
  notes: string[];
}

/** The facts of a file of which `policy` takes one frame; `header` describes that frame. */
export function storedFacts(
  file: FileIdentity,
  header: Header,
  frames: number,
  policy: DecodePolicy,
): ImageFacts {
  const stored = describeStored(file, header, policy.frame ?? 0);
  const orientation = header.orientation ?? 1;
  const iccName = header.icc === undefined ? null : iccDescription(header.icc);
  const notes = [...nameNotes(file), ...stored.notes];
  if (frames > 1 && file.format !== 'avif' && file.format !== 'heic') {
    notes.push(`Frame ${(policy.frame ?? 0) + 1} of ${frames}: the others are not shown.`);
  }
  if (file.format === 'gif') notes.push(...screenNotes(file.bytes, header));
  if (orientation !== 1 && policy.orientation === 'stored') {
    notes.push(orientationNote(file.format, orientation));
  }
  if (iccName !== null) notes.push(`The embedded ICC profile (${iccName}) is not applied.`);
  return {
    name: file.name,
    sha256: file.sha256,
    bytes: file.bytes.length,
    format: file.format,
    width: header.width,
    height: header.height,
    bitDepth: stored.bitDepth,
    colorType: stored.colorType,
    hasAlpha: header.hasAlpha,
    orientation,
    iccName,
    frames,
    notes,
  };
}

/** A note where the first frame reaches beyond the screen: programs show different parts of it. */
function screenNotes(bytes: Buffer, { width, height }: Header): string[] {
  const screen = { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
  if (width <= screen.width && height <= screen.height) return [];
  return [
    `A frame reaches beyond the screen of the file (${screen.width}x${screen.height}). Browsers show what is on ` +
      'the screen, Pillow shows all, and OpenCV refuses the file.',
  ];
}

/** Who shows the picture turned by `orientation`, and who takes its pixels as they are stored. */
function orientationNote(format: ImageFormat, orientation: number): string {
  const turn = turnText(orientation) ?? '';
  const turning = format === 'avif' ? 'Viewers' : 'Viewers and OpenCV';
  const taking =
    format === 'avif' ? "Pillow's Image.open and OpenCV do" : "Pillow's Image.open does";
  if (format === 'tiff') {
    const opencv = orientation >= 5 ? 'OpenCV refuses the file' : 'so does OpenCV';
    const fact = `The orientation (${orientation}) is not applied. Pixels are as stored.`;
    return `${fact} Pillow shows the picture ${turn}, ${opencv}.`;
  }
  return (
    `The ${format === 'avif' ? '' : 'EXIF '}orientation (${orientation}) is not applied. Pixels are as stored. ` +
    `${turning} show the picture ${turn}, ${taking} not.`
  );
}

function describeStored(file: FileIdentity, header: Header, frame: number): Stored {
  const stored: Stored = {
    colorType: header.isPalette ? 'palette' : colorTypeOf(header),
    bitDepth: header.bitsPerSample ?? (header.depth === 'ushort' ? 16 : 8),
    notes: [],
  };
  if (file.format === 'png') describePng(file.bytes, stored);
  if (file.format === 'tiff') describeTiff(readTiffHeader(file.bytes, frame), stored);
  if (stored.colorType === 'palette') stored.bitDepth = 8;

  if (header.notes !== undefined) return { ...stored, notes: header.notes };
  const { notes, colorType, bitDepth } = stored;
  if (colorType === 'cmyk') notes.push('CMYK is converted to RGB by libvips.');
  if (colorType === 'gray-alpha') notes.push('Gray with alpha is expanded to RGBA.');
  if (header.space === 'lab' || header.space === 'labs') notes.push('CIELAB is converted to sRGB.');
  if (bitDepth < 8) notes.push(`${bitDepth}-bit samples are expanded to 8 bits.`);
  if (bitDepth > 8 && bitDepth < 16) notes.push(`${bitDepth}-bit samples are shifted to 16 bits.`);
  return stored;
}

function colorTypeOf({ space, channels, hasAlpha }: Header): ColorType {
  if (space === 'cmyk') return 'cmyk';
  if (channels <= 2) return hasAlpha ? 'gray-alpha' : 'gray';
  return hasAlpha ? 'rgba' : 'rgb';
}

/** IHDR says what libpng's expansion hides: palettes, gray with alpha, 1, 2 and 4 bits. */
function describePng(bytes: Buffer, stored: Stored): void {
  for (const { type, data } of pngChunks(bytes)) {
    if (type === 'IHDR' && data.length === 13) {
      stored.bitDepth = data[8];
      stored.colorType = PNG_COLOR_TYPES[data[9]] ?? stored.colorType;
    } else if (type === 'tRNS' && stored.colorType !== 'palette') {
      stored.notes.push('The transparent color of the file is expanded to an alpha channel.');
    } else if (type === 'acTL') {
      stored.notes.push('The file is an animated PNG. Its still image is shown.');
    } else if (type === 'IDAT') return;
  }
}

function describeTiff(header: TiffHeader | null, stored: Stored): void {
  if (header === null) return;
  stored.bitDepth = header.bitsPerSample;
  if (header.photometric === 3) stored.colorType = 'palette';
  if (header.photometric === 0)
    stored.notes.push('White is stored as zero. The values are inverted.');
  if (header.premultiplied) {
    stored.notes.push('The colors are stored multiplied by alpha. They are shown as stored.');
  }
}

/** A note where the name's extension promises another format than the content has. */
function nameNotes({ name, format }: FileIdentity): string[] {
  const extension = extname(name).toLowerCase();
  if (extension === '' || EXTENSIONS[format].includes(extension)) return [];
  return [`The name ends in ${extension}, but the content is ${FORMAT_TITLES[format]}.`];
}

function iccDescription(profile: Buffer): string {
  try {
    const text = icc.parse(profile).description?.replaceAll('\0', '').trim();
    return text === undefined || text === '' ? 'unnamed profile' : text;
  } catch {
    return 'unreadable profile';
  }
}
