/** The chain on one page: raster → plan → machine view → evidence → verdict → finding. */
import { cellMoments } from './detect/moments.ts';
import { disagreementOf } from './detect/disagreement.ts';
import type { ErrorBody } from './errors.ts';
import type { ImageFacts } from './facts.ts';
import { FINDING_SCHEMA, type Finding } from './finding.ts';
import { quantize, type IntegerSamples, type Raster } from './raster.ts';
import { applyPlan } from './resample/apply.ts';
import { areaTapsAround } from './resample/area.ts';
import { readShare } from './resample/lattice.ts';
import { axisTapsOf } from './resample/plan.ts';
import { planOf, shapeOf } from './resample/resize.ts';
import { judge, type ViewEvidence } from './verdict.ts';

export interface ViewRequest {
  pipeline: string;
  width: number;
  height: number;
}

/** A machine view and what can be said of it. */
export interface AnalyzedView {
  /** The view in the source's own sample type: float results are rounded half to even. */
  machine: Raster<IntegerSamples>;
  evidence: ViewEvidence;
}

/**
 * What the machine receives of `source` at `view`, held against the antialiased view. Throws
 * UserError `unknown-pipeline` or `invalid-argument`.
 */
export function analyzeView(source: Raster<IntegerSamples>, view: ViewRequest): AnalyzedView {
  const plan = planOf(view.pipeline, shapeOf(source), view);
  const tapsX = axisTapsOf(plan, 'x');
  const tapsY = axisTapsOf(plan, 'y');
  const exact = applyPlan(source, plan);
  const moments = cellMoments(source, areaTapsAround(tapsX), areaTapsAround(tapsY));
  return {
    machine: quantize(exact, source.data instanceof Uint16Array ? 'uint16' : 'uint8'),
    evidence: {
      pipeline: view.pipeline,
      width: view.width,
      height: view.height,
      ratioX: source.width / view.width,
      ratioY: source.height / view.height,
      readShare: readShare(tapsX, tapsY),
      disagreement: disagreementOf(exact, moments, source),
    },
  };
}

/** The finding on an image of which one view was examined. */
export function findingOf(
  facts: ImageFacts,
  evidence: ViewEvidence,
  run: { version: string; elapsedMs: number },
): Finding {
  const judgement = judge(evidence);
  const { disagreement } = evidence;
  const found = judgement.verdict === 'attack' || judgement.verdict === 'suspicious';
  return {
    schema: FINDING_SCHEMA,
    file: facts.name,
    sha256: facts.sha256,
    bytes: facts.bytes,
    format: facts.format,
    width: facts.width,
    height: facts.height,
    verdict: judgement.verdict,
    score: judgement.score,
    targets: found
      ? [
          {
            width: evidence.width,
            height: evidence.height,
            samplers: [evidence.pipeline],
            score: judgement.score,
            channels: [disagreement.channel],
            region: { x: 0, y: 0, width: facts.width, height: facts.height },
            evidence: {
              disagreementRms: disagreement.rms,
              disagreementMax: disagreement.max,
              disagreementNormalised: disagreement.normalised,
              readShare: evidence.readShare,
            },
          },
        ]
      : [],
    explanation: judgement.explanation,
    reasons: judgement.reasons,
    error: null,
    ...run,
    facts,
    view: evidence,
  };
}

/** The finding on a file that could not be examined. */
export function errorFinding(
  file: string,
  error: ErrorBody,
  run: { version: string; elapsedMs: number },
): Finding {
  return {
    schema: FINDING_SCHEMA,
    file,
    sha256: null,
    bytes: null,
    format: null,
    width: null,
    height: null,
    verdict: 'error',
    score: 0,
    targets: [],
    explanation: null,
    reasons: [error.message],
    error,
    ...run,
    facts: null,
    view: null,
  };
}
