/** The sentences of the side panel. */
import type { MachineView } from '../../shared/api/contract.ts';
import type { ImageFacts } from '../../shared/image/facts.ts';
import { isAssessable } from '../../shared/verdict/judge.ts';
import { THRESHOLDS, type Bands } from '../../shared/verdict/thresholds.ts';
import { bandSentence, viewBand } from '../../shared/verdict/words.ts';

/** What the departure of a machine view means. */
export function disagreementSentence(view: MachineView, bands: Bands = THRESHOLDS.view): string {
  if (!isAssessable({ ...view, readShare: view.frameReadShare })) {
    return 'Most of what the machine reads here is what a person sees: nothing can be told apart.';
  }
  if (view.departure === null) return 'This view was held against the antialiased view alone.';
  const { ratio, cause } = view.departure;
  const band = viewBand(ratio, bands);
  return bandSentence(band === 'attack' && cause !== null ? 'suspicious' : band);
}

/** What an inspection does, by the name of its stage. */
export function stageTitle(stage: string): string {
  return STAGES[stage] ?? stage;
}

const STAGES: Record<string, string> = {
  starting: 'starting',
  decode: 'decoding',
  search: 'searching every size',
  confirm: 'confirming what was found by exact views',
  verdict: 'weighing the evidence',
};

const ORIENTATIONS = [
  'upright',
  'mirrored left to right',
  'turned by 180°',
  'mirrored top to bottom',
  'mirrored and turned by 90°',
  'turned by 90° clockwise',
  'mirrored and turned by 270°',
  'turned by 270° clockwise',
];

/** What EXIF orientation `orientation` (1..8) does to the stored rows. */
export function orientationName(orientation: number): string {
  return ORIENTATIONS[orientation - 1] ?? 'unknown';
}

const COLORS: Record<ImageFacts['colorType'], string> = {
  gray: 'gray',
  'gray-alpha': 'gray with alpha',
  rgb: 'RGB',
  rgba: 'RGB with alpha',
  palette: 'palette',
  cmyk: 'CMYK',
};

/** The stored color type and depth: "RGB, 8 bit". */
export function colorLabel({ colorType, bitDepth }: ImageFacts): string {
  return `${COLORS[colorType]}, ${bitDepth} bit`;
}

/** A file size: "1.2 MB". */
export function byteLabel(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, 'kB'] : [bytes / 1e6, 'MB'];
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

/** A ratio or difference with the digits that matter. */
export function numberLabel(value: number): string {
  if (value === 0 || Math.abs(value) >= 100) return String(Math.round(value));
  return Math.abs(value) < 0.005 ? '0' : Number(value.toPrecision(3)).toString();
}
