/** The finding: one JSON object per image. Fields are only ever added. */
import type { UnexplainedLattice } from '../detect/blind.ts';
import type { LookedSize } from '../detect/looked.ts';
import type { ErrorBody } from '../base/errors.ts';
import type { LabelPair } from './labels.ts';
import type { PdqHash } from '../image/pdq.ts';
import type { FileDigests, KnownHit } from '../known/known.ts';
import type { ImageFacts } from '../image/facts.ts';
import type { LoaderDisagreement } from '../loaders/loader-disagreement.ts';
import type { Judgement, Tested, Verdict, ViewEvidence } from '../verdict/judge.ts';
import type { TextReading } from '../verdict/text-reading.ts';
import type { ExaminedItem } from '../verdict/judge-items.ts';
import type { Thresholds } from '../verdict/thresholds.ts';

/** PDQ hashes at both scales, and which machine view the second is of. */
export interface PdqPair {
  human: PdqHash;
  machine: PdqHash & { view: { pipeline: string; width: number; height: number } };
}

export const FINDING_SCHEMA = 'scalescope/finding@1';

export interface Region {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** What one detector measured. */
export interface EvidenceRecord {
  id: string;
  title: string;
  value: number;
  threshold: number;
  /** 0..1, 0.5 at the threshold; higher is more suspicious. */
  score: number;
  /** What the value is, and what a high one means. */
  meaning: string;
  /** Paper, section or study it follows. */
  source: string;
}

export interface FindingTarget {
  /** The size at which a hidden image appears. */
  width: number;
  height: number;
  /** Pipelines whose exact view shows it. */
  samplers: string[];
  /** All samplers whose tables read the pixels of the lattice; older findings lack the field. */
  readers?: string[];
  /** 0..1, higher is more suspicious. */
  score: number;
  /** `r`, `g`, `b`, `gray`, or `mean` where it shows in the mean of the three alone. */
  channels: string[];
  /** Source pixels that hold what was altered; null where no place stands out. */
  region: Region | null;
  /** Every such place where there are several, largest first. */
  regions: Region[];
  /** The part of the source that is resized to the target: all of it, or a crop. */
  crop: Region;
  evidence: Record<string, number>;
  records: EvidenceRecord[];
  /** The exact views of `samplers`, in their order. */
  views: ViewEvidence[];
}

export interface Finding {
  schema: typeof FINDING_SCHEMA;
  file: string;
  sha256: string | null;
  bytes: number | null;
  format: string | null;
  width: number | null;
  height: number | null;
  /** The worst of `judgements`. */
  verdict: Verdict;
  /**
   * 0..1, higher is always more suspicious: that of the judgement that decides. Of the search it is
   * the probability of an attack where one in a hundred images is attacked; of a view it is none.
   */
  score: number;
  /** Best first. */
  targets: FindingTarget[];
  /** An honest cause of what was seen, with its numbers in `reasons`. */
  explanation: string | null;
  reasons: string[];
  /** What the search of every size says, and what the view says that was asked for. */
  judgements: Judgement[];
  /** What it was judged by; null: the built-in thresholds, as findings do that do not say. */
  thresholds?: Thresholds | null;
  tested: Tested | null;
  /** Strong lattices without a known cause, strongest first; older findings lack the field. */
  unexplained?: UnexplainedLattice[];
  /** Ways to load the file that show another picture than others do; older findings lack the field. */
  loaders?: LoaderDisagreement[];
  /** Lattices that there was no time to look at; older findings lack the field. */
  skipped?: number;
  /** Sizes at which something stood out, found or not, best first; older findings lack the field. */
  looked?: LookedSize[];
  error: ErrorBody | null;
  elapsedMs: number;
  /** Program and detector that made it: `0.1.0+detection.4`. */
  version: string;
  facts: ImageFacts | null;
  /** The view that was asked for, else the one that shows the best target, else null. */
  view: ViewEvidence | null;
  /**
   * Of an animation of which no frame was chosen: how many there are, which were examined (from 1),
   * and which of them, the most suspicious, the finding is of.
   */
  frames?: { count: number; examined: number[]; told: number };
  /** The pictures in the file besides the main one, and what was found in each; left out where there are none. */
  items?: ExaminedItem[];
  /** The id of the second picture that the finding is of; left out where it is of the main one. */
  item?: string;
  /** What was read in its views; only where it was asked for. */
  text?: TextReading;
  /** What classifiers say at both scales; only where it was asked for. */
  labels?: LabelPair[];
  /** PDQ of the picture that people see and of the machine view of `view`; only where it was asked for. */
  pdq?: PdqPair;
  /** MD5 and SHA-1 of the file; only where they were asked for, or a list was given. */
  hashes?: Omit<FileDigests, 'sha256'>;
  /** What lists of known files say; only where one was given. It has no say in the verdict. */
  known?: KnownHit[];
}
