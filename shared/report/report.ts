/**
 * The evidence report of one image as data: everything that the printed forms show, and what it takes
 * to compute it again. JSON-safe; fields are only ever added.
 */
import { canonicalJson } from '../base/canonical-json.ts';
import type { DecodeLimits, DecodePolicy } from '../image/facts.ts';
import type { TextReading } from '../verdict/text-reading.ts';
import type { Finding } from '../finding/finding.ts';
import type { MatrixResult } from '../matrix/result.ts';
import type { ViewRequest } from '../pipelines/request.ts';
import type { Size } from '../base/raster.ts';
import type { SpectrumReport } from '../spectrum/spectrum.ts';
import type { Thresholds } from '../verdict/thresholds.ts';
import type { Examination, FileHashes } from './examination.ts';
import type { EvidenceWeight } from './weight.ts';
import type { ReportLegend } from './legend.ts';
import type { Place, ReportMark } from './report-marks.ts';

export const REPORT_SCHEMA = 'scalescope/report@1';

/**
 * How pictures and sentences of a report are made. 1, of reports that do not say: legends are painted into pictures,
 * and there are no views of further targets. 2: second looks are not among what reviewers said, and reports of cases
 * have no digests.
 */
export const REPORT_EDITION = 3;
export type ReportEdition = 1 | 2 | typeof REPORT_EDITION;

/** A picture of the report, with what it takes to check it. */
export interface ReportPicture extends Size {
  /** `human`, `view`, `view-2` to `view-4`, `hidden`, `lattice`, `heat-map`, `spectrum`, `difference`. */
  id: string;
  title: string;
  /** What it shows, and how it was made: one or two sentences. */
  caption: string;
  /** What its colors and frames mean. */
  legend?: ReportLegend;
  /** The view that it is the exact picture of; left out where it is none. */
  view?: ViewRequest;
  /** Which source pixels it shows; null: none, as a spectrum. */
  shows: Place | null;
  /** SHA-256 of the PNG file, and of its samples (row-major, interleaved, little-endian). */
  sha256: string;
  pixelsSha256: string;
  /** The PNG file in base64. */
  png: string;
}

/** A pipeline that the report speaks of, with where its definition comes from. */
export interface ReportPipeline {
  id: string;
  title: string;
  call: string;
  source: string;
  versions: string;
  exactness: string;
}

/** What was asked for, so that the same can be asked again. */
export interface ReportRequest {
  policy: DecodePolicy;
  /** What larger images and files are refused by. */
  limits: Pick<DecodeLimits, 'maxPixels' | 'maxBytes'>;
  /** The view that the pictures show; null where nothing was found and none was asked for. */
  view: ViewRequest | null;
  /** True where the view was asked for, so that it was judged beside the search. */
  asked: boolean;
  /** The sizes of who sees what. */
  sizes: Size[];
  /** What it was judged by, where these are not the built-in thresholds. */
  thresholds?: Thresholds;
}

/** What a reviewer said of the image. */
export interface ReportDecision {
  decision: string;
  reviewer: string;
  /** ISO 8601. */
  at: string;
  note: string | null;
}

export interface Report {
  schema: typeof REPORT_SCHEMA;
  /** Left out: the first. */
  edition?: ReportEdition;
  /** ISO 8601, UTC. */
  createdAt: string;
  /** Versions of Scalescope and of what it ran on. */
  engine: { scalescope: string; node: string; libvips: string; platform: string };
  request: ReportRequest;
  /** Who examined it under which numbers; left out where nobody said. It is not computed again. */
  examination?: Examination;
  /** Of the whole file, read again after the examination; left out of what lies inside another file. */
  hashes?: FileHashes;
  /** One sentence: what a human sees, what which machines see. */
  summary: string[];
  /** Of the search and the view: what was read does not change it, so that it can be computed again anywhere. */
  finding: Finding;
  /** How much that weighs; null where no ratio is known. Left out in reports of before. */
  weight?: EvidenceWeight | null;
  /** What was read in the views; left out where nobody asked. It is not computed again. */
  textRead?: TextReading;
  matrix: MatrixResult;
  spectrum: SpectrumReport;
  pipelines: ReportPipeline[];
  pictures: ReportPicture[];
  /** What the verdict cannot say, and how often it is wrong. */
  limits: string[];
  decisions: ReportDecision[];
  /** What reviewers drew on it; empty where the report is of no case. */
  marks: ReportMark[];
  /** What is told of the case's audit log; empty where the report is of no case. */
  audit: string[];
  /** The case that decisions and marks are of, and the end of its log; null where there is none. */
  caseLog: { name: string; entries: number; head: string } | null;
  /** Commands that make the report again, and check it. */
  reproduce: string[];
}

/** A report with the signature of whoever made it. */
export interface SignedReport extends Report {
  signature: ReportSignature;
}

export interface ReportSignature {
  algorithm: 'ed25519';
  /** SPKI, DER, base64. */
  publicKey: string;
  /** First 16 hexadecimal digits of the SHA-256 of the public key. */
  keyId: string;
  /** Over the canonical JSON of the report without this field, base64. */
  value: string;
}

/** A place where two values differ. */
export interface Difference {
  /** `finding.targets[0].score` */
  path: string;
  reported: unknown;
  computed: unknown;
}

/** Where `computed` differs from `reported`, at most `most` places; fields in `except` are left out. */
export function differencesOf(
  reported: unknown,
  computed: unknown,
  path: string,
  except: ReadonlySet<string> = new Set(),
  most = 20,
): Difference[] {
  if (Object.is(reported, computed)) return [];
  const both = [reported, computed];
  const isObject = both.every((value) => typeof value === 'object' && value !== null);
  if (!isObject || Array.isArray(reported) !== Array.isArray(computed)) {
    return [{ path, reported: short(reported), computed: short(computed) }];
  }
  const [a, b] = both as [object, object];
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter(
    (key) => !except.has(key) && !(fieldOf(a, key) === undefined && fieldOf(b, key) === undefined),
  );
  const found: Difference[] = [];
  for (const key of keys) {
    if (found.length >= most) break;
    const place = Array.isArray(reported) ? `${path}[${key}]` : `${path}.${key}`;
    found.push(
      ...differencesOf(fieldOf(a, key), fieldOf(b, key), place, except, most - found.length),
    );
  }
  return found;
}

/** A field of its own: never what every object has, such as `__proto__`. */
function fieldOf(object: object, key: string): unknown {
  return Object.hasOwn(object, key) ? (object as Record<string, unknown>)[key] : undefined;
}

/** A value as it is told in a line. */
function short(value: unknown): unknown {
  if (value === undefined) return 'nothing';
  const text = canonicalJson(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : value;
}
