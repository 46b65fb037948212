/**
 * The library: `import { resizeWith } from 'scalescope'`. Pure functions on typed arrays, the same
 * ones that the viewer and the command line use; decoding files is up to the caller.
 */
export {
  analyze,
  analyzeView,
  type AnalyzedView,
  type AnalyzeOptions,
  type ViewRequest,
} from './analyze/analyze.ts';
export {
  certify,
  certifyMatrix,
  sizesOf,
  type Certificate,
  type CertificateInput,
  type CertifiedMatrix,
} from './sanitize/certificate.ts';
export { certifyViews, type CertifiedView } from './sanitize/certify-views.ts';
export { cleanFound, type CleanedFound } from './sanitize/clean-found.ts';
export {
  craftAttack,
  type Collision,
  type CraftedImage,
  type Payload,
  type WrittenPayload,
} from './craft/lattice-write.ts';
export { prepareAttack, type AttackOrder, type PreparedAttack } from './craft/prepare-attack.ts';
export { DEFAULT_CRAFT_SETTINGS, type CraftSettings } from './craft/craft-settings.ts';
export { solveAttack, type SolvedAttack } from './craft/solve-attack.ts';
export type { Disagreement } from './cells/disagreement.ts';
export { UserError, type ErrorCode } from './base/errors.ts';
export type { EvidenceRecord, Finding, FindingTarget, Region } from './finding/finding.ts';
export {
  allPipelines,
  allPipelines as pipelines,
  findPipeline,
  type Pipeline,
} from './pipelines/pipeline.ts';
export {
  makeRaster,
  quantize,
  type Channels,
  type Raster,
  type Samples,
  type Size,
} from './base/raster.ts';
export { findSampler, SAMPLERS } from './resample/catalog.ts';
export { influenceMap, influenceOf, latticeOf, outputsOf, readShare } from './resample/lattice.ts';
export { axisTapsOf, type Plan, type SourceShape } from './resample/taps/plan.ts';
export { planOf, resizeWith, shapeOf } from './resample/resize.ts';
export type { Sampler } from './resample/taps/sampler.ts';
export type { AxisTaps } from './resample/taps/taps.ts';
export {
  sanitize,
  SANITIZE_METHODS,
  type Sanitized,
  type SanitizeMethod,
  type SanitizeTarget,
} from './sanitize/sanitize.ts';
export { judge, type Judgement, type Tested, type ViewEvidence } from './verdict/judge.ts';
