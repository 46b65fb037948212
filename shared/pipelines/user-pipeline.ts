/** A person's own pipeline, read from JSON, with errors that name the field and its line. */
import { parseChecked } from '../base/checked-json.ts';
import { UserError } from '../base/errors.ts';
import { chained } from './steps/chain.ts';
import { conflictIn } from './pipeline-conflicts.ts';
import { ChainFile, PipelineFile } from './pipeline-file.ts';
import { findPipeline } from './pipeline.ts';
import type { Pipeline } from './steps/format.ts';

/**
 * The pipeline, or the chain of pipelines, that `json` describes; `name` is what the file is called in messages.
 * Throws UserError `invalid-argument` that names the first wrong field, its line and what was expected.
 */
export function parsePipeline(json: string, name: string): Pipeline {
  if (isChain(json)) return parseChain(json, name);
  const { value, fail } = parseChecked(PipelineFile, json, name);
  const parsed = value as Pipeline;
  const conflict = conflictIn(parsed);
  return conflict === null ? parsed : fail(conflict.path, conflict.problem);
}

/** Whether `json` has links; what is no JSON is told by the check. */
function isChain(json: string): boolean {
  if (!/"chain"\s*:/.test(json)) return false;
  try {
    const value: unknown = JSON.parse(json.replace(/^\uFEFF/, ' '));
    return typeof value === 'object' && value !== null && Object.hasOwn(value, 'chain');
  } catch {
    return false;
  }
}

function parseChain(json: string, name: string): Pipeline {
  const { value, fail } = parseChecked(ChainFile, json, name);
  const { id, title, source, chain } = value;
  const links = chain.map(({ pipeline, ...rest }, i) => {
    const path = ['chain', i, 'pipeline'];
    if (typeof pipeline === 'string') {
      return { ...rest, pipeline: told(() => findPipeline(pipeline), path, fail) };
    }
    const own = pipeline as Pipeline;
    const conflict = conflictIn(own);
    if (conflict !== null) fail([...path, ...conflict.path], conflict.problem);
    return { ...rest, pipeline: own };
  });
  return told(() => chained(links, { id, title, source }), ['chain'], fail);
}

/** What `make` makes; what it refuses is said of the field at `path`. */
function told<T>(
  make: () => T,
  path: (string | number)[],
  fail: (path: (string | number)[], problem: string) => never,
): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return fail(path, error.message);
  }
}
