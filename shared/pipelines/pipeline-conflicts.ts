/** What each field of a pipeline allows by itself, but not together: a sentence each. */
import type { JsonPath } from '../base/checked-json.ts';
import { allSteps, type GridStep, type Pipeline, type Step } from './steps/format.ts';
import { MAX_STEP_SIDE } from './steps/limits.ts';
import type { SizeRule } from './steps/size-rules.ts';

export interface Conflict {
  path: JsonPath;
  problem: string;
}

/** The first conflict in `pipeline`; null where there is none. */
export function conflictIn(pipeline: Pipeline): Conflict | null {
  const { steps, decode, sizeIsFree } = pipeline;
  const all = allSteps(steps);
  for (const step of all) {
    const problem = problemOfStep(step);
    if (problem !== null) return { path: ['steps'], problem };
  }
  if (all.slice(1).some((step) => step.op === 'shrink-on-load')) {
    return { path: ['steps'], problem: 'shrink-on-load comes first: it is a part of loading.' };
  }
  const sent = problemOfHandOvers(pipeline);
  if (sent !== null) return sent;
  const isColored = beforeHandOver(steps).some(isColoredStep);
  if (isColored && decode.gray === 'keep') {
    const problem = 'expected "rgb" for decode.gray, because a step pads with a color.';
    return { path: ['decode', 'gray'], problem };
  }
  const usesTarget = all.some(usesTargetSize);
  if (sizeIsFree === usesTarget) return null;
  const problem = usesTarget
    ? 'sizeIsFree is false, but a step uses the target size.'
    : 'sizeIsFree is true, but no step uses the target size.';
  return { path: ['sizeIsFree'], problem };
}

function usesTargetSize(step: Step): boolean {
  switch (step.op) {
    case 'shrink-on-load':
      return step.size === undefined || step.size.rule === 'target';
    case 'resize':
      return step.size.rule === 'target';
    case 'crop':
      return step.size === 'target-aspect';
    default:
      return false;
  }
}

function isColoredStep(step: Step): boolean {
  return 'color' in step && step.color !== undefined && new Set(step.color).size > 1;
}

function problemOfStep(step: Step): string | null {
  switch (step.op) {
    case 'resize':
      if (step.region === 'aspect' && !/^pillow\/[a-z]+$/.test(step.sampler)) {
        return `region "aspect" is the box of Pillow's resize; ${step.sampler} has none.`;
      }
      if (step.ofFile === true && !step.sampler.startsWith('libvips/')) {
        return 'ofFile is for samplers of libvips.';
      }
      return problemOfSize(step.size);
    case 'shrink-on-load':
      return step.size ? problemOfSize(step.size) : null;
    case 'grid':
      return problemOfGrid(step);
    case 'letterbox': {
      if (step.least === undefined) return null;
      const bounds = 'bestOf' in step.size ? step.size.bestOf : [step.size];
      const short = bounds.find(({ width, height }) => Math.min(width, height) < step.least!);
      if (short === undefined) return null;
      return `a letterbox of ${short.width}x${short.height} has no room for a least side of ${step.least}.`;
    }
    default:
      return null;
  }
}

/** Sizes that a rule can never make. */
function problemOfSize(rule: SizeRule): string | null {
  switch (rule.rule) {
    case 'shortest':
      return rule.longest !== undefined && rule.longest < rule.side
        ? `the shorter side cannot be ${rule.side} where the longer is at most ${rule.longest}.`
        : null;
    case 'smart':
      if (rule.minPixels > rule.maxPixels) {
        return `no size has at least ${rule.minPixels} and at most ${rule.maxPixels} pixels.`;
      }
      return leastArea('maxPixels', rule.maxPixels, 'factor', rule.factor);
    case 'budget':
      return leastArea('pixels', rule.pixels, 'multiple', rule.multiple);
    case 'side-and-area':
      return rule.pixels > rule.side ** 2
        ? `pixels never matters: ${rule.side}x${rule.side} has ${rule.side ** 2}, fewer than ${rule.pixels}.`
        : null;
    default:
      return null;
  }
}

function leastArea(what: string, pixels: number, of: string, side: number): string | null {
  if (pixels >= side * side) return null;
  return `${what} is ${pixels}, fewer than one ${of} has: ${side}x${side} is ${side * side}.`;
}

function problemOfGrid({ tile, choose }: GridStep): string | null {
  if (choose.by === 'aspect' && choose.least > choose.most) {
    return `no grid has at least ${choose.least} and at most ${choose.most} tiles.`;
  }
  if (choose.by === 'cover' && choose.leastSide > tile) {
    return `a side of at least ${choose.leastSide} pixels is asked of tiles of ${tile}.`;
  }
  if (choose.by === 'slices' && choose.multiple > tile) {
    return `slices of about ${tile}x${tile} cannot have sides of multiples of ${choose.multiple}.`;
  }
  if (tile * choose.most <= MAX_STEP_SIDE) return null;
  return `${choose.most} tiles of ${tile} beside each other are wider than ${MAX_STEP_SIDE} pixels.`;
}

function beforeHandOver(steps: readonly Step[]): Step[] {
  const end = steps.findIndex(({ op }) => op === 'hand-over');
  return allSteps(end < 0 ? steps : steps.slice(0, end));
}

/** What is sent has 8 bits, has colors where the next pads with one, and a target size is the last one's. */
function problemOfHandOvers({ steps, decode }: Pipeline): Conflict | null {
  const at = steps.findLastIndex(({ op }) => op === 'hand-over');
  if (at < 0) {
    const inside = allSteps(steps).some(({ op }) => op === 'hand-over');
    const problem = 'a hand-over stands among the steps themselves, not inside of another.';
    return inside ? { path: ['steps'], problem } : null;
  }
  if (decode.depth !== 8) {
    const problem = 'expected 8 for decode.depth, because a hand-over sends 8 bits.';
    return { path: ['decode', 'depth'], problem };
  }
  if (allSteps(steps.slice(0, at)).some(usesTargetSize)) {
    const problem =
      'a step before a hand-over uses the target size, which is that of the last picture.';
    return { path: ['steps'], problem };
  }
  for (const [i, step] of steps.entries()) {
    if (step.op !== 'hand-over' || step.decode.gray !== 'keep') continue;
    if (!beforeHandOver(steps.slice(i + 1)).some(isColoredStep)) continue;
    const problem =
      'expected "rgb" for decode.gray of the hand-over, because a step after it pads with a color.';
    return { path: ['steps', i, 'decode', 'gray'], problem };
  }
  return null;
}
