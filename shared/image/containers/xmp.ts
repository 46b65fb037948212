/** What XMP packets (ISO 16684-1) say that matters here: gain maps, and the program that wrote them. */
import { utf8 } from './bytes.ts';

/** The identifier in front of a packet in APP1 of JPEG. */
export const XMP_IN_JPEG = 'http://ns.adobe.com/xap/1.0/\0';

export interface Xmp {
  bytes: number;
  /** The program that wrote it, as it names itself. */
  creatorTool: string | null;
  /**
   * Which scheme of gain maps it speaks of: Ultra HDR (`hdrgm`, Adobe and Google) or Apple's. Of a main
   * picture it says that there is one, of a second picture that it is one.
   */
  gainMap: 'ultra-hdr' | 'apple' | null;
  /** As EXIF counts it; null where it says nothing of that. */
  orientation: number | null;
}

/** Reads an XMP packet, at most its first 64 kB. */
export function readXmp(packet: Uint8Array): Xmp {
  const text = utf8(packet);
  const tool = /xmp:CreatorTool(?:="([^"]{1,200})"|>([^<]{1,200})<)/.exec(text);
  const isUltraHdr = /hdrgm:Version|ns\.adobe\.com\/hdr-gain-map\/1\.0/.test(text);
  const isApple = /HDRGainMapVersion|aux:hdrgainmap/.test(text);
  return {
    bytes: packet.length,
    creatorTool: tool?.[1] ?? tool?.[2] ?? null,
    orientation: xmpOrientation(text),
    gainMap: isUltraHdr ? 'ultra-hdr' : isApple ? 'apple' : null,
  };
}

/** `tiff:Orientation` of the packet `text`, 0..9; null without one. Found as Pillow finds it. */
export function xmpOrientation(text: string): number | null {
  const found = /tiff:Orientation(?:="|>)([0-9])/.exec(text);
  return found === null ? null : Number(found[1]);
}
