/** What a calibration came to: as data, and in lines for a person. */
import {
  assessedIn,
  calibrate,
  percent,
  ratesOf,
  type Assessed,
  type CalibrateOptions,
  type Calibrated,
} from '../../../shared/finding/calibration.ts';
import type { Finding } from '../../../shared/finding/finding.ts';
import type { ViewRequest } from '../../../shared/pipelines/request.ts';
import { printableLines } from '../../../shared/base/printable.ts';
import { DETECTION_VERSION } from '../../../shared/verdict/detection-version.ts';
import {
  THRESHOLDS,
  thresholdsText,
  UNUSUAL,
  type Thresholds,
} from '../../../shared/verdict/thresholds.ts';
import {
  THRESHOLDS_SCHEMA,
  type FileRate,
  type PerVerdict,
  type ThresholdsFile,
} from '../../../shared/verdict/thresholds-file.ts';
import { version } from '../../base/package-root.ts';

/** What is kept of the finding on a file. */
export interface CalibratedFile extends Pick<
  Finding,
  'file' | 'sha256' | 'verdict' | 'score' | 'judgements' | 'thresholds'
> {
  targets: string[];
}

/** A file behind the rate, or the closest to it. */
export interface NamedFile extends Pick<CalibratedFile, 'file' | 'verdict' | 'score' | 'targets'> {
  evidence: number;
}

/** The false alarms of the search or of a view, and the thresholds that come of it. */
export interface CalibratedPart extends Calibrated {
  rates: PerVerdict<FileRate>;
  /** Those that are flagged, worst first, and others up to a few in all. */
  files: NamedFile[];
}

export interface Calibration {
  /** Files with other bytes each, that could be assessed; copies and others, which are not counted. */
  files: number;
  copies: number;
  notAssessable: number;
  /** What the rates were measured by; null: the built-in thresholds. */
  judgedBy: Thresholds | null;
  search: CalibratedPart;
  view: CalibratedPart | null;
  thresholds: ThresholdsFile;
}

export interface CalibrationOptions extends CalibrateOptions {
  view: ViewRequest | null;
  thresholds?: Thresholds;
}

/** What `examined` come to. */
export function calibrationOf(
  examined: readonly CalibratedFile[],
  options: CalibrationOptions,
): Calibration {
  const distinct = [...new Map(examined.map((file) => [file.sha256 ?? file.file, file])).values()];
  const search = partOf(distinct, 'search', options);
  const view = options.view === null ? null : partOf(distinct, 'view', options);
  const files = search.rates.suspicious.of;
  const { pipeline: id, width, height } = options.view ?? {};
  return {
    files,
    copies: examined.length - distinct.length,
    notAssessable: distinct.length - files,
    judgedBy: options.thresholds ?? null,
    search,
    view,
    thresholds: {
      schema: THRESHOLDS_SCHEMA,
      detection: DETECTION_VERSION,
      version,
      files,
      rate: options.rate,
      search: search.bands,
      view: view?.bands ?? THRESHOLDS.view,
      pipeline:
        id === undefined
          ? null
          : { id, ...(width !== undefined && { width }), ...(height !== undefined && { height }) },
      measured: { search: search.measured, view: view?.measured ?? null },
    },
  };
}

/** Files that are named although fewer were flagged. */
const NAMED = 5;

function partOf(
  files: readonly CalibratedFile[],
  of: keyof Thresholds,
  options: CalibrateOptions,
): CalibratedPart {
  const judged = files.flatMap((file): { file: CalibratedFile; assessed: Assessed }[] => {
    const assessed = assessedIn(file, of);
    return assessed === null ? [] : [{ file, assessed }];
  });
  const assessed = judged.map((one) => one.assessed);
  const worst = judged
    .sort((a, b) => b.assessed.evidence - a.assessed.evidence)
    .filter((one, i) => i < NAMED || one.assessed.verdict !== 'clean');
  return {
    rates: ratesOf(assessed),
    ...calibrate(assessed, of, options),
    files: worst.map(({ file: { file, score, targets }, assessed: { verdict, evidence } }) => ({
      ...{ file, verdict, score, targets, evidence },
    })),
  };
}

/** Files that a person is shown of each part; JSON has all that are flagged. */
const SHOWN = 20;

/** `calibration` in lines. */
export function calibrationText(calibration: Calibration): string {
  const { files, copies, notAssessable, judgedBy, search, view, thresholds } = calibration;
  const { pipeline, rate } = thresholds;
  const size = pipeline?.width === undefined ? '' : ` at ${pipeline.width}x${pipeline.height}`;
  const counted = [
    `${files} different ${files === 1 ? 'file' : 'files'} assessed`,
    ...(copies > 0 ? [copies === 1 ? '1 copy left out' : `${copies} copies left out`] : []),
    ...(notAssessable > 0 ? [`${notAssessable} not assessable`] : []),
  ];
  return printableLines([
    `${counted.join(', ')}.`,
    ...(judgedBy === null ? [] : [thresholdsText(judgedBy)]),
    '',
    ...partLines('Search of every size', search),
    ...(view === null ? [] : ['', ...partLines(`View of ${pipeline!.id}${size}`, view)]),
    '',
    `Thresholds for rates of ${percent(rate.suspicious)} suspicious or worse and ${percent(rate.attack)} attack:`,
    ...bandLines('search', search),
    ...(view === null ? [] : bandLines('view', view)),
  ]);
}

function partLines(title: string, { rates, files }: CalibratedPart): string[] {
  const flagged = files.filter(({ verdict }) => verdict !== 'clean').length;
  const heading =
    flagged > 0
      ? '  Worst first. Look at them: an attack among them would spoil the measurement:'
      : '  Nothing is flagged. The closest are:';
  return [
    `${title}: false alarms, provided that every file is clean`,
    `  suspicious or worse  ${rateText(rates.suspicious)}`,
    `  attack               ${rateText(rates.attack)}`,
    ...(files.length === 0 ? [] : [heading]),
    ...files.slice(0, SHOWN).map(fileLine),
    ...(files.length > SHOWN
      ? [`    and ${files.length - SHOWN} more; --json lists them all`]
      : []),
  ];
}

function rateText({ count, of, low, high }: FileRate): string {
  if (of === 0) return 'no file could be assessed';
  return `${count} of ${of}, ${percent(count / of)} (95 % interval: ${percent(low)} to ${percent(high)})`;
}

function fileLine({ file, verdict, score, targets, evidence }: NamedFile): string {
  const word = verdict === 'clean' ? 'nothing found' : verdict.toUpperCase();
  const at = targets.length === 0 ? '' : ` at ${targets.join(', ')}`;
  return `    ${file}: ${word} (score ${score.toFixed(2)})${at}, evidence ${evidence.toFixed(3)}`;
}

/** Findings show the sum: without this line it would look like another threshold. */
const UNUSUAL_LINE = `    At a size that no known machine takes, an attack needs ${UNUSUAL} more; findings show the sum.`;

function bandLines(of: string, { bands, measured, reasons }: CalibratedPart): string[] {
  return (['suspicious', 'attack'] as const).flatMap((name) => [
    `  ${of.padEnd(7)}${name.padEnd(11)} above ${bands[name].toFixed(3)}: ` +
      `${measured[name].count} of ${measured[name].of} of these files`,
    ...(of === 'search' && name === 'attack' ? [UNUSUAL_LINE] : []),
    ...reasons[name].map((reason) => `    ${reason}`),
  ]);
}
