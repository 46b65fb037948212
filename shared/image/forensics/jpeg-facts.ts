/** How a JPEG file was compressed, by its own segments. */
import { hasText } from '../containers/bytes.ts';
import { appMarker, DQT, isFrameHeader, type JpegSegment } from '../containers/jpeg.ts';
import type { JpegFacts } from './forensics.ts';
import { makerOf, readTables } from './quantization.ts';

/** Usual names of sampling: the factors of brightness over those of color, which are 1x1. */
const NAMES: Record<string, string> = {
  '1x1': '4:4:4',
  '2x1': '4:2:2',
  '1x2': '4:4:0',
  '2x2': '4:2:0',
  '4x1': '4:1:1',
  '4x2': '4:1:0',
};

/** The facts of the frame that `segments` hold; null where they hold none. */
export function jpegFacts(segments: readonly JpegSegment[]): JpegFacts | null {
  const frame = segments.find(({ marker, data }) => isFrameHeader(marker) && data.length >= 6);
  if (frame === undefined) return null;
  const { data } = frame;
  const components = Array.from({ length: data[5] }, (_, i) => {
    const at = 6 + 3 * i;
    return { across: data[at + 1] >> 4, down: data[at + 1] & 15, table: data[at + 2] };
  }).filter(({ table }) => table !== undefined);
  const byId = new Map<number, JpegFacts['tables'][number]>();
  for (const { marker, data: stored } of segments) {
    if (marker !== DQT) continue;
    for (const table of readTables(stored)) if (table.id < 4) byId.set(table.id, table);
  }
  const [luma, ...chroma] = components.map(({ table }) => byId.get(table));
  const sampling = components.map(({ across, down }) => `${across}x${down}`);
  const isComplete = chroma.every((table) => table !== undefined);
  const adobe = segments.find(
    ({ marker, data: stored }) =>
      marker === appMarker(14) && hasText(stored, 0, 'Adobe') && stored.length >= 12,
  );
  const isUsual = sampling.length === 3 && sampling.slice(1).every((factors) => factors === '1x1');
  return {
    process: processOf(frame.marker),
    bitsPerSample: data[0],
    subsampling: isUsual ? (NAMES[sampling[0]] ?? null) : null,
    sampling,
    tables: [...byId.values()].sort((a, b) => a.id - b.id),
    maker: isComplete
      ? makerOf(
          luma,
          chroma.filter((table) => table !== luma),
        )
      : null,
    adobeTransform: adobe === undefined ? null : adobe.data[11],
  };
}

function processOf(marker: number): JpegFacts['process'] {
  if (marker >= 0xc9) return 'arithmetic';
  if ([0xc3, 0xc7].includes(marker)) return 'lossless';
  if ([0xc2, 0xc6].includes(marker)) return 'progressive';
  return marker === 0xc0 ? 'baseline' : 'extended';
}
