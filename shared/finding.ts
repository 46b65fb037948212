/** The finding: one JSON object per image. Fields are only ever added. */
import type { ErrorBody } from './errors.ts';
import type { ImageFacts } from './facts.ts';
import type { Verdict, ViewEvidence } from './verdict.ts';

export const FINDING_SCHEMA = 'scalescope/finding@1';

export interface Region {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface FindingTarget {
  /** The size at which a hidden image appears. */
  width: number;
  height: number;
  samplers: string[];
  /** 0..1, higher is more suspicious. */
  score: number;
  channels: string[];
  /** Source pixels that hold what was altered; null where no place stands out. */
  region: Region | null;
  evidence: Record<string, number>;
}

export interface Finding {
  schema: typeof FINDING_SCHEMA;
  file: string;
  sha256: string | null;
  bytes: number | null;
  format: string | null;
  width: number | null;
  height: number | null;
  verdict: Verdict;
  /** 0..1, higher is always more suspicious. */
  score: number;
  /** Best first. */
  targets: FindingTarget[];
  /** An honest cause of what was seen, with its numbers in `reasons`. */
  explanation: string | null;
  reasons: string[];
  error: ErrorBody | null;
  elapsedMs: number;
  version: string;
  facts: ImageFacts | null;
  /** The view that was examined. */
  view: ViewEvidence | null;
}
