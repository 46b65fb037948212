/** Why a view cannot be attacked, and what would work. */
import { UserError } from '../base/errors.ts';
import { exposureOf, severityOf, type Exposure } from '../pipelines/exposure.ts';
import type { Pipeline } from '../pipelines/steps/format.ts';
import { samplersOf, viewAt, type PipelineView } from '../pipelines/pipeline.ts';
import { findSampler, SAMPLERS } from '../resample/catalog.ts';
import type { SourceShape } from '../resample/taps/plan.ts';

/** Ratios that are tried to find one at which a pipeline can be attacked. */
const TRIED_RATIOS = [1.6, 2.5, 3.3, 4.5, 6.7, 10];

/** No larger decoy is proposed. */
const MOST_SIDE = 16384;

/**
 * Throws UserError `not-attackable` where `view` of a decoy reads all source pixels about alike, so
 * that whatever the machine sees is also what a person sees.
 */
export function assertHides(pipeline: Pipeline, view: PipelineView, decoy: SourceShape): void {
  const exposure = exposureOf(view);
  if (exposure.verdict === 'exposed' || exposure.verdict === 'partly') return;
  const advice = adviceFor(pipeline, view, decoy);
  throw new UserError(
    'not-attackable',
    `${pipeline.id} from ${decoy.width}x${decoy.height} to ${view.width}x${view.height}: ` +
      `${reasonOf(exposure, view)} ${advice}`,
  );
}

function reasonOf(exposure: Exposure, view: PipelineView): string {
  if (exposure.verdict === 'upscale') {
    return 'the target is not smaller than the source, so every source pixel is seen.';
  }
  const shown = `${((1 - exposure.weightConcentration) * 100).toFixed(0)} %`;
  const ratio = `${exposure.ratioX.toFixed(1)}x${exposure.ratioY.toFixed(1)}`;
  const cause = view.antialias
    ? `its kernel is stretched to average all source pixels (${exposure.tapsX}x${exposure.tapsY} taps)`
    : `at a ratio of ${ratio} its ${exposure.tapsX}x${exposure.tapsY} taps leave almost no pixel unread`;
  return `${cause}, so a person would see ${shown} of anything written for it.`;
}

/** A sentence: the sampler or the ratio at which it would work. */
function adviceFor(pipeline: Pipeline, view: PipelineView, decoy: SourceShape): string {
  if (view.antialias) {
    const [library] = (samplersOf(pipeline.steps)[0] ?? '').split('/');
    const other =
      SAMPLERS.find((sampler) => sampler.library === library && !sampler.antialias) ??
      findSampler('opencv/linear');
    return `Choose a sampler without antialias, such as ${other.id}.`;
  }
  const works = TRIED_RATIOS.map((ratio) => ({
    width: Math.ceil((decoy.width / view.frame.width) * view.width * ratio),
    height: Math.ceil((decoy.height / view.frame.height) * view.height * ratio),
  })).find((size) => {
    const grows = size.width > decoy.width || size.height > decoy.height;
    if (!grows || Math.max(size.width, size.height) > MOST_SIDE) return false;
    return isHiding(pipeline, { ...decoy, ...size }, view);
  });
  if (works === undefined) return 'Choose a smaller target or a larger decoy.';
  return `A decoy of at least about ${works.width}x${works.height}, or a smaller target, would work.`;
}

function isHiding(
  pipeline: Pipeline,
  decoy: SourceShape,
  { width, height }: PipelineView,
): boolean {
  try {
    const view = viewAt(pipeline, decoy, pipeline.sizeIsFree ? { width, height } : undefined);
    return ['partly', 'exposed'].includes(severityOf(view).verdict);
  } catch (error) {
    if (error instanceof UserError) return false; // a decoy that the pipeline does not take
    throw error;
  }
}
