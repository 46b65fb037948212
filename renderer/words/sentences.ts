/** The sentences of the side panel. */
import type { MachineView } from '../../shared/api/contract.ts';
import type { ImageFacts } from '../../shared/image/facts.ts';
import { isAssessable, viewEvidence } from '../../shared/verdict/judge.ts';
import { THRESHOLDS, type Bands } from '../../shared/verdict/thresholds.ts';
import { bandSentence, isAnotherPicture, viewBand } from '../../shared/verdict/view-bands.ts';

/** What the departure of a machine view means. */
export function disagreementSentence(view: MachineView, bands: Bands = THRESHOLDS.view): string {
  if (view.blank !== null && !isFound(view, bands)) return view.blank;
  if (!isAssessable({ ...view, readShare: view.frameReadShare })) {
    return 'Not assessable: the machine reads most of what a person sees, so the two cannot differ much.';
  }
  if (view.departure === null) return 'This view was compared with the antialiased view only.';
  const { ratio, cause } = view.departure;
  const band = viewBand(ratio, bands);
  return bandSentence(band === 'attack' && cause !== null ? 'suspicious' : band);
}

/** The number that decides on a machine view, and in which channel; null where nothing is measured. */
export function departureText(view: MachineView, bands: Bands = THRESHOLDS.view): string | null {
  const evidence = viewEvidence(view);
  if (evidence === null || view.departure?.antialiases) return null;
  if (view.blank !== null && !isFound(view, bands)) return null;
  return `${numberLabel(evidence)} times (${view.departure!.channel})`;
}

function isFound(view: MachineView, bands: Bands): boolean {
  const evidence = viewEvidence(view);
  return evidence !== null && isAnotherPicture(evidence, bands);
}

/** What an inspection does, by the name of its stage. */
export function stageTitle(stage: string): string {
  return STAGES[stage] ?? stage;
}

const STAGES: Record<string, string> = {
  starting: 'starting',
  decode: 'decoding',
  search: 'searching every size',
  confirm: 'confirming the findings with exact views',
  verdict: 'weighing the evidence',
};

/** What the making of a report does, by the name of its stage: one of the inspection, or a pipeline. */
export function reportStage(stage: string): string {
  return (
    REPORT_STAGES[stage] ?? (stage.includes('/') ? 'comparing all pipelines' : stageTitle(stage))
  );
}

const REPORT_STAGES: Record<string, string> = {
  text: 'reading text',
  pictures: 'drawing its pictures',
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

/** What is only estimated, in two digits. */
export function estimateLabel(value: number): string {
  return numberLabel(Number(value.toPrecision(2)));
}

/** A ratio or difference with the digits that matter. */
export function numberLabel(value: number): string {
  if (value === 0 || Math.abs(value) >= 100) return String(Math.round(value));
  return Math.abs(value) < 0.005 ? '0' : Number(value.toPrecision(3)).toString();
}
