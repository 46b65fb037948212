/**
 * What answers have to have, as checks. Each is held by the compiler to the type that it stands for: a
 * field that has to be there is named here, and what is inside of parts is left to their own makers.
 */
import * as v from 'valibot';
import type {
  CaseImage,
  CaseSummary,
  Change,
  ScanOutcome,
  VerifyResult,
} from '../../case/case-contract.ts';
import type { Annotation, Bookmark } from '../../case/case-marks.ts';
import type { CaseNews, Exposure } from '../../case/case-people.ts';
import type { QueueRow } from '../../case/case-queue.ts';
import type {
  FileContents,
  FoundPicture,
  MachineView,
  OpenImage,
  PixelReport,
  PipelineSummary,
  Session,
} from '../contract.ts';
import { FINDING_SCHEMA, type Finding } from '../../finding/finding.ts';
import { FINGERPRINT_SCHEMA, type Fingerprint } from '../../fingerprint/result/told.ts';
import type { Histogram } from '../../image/histogram.ts';
import type { LineProfile } from '../../image/line-profile.ts';
import type { LabelPair } from '../../finding/labels.ts';
import { MATRIX_SCHEMA, type MatrixResult } from '../../matrix/result.ts';
import { SPECTRUM_SCHEMA, type AxisCombs, type SpectrumReport } from '../../spectrum/spectrum.ts';
import type { TextReading } from '../../verdict/text-reading.ts';
import type { SweepPoint } from '../../analyze/sweep.ts';

type Check<T> = v.GenericSchema<unknown, T>;

const TEXT = v.string();
/** JSON has no other numbers: what is infinite would arrive as null. */
const COUNT = v.pipe(v.number(), v.finite());
const FLAG = v.boolean();
/** A part that its own maker answers for. */
const PART = v.any();
const PARTS = v.array(PART);
const MAYBE_TEXT = v.nullable(TEXT);
const SIZE = { width: COUNT, height: COUNT };
const RASTER = v.object({ ...SIZE, channels: PART, dtype: PART });

export const SESSION: Check<Session> = v.object({
  version: TEXT,
  host: v.picklist(['electron', 'loopback']),
  openPaths: FLAG,
  sandbox: PART,
  thresholds: PART,
  images: PARTS,
});

export const PIPELINES = v.array(PART);
export const PIPELINE: Check<PipelineSummary> = v.object({
  ...{ id: TEXT, title: TEXT, library: TEXT, versions: TEXT, source: TEXT, exactness: TEXT },
  ...{ call: TEXT, defaultSize: PART, sizeIsFree: FLAG, antialias: FLAG, orientation: PART },
});

export const CONTENTS: Check<FileContents> = v.object({
  isImage: FLAG,
  inside: v.array(TEXT),
  left: v.array(TEXT),
});

export const OPEN_IMAGE: Check<OpenImage> = v.object({
  id: TEXT,
  facts: PART,
  policy: PART,
  raster: RASTER,
  levels: COUNT,
  decodeMs: COUNT,
});

const FRAME = v.object({ x: COUNT, y: COUNT, ...SIZE });

export const MACHINE_VIEW: Check<MachineView> = v.object({
  ...SIZE,
  pipeline: TEXT,
  ratioX: COUNT,
  ratioY: COUNT,
  readShare: COUNT,
  frameReadShare: COUNT,
  frame: FRAME,
  disagreement: PART,
  departure: PART,
  region: PART,
  raster: RASTER,
  name: TEXT,
  part: COUNT,
  parts: COUNT,
  blank: MAYBE_TEXT,
  levels: COUNT,
  elapsedMs: COUNT,
});

export const FOUND_PICTURE: Check<FoundPicture> = v.object({
  kind: v.picklist(['hidden', 'heat']),
  target: v.object(SIZE),
  frame: FRAME,
  raster: RASTER,
  levels: COUNT,
});

export const SAMPLES = v.object({
  ...SIZE,
  x: COUNT,
  y: COUNT,
  channels: COUNT,
  values: v.array(COUNT),
});

export const FINDING: Check<Finding> = v.object({
  schema: v.literal(FINDING_SCHEMA),
  file: TEXT,
  sha256: MAYBE_TEXT,
  bytes: v.nullable(COUNT),
  format: MAYBE_TEXT,
  width: v.nullable(COUNT),
  height: v.nullable(COUNT),
  verdict: v.picklist(['attack', 'suspicious', 'clean', 'error']),
  score: COUNT,
  targets: PARTS,
  explanation: MAYBE_TEXT,
  reasons: v.array(TEXT),
  judgements: PARTS,
  tested: PART,
  error: PART,
  elapsedMs: COUNT,
  version: TEXT,
  facts: PART,
  view: PART,
});

export const MATRIX: Check<MatrixResult> = v.object({
  schema: v.literal(MATRIX_SCHEMA),
  rows: PARTS,
  refused: PARTS,
  views: COUNT,
  elapsedMs: COUNT,
});

export const FINGERPRINT: Check<Fingerprint> = v.object({
  schema: v.literal(FINGERPRINT_SCHEMA),
  version: TEXT,
  verdict: v.picklist(['exact', 'likely', 'nearest', 'none']),
  files: PARTS,
  ranking: PARTS,
  models: v.array(TEXT),
  rules: v.array(TEXT),
  decides: PART,
  pipeline: PART,
  reasons: v.array(TEXT),
  isComplete: FLAG,
  elapsedMs: COUNT,
});

export const SPECTRUM: Check<SpectrumReport> = v.object({
  ...SIZE,
  schema: v.literal(SPECTRUM_SCHEMA),
  window: v.picklist(['hann', 'none']),
  detrend: v.picklist(['none', 'mean', 'median-residual']),
  channel: TEXT,
  source: v.object(SIZE),
  tiles: COUNT,
  lowDb: COUNT,
  highDb: COUNT,
  target: PART,
  peaks: PARTS,
});

export const COMBS: Check<AxisCombs> = v.object({ channel: TEXT, x: PART, y: PART });

export const HISTOGRAM: Check<Histogram> = v.object({ ...SIZE, most: COUNT, channels: PARTS });

export const PROFILE: Check<LineProfile> = v.object({
  most: COUNT,
  channels: COUNT,
  samples: v.array(v.nullable(v.array(v.number()))),
});

export const CLASSIFIERS = v.array(PART);

export const LABELS: Check<LabelPair> = v.object({
  ...SIZE,
  classifier: TEXT,
  title: TEXT,
  pipeline: TEXT,
  human: PARTS,
  machine: PARTS,
  differs: FLAG,
  distance: COUNT,
});

export const TEXT_READING: Check<TextReading> = v.object({
  data: PART,
  machineOnly: PARTS,
  seen: PARTS,
  sizes: PARTS,
  notes: v.array(TEXT),
  brokeOff: v.exactOptional(TEXT),
  elapsedMs: COUNT,
});

export const SWEEP_POINTS: Check<SweepPoint[]> = v.array(
  v.object({ ...SIZE, rms: COUNT, normalised: COUNT, channel: TEXT }),
);

export const PIXEL: Check<PixelReport> = v.object({
  ...SIZE,
  pipeline: TEXT,
  frame: FRAME,
  x: PART,
  y: PART,
  pixels: COUNT,
  weightSum: COUNT,
});

export const CASE: Check<CaseSummary> = v.object({
  id: TEXT,
  name: TEXT,
  path: TEXT,
  createdAt: TEXT,
  readOnly: MAYBE_TEXT,
  reviewer: MAYBE_TEXT,
  progress: PART,
  failures: COUNT,
  roots: v.array(TEXT),
  log: PART,
});

const ROW: Check<QueueRow> = v.object({
  id: COUNT,
  basis: TEXT,
  sha256: TEXT,
  path: TEXT,
  folder: TEXT,
  name: TEXT,
  places: COUNT,
  bytes: COUNT,
  format: MAYBE_TEXT,
  width: v.nullable(COUNT),
  height: v.nullable(COUNT),
  verdict: v.picklist(['attack', 'suspicious', 'clean', 'error']),
  score: COUNT,
  sampler: MAYBE_TEXT,
  target: PART,
  explanation: MAYBE_TEXT,
  error: PART,
  decision: PART,
  reviewer: MAYBE_TEXT,
  decidedAt: MAYBE_TEXT,
  outdated: FLAG,
  signOff: PART,
  hasNote: FLAG,
  marks: COUNT,
  original: PART,
  labelDisagreement: v.nullable(COUNT),
  known: v.optional(v.array(v.picklist(['good', 'bad']))),
});

export const PAGE = v.object({ rows: v.array(ROW), next: MAYBE_TEXT });
export const ORDER = v.object({ ids: v.array(COUNT) });
export const COUNTS = v.object({
  total: COUNT,
  matching: COUNT,
  verdicts: PART,
  notAssessable: COUNT,
  decisions: PART,
  originals: PART,
  samplers: PARTS,
});
export const PROGRESS = v.object({
  images: COUNT,
  decided: COUNT,
  signedOff: COUNT,
  flagged: COUNT,
  flaggedDecided: COUNT,
  byDecision: PART,
});
export const FOLDERS = v.array(v.object({ folder: TEXT, images: COUNT, paths: COUNT }));
export const CAMPAIGNS = v.array(
  v.object({ hash: TEXT, images: v.array(COUNT), carriers: COUNT, openly: v.array(COUNT) }),
);

export const CASE_IMAGE: Check<CaseImage> = v.object({
  row: ROW,
  places: PARTS,
  findings: PARTS,
  notes: PARTS,
  history: PARTS,
  secondLooks: PARTS,
  annotations: PARTS,
  bookmarks: PARTS,
  pictures: PARTS,
});

export const NEWS: Check<CaseNews> = v.object({
  seq: COUNT,
  images: v.nullable(v.array(COUNT)),
  readOnly: MAYBE_TEXT,
});

export const EXPOSURE: Check<Exposure> = v.object({
  reviewer: TEXT,
  day: PART,
  all: PART,
  limits: PART,
  reached: MAYBE_TEXT,
});

export const CHANGE: Check<Change> = v.object({ change: v.nullable(COUNT), rows: v.array(ROW) });

export const AUDIT = v.array(
  v.object({
    seq: COUNT,
    at: TEXT,
    actor: TEXT,
    action: TEXT,
    details: v.unknown(),
    rows: PARTS,
    previous: TEXT,
    hash: TEXT,
  }),
);

const SCAN_FIGURES = { total: COUNT, done: COUNT, examined: COUNT, found: COUNT, failed: COUNT };
export const SCAN_PROGRESS = v.object({ type: v.literal('progress'), ...SCAN_FIGURES });
export const SCAN_RESULT: Check<{ type: 'result' } & ScanOutcome> = v.object({
  type: v.literal('result'),
  ...SCAN_FIGURES,
  leftOut: PARTS,
});
export const VERIFY_RESULT: Check<{ type: 'result' } & VerifyResult> = v.object({
  type: v.literal('result'),
  problems: PARTS,
  checked: PART,
  anchor: PART,
  head: TEXT,
});

const MARK = { id: COUNT, image: COUNT, createdAt: TEXT, updatedAt: TEXT };
export const ANNOTATION: Check<Annotation> = v.object({
  ...MARK,
  shape: PART,
  text: TEXT,
  view: PART,
  reviewer: TEXT,
});
export const BOOKMARK: Check<Bookmark> = v.object({
  ...MARK,
  name: TEXT,
  place: PART,
  view: PART,
  settings: PART,
  annotations: v.array(COUNT),
  note: TEXT,
  reviewer: TEXT,
});
