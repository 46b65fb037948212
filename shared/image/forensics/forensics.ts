/** What a file says of itself besides its pixels, as data. Shown as stored, never corrected. */
import type { StoredOrientation } from './orientations.ts';

export interface Forensics {
  /** What lies after the end of the image; null where nothing does, or where it has no end. */
  trailing: TrailingBytes | null;
  /** What was not searched for second pictures; null where all was. Older findings lack it. */
  unsearched?: Unsearched | null;
  /** True where the container ends before it says that it does. */
  isCutShort: boolean;
  /** Of PNG: how many chunks there are, and those whose CRC is wrong (at most MOST_LISTED). */
  checksums: { chunks: number; wrong: WrongChecksum[]; wrongCount: number } | null;
  jpeg: JpegFacts | null;
  /** Texts in the file (at most MOST_LISTED, each cut at MOST_CHARACTERS), and how many there are. */
  texts: TextEntry[];
  textCount: number;
  camera: CameraFacts | null;
  /** What each place says of how the picture is to be turned. Older findings lack it. */
  orientations?: StoredOrientation[];
  color: ColorFacts;
  /** Bytes of the XMP packet, and the program that wrote it. */
  xmp: { bytes: number; creatorTool: string | null } | null;
  /** The scheme of the gain map that the file announces: an HDR screen shows a brighter picture. */
  gainMap: 'ultra-hdr' | 'apple' | 'iso-21496-1' | null;
  /** Signed statements about its origin (C2PA) are in the file; they are not checked. */
  hasContentCredentials: boolean;
  /** Whether its embedded thumbnail shows the same picture; null where it has none that can be read. */
  thumbnail: ThumbnailFacts | null;
}

export interface TrailingBytes {
  offset: number;
  bytes: number;
  /** Of these, bytes that belong to no picture that the file or its content tells of. */
  unexplained: number;
  /** What they look like by their first bytes, with an article: `a ZIP archive`. */
  looksLike: string[];
}

export interface Unsearched {
  /** From here on. */
  offset: number;
  /** The file does not say where its image ends, or searching it would take too long. */
  cause: 'no-end' | 'work';
}

export interface WrongChecksum {
  type: string;
  offset: number;
}

export interface JpegFacts {
  process: 'baseline' | 'extended' | 'progressive' | 'lossless' | 'arithmetic';
  bitsPerSample: number;
  /** As people write it: `4:2:0`; null for one component, or where it has no usual name. */
  subsampling: string | null;
  /** Sampling factors of each component: `2x2`. */
  sampling: string[];
  /** Each table in the order of its id: 64 values, row by row. */
  tables: { id: number; bits: 8 | 16; values: number[] }[];
  /** Who usually makes such tables; null where no known maker does. */
  maker: { name: 'libjpeg' | 'mozjpeg'; quality: number } | null;
  /** Transform that Adobe's marker names; null without it. */
  adobeTransform: number | null;
}

export interface TextEntry {
  /** Where it was read: `tEXt`, `zTXt`, `iTXt`, `comment`, `EXIF`. */
  where: string;
  key: string;
  text: string;
  /** Bytes that it takes in the file. */
  bytes: number;
  isCut: boolean;
}

export interface CameraFacts {
  make: string | null;
  model: string | null;
  lens: string | null;
  software: string | null;
  taken: string | null;
  modified: string | null;
  artist: string | null;
  copyright: string | null;
  hasPlace: boolean;
}

export interface ColorFacts {
  /** Of gAMA: the exponent times 100,000, as stored. */
  gamma: number | null;
  /** Rendering intent of sRGB: 0..3. */
  srgbIntent: number | null;
  /** Primaries, transfer, matrix and range of cICP (ITU-T H.273). */
  cicp: [number, number, number, number] | null;
  hasChromaticities: boolean;
  iccBytes: number | null;
}

export interface ThumbnailFacts {
  item: string;
  width: number;
  height: number;
  /** Correlation of its brightness with that of the picture at its size, -1..1. */
  likeness: number;
  /** The largest difference of a cell, one of 8x8, in grey levels after fitting brightness. */
  largest: number;
  verdict: 'same' | 'altered' | 'other';
}

/** A picture in a file besides the main one. */
export interface SecondPicture {
  /** Names it in this file: `thumbnail-1`. */
  id: string;
  kind: SecondPictureKind;
  title: string;
  /** By its header. */
  width: number;
  height: number;
  /**
   * The bytes of the file that hold it; of a frame the chunk that begins it, and all of its
   * chunks; of a sub-image of TIFF its directory.
   */
  offset: number;
  bytes: number;
}

export type SecondPictureKind =
  'thumbnail' | 'preview' | 'multi-picture' | 'gain-map' | 'appended' | 'apng-frame' | 'sub-image';

/** The most texts and wrong checksums that are listed, and characters of a text. */
export const MOST_LISTED = 64;
export const MOST_CHARACTERS = 1000;

/** EXIF and XMP of the main picture of a file, and how its boxes turn it. */
export interface BoxedMetadata {
  /** Each from its TIFF header on, with its place in the file; null where it lies there in pieces. */
  exif: { data: Uint8Array; offset: number | null }[];
  xmp: Uint8Array[];
  /** As EXIF counts it, 1..8. */
  orientation: number;
}

/** What the host does for the parsers. */
export interface ForensicTools {
  /** What AVIF and HEIF hold beside their pictures; throws nothing. */
  metadata(bytes: Uint8Array): BoxedMetadata | null;
  /** What Brotli data hold, at most `most` bytes of it; null where they are none. */
  unbrotli(data: Uint8Array, most: number): Uint8Array | null;
  /** What zlib data hold, at most `most` bytes of it; null where they are no zlib data. */
  inflate(data: Uint8Array, most: number): Uint8Array | null;
  /** CRC-32 (ISO 3309) of `data`. */
  crc32(data: Uint8Array): number;
}

/** Facts with nothing in them. */
export function noForensics(): Forensics {
  return {
    trailing: null,
    unsearched: null,
    isCutShort: false,
    checksums: null,
    jpeg: null,
    texts: [],
    textCount: 0,
    camera: null,
    orientations: [],
    color: {
      gamma: null,
      srgbIntent: null,
      cicp: null,
      hasChromaticities: false,
      iccBytes: null,
    },
    xmp: null,
    gainMap: null,
    hasContentCredentials: false,
    thumbnail: null,
  };
}
