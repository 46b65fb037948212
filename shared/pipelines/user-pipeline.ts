/** A person's own pipeline, read from JSON, with errors that name the field and its line. */
import { parseChecked, type JsonPath } from '../base/checked-json.ts';
import type { Pipeline, Step } from './steps/format.ts';
import { PipelineFile } from './pipeline-file.ts';

/**
 * The pipeline that `json` describes; `name` is what the file is called in messages. Throws UserError
 * `invalid-argument` that names the first wrong field, its line and what was expected.
 */
export function parsePipeline(json: string, name: string): Pipeline {
  const { value, fail } = parseChecked(PipelineFile, json, name);
  const parsed = value as Pipeline;
  const conflict = conflictIn(parsed);
  return conflict === null ? parsed : fail(conflict.path, conflict.problem);
}

/** What each field allows by itself, but not together. */
function conflictIn({ steps, decode, sizeIsFree }: Pipeline): Conflict | null {
  const all = withBranches(steps);
  const boxed = all.find((step) => step.op === 'resize' && step.region === 'aspect');
  if (boxed?.op === 'resize' && !/^pillow\/[a-z]+$/.test(boxed.sampler)) {
    const problem = `region "aspect" is the box of Pillow's resize; ${boxed.sampler} has none.`;
    return { path: ['steps'], problem };
  }
  if (all.slice(1).some((step) => step.op === 'shrink-on-load')) {
    return { path: ['steps'], problem: 'shrink-on-load comes first: it is a part of loading.' };
  }
  const rowwise = all.find((step) => step.op === 'resize' && step.ofFile === true);
  if (rowwise?.op === 'resize' && !rowwise.sampler.startsWith('libvips/')) {
    return { path: ['steps'], problem: 'ofFile is for samplers of libvips.' };
  }
  const isColored = all.some((step) => 'color' in step && new Set(step.color).size > 1);
  if (isColored && decode.gray === 'keep') {
    const problem = 'expected "rgb" for decode.gray, because a step pads with a color.';
    return { path: ['decode', 'gray'], problem };
  }
  const usesTarget = all.some(
    (step) =>
      step.op === 'shrink-on-load' ||
      (step.op === 'resize' && step.size.rule === 'target') ||
      (step.op === 'crop' && step.size === 'target-aspect'),
  );
  if (sizeIsFree === usesTarget) return null;
  const problem = usesTarget
    ? 'sizeIsFree is false, but a step uses the target size.'
    : 'sizeIsFree is true, but no step uses the target size.';
  return { path: ['sizeIsFree'], problem };
}

interface Conflict {
  path: JsonPath;
  problem: string;
}

/** `steps` and those of their branches. */
function withBranches(steps: readonly Step[]): Step[] {
  return steps.flatMap((step) =>
    step.op === 'branch'
      ? [step, ...step.branches.flatMap((branch) => withBranches(branch.steps))]
      : [step],
  );
}
