/** Pipelines of a person's own that the viewer was given, by the ids that views of them are asked by. */
import { createHash } from 'node:crypto';
import type { PipelineSummary } from '../../shared/api/contract.ts';
import { MAX_PIPELINE_LENGTH } from '../../shared/api/queries.ts';
import { UserError } from '../../shared/base/errors.ts';
import { Lru } from '../../shared/base/lru.ts';
import { infoOf } from '../../shared/pipelines/pipeline.ts';
import type { ViewRequest } from '../../shared/pipelines/request.ts';
import type { Pipeline } from '../../shared/pipelines/steps/format.ts';
import { parsePipeline } from '../../shared/pipelines/user-pipeline.ts';

/** The most characters of one; those of the largest model have a few thousand. */
const MOST_CHARACTERS = 200_000;
/** The most characters that are kept of all together: the least recently used make room. */
const MOST_KEPT = 10 * MOST_CHARACTERS;

export interface OwnPipelines {
  /**
   * Keeps the pipeline, or the chain, that `json` describes; `name` is what its file is called in messages. Its id
   * is that of the file, `@` and 8 digits of the SHA-256 of `json`: whoever changes the file asks for another view.
   * Throws UserError `invalid-argument` and `too-large`.
   */
  add(json: string, name: string): PipelineSummary;
  /** Those that are kept. */
  list(): PipelineSummary[];
  /** `view` with its pipeline, where that is one of these. */
  ofView<V extends Pick<ViewRequest, 'pipeline' | 'preset'>>(view: V): V;
}

/** None yet. */
export function createOwnPipelines(): OwnPipelines {
  const kept = new Lru<{ pipeline: Pipeline; summary: PipelineSummary }>(MOST_KEPT);
  const ids = new Set<string>();
  return {
    add(json, name) {
      if (json.length > MOST_CHARACTERS) {
        const most = `${MOST_CHARACTERS} characters`;
        throw new UserError('too-large', `${name} has more than ${most}, so it is no pipeline.`);
      }
      const parsed = parsePipeline(json, name);
      const digits = createHash('sha256').update(json).digest('hex').slice(0, 8);
      const pipeline = { ...parsed, id: `${parsed.id}@${digits}` };
      if (pipeline.id.length > MAX_PIPELINE_LENGTH) {
        throw new UserError('invalid-argument', `${name}: its id is too long. Shorten it.`);
      }
      const summary = { ...infoOf(pipeline), own: json };
      kept.set(pipeline.id, { pipeline, summary }, json.length);
      ids.add(pipeline.id);
      for (const id of ids) if (!kept.has(id)) ids.delete(id);
      return summary;
    },
    list: () => [...ids].flatMap((id) => kept.get(id)?.summary ?? []),
    ofView(view) {
      const own = kept.get(view.pipeline);
      return own === undefined ? view : { ...view, preset: own.pipeline };
    },
  };
}
