/** What answers say of a service as a pipeline, with how sure that is. */
import { findPipeline } from '../../pipelines/pipeline.ts';
import { PIPELINE_SCHEMA, type Pipeline } from '../../pipelines/steps/format.ts';
import { sizeText } from '../chart/chart-size.ts';
import { rulesFor } from '../result/size-rules.ts';
import { percent } from '../result/words.ts';
import type { AnsweredClass, AnswersReading } from './rank-answers.ts';

/** The pipeline of `best`, the first of `reading`. */
export function answersPipeline({ chart }: AnswersReading, best: AnsweredClass): Pipeline {
  const [sampler] = best.samplers;
  const bare = findPipeline(sampler);
  const { width, height } = best.size;
  const [rule = { rule: 'exact' as const, width, height }] = rulesFor([
    { from: chart, to: best.size },
  ]);
  return {
    schema: PIPELINE_SCHEMA,
    id: `fingerprint/${sampler.replace('/', '-')}-${sizeText(best.size)}-by-answers`,
    title: 'A model, by what it could read in a chart',
    library: bare.library,
    versions: bare.versions,
    source: `answers about a chart of ${sizeText(chart)}`,
    exactness: `a guess: ${percent(best.share)} likely among what was tried; samplers with tables alike are not told apart`,
    call: bare.call,
    decode: { ...bare.decode, frame: 'first' },
    steps: [{ op: 'resize', sampler, size: rule }],
    defaultSize: { width, height },
    sizeIsFree: false,
  };
}
