/** Sizes that pipelines of the catalog make of a chart on their way: what a client may have sent on. */
import type { Size } from '../../base/raster.ts';
import { allPipelines } from '../../pipelines/pipeline.ts';
import type { SizeRule, Step } from '../../pipelines/steps/format.ts';
import { fitSize, sizeBy } from '../../pipelines/steps/sizes.ts';

/** The sizes that rules of the catalog make of `chart` and that lie between it and `made`, the most usual first. */
export function sizesBetween(chart: Size, made: Size): Size[] {
  const counts = new Map<string, { size: Size; count: number }>();
  for (const rule of new Set(allPipelines().flatMap(({ steps }) => rulesOf(steps)))) {
    for (const size of new Set([sizeOrNull(rule, chart), fitOrNull(rule, chart)])) {
      if (size === null || !isBetween(size, chart, made)) continue;
      const key = `${size.width}x${size.height}`;
      const known = counts.get(key) ?? { size, count: 0 };
      counts.set(key, { size, count: known.count + 1 });
    }
  }
  return [...counts.values()].sort((a, b) => b.count - a.count).map(({ size }) => size);
}

function rulesOf(steps: readonly Step[]): SizeRule[] {
  return steps.flatMap((step): SizeRule[] => {
    if (step.op === 'branch') return step.branches.flatMap((branch) => rulesOf(branch.steps));
    if (step.op === 'resize') return [step.size];
    if (step.op !== 'letterbox' || 'bestOf' in step.size) return [];
    const { rounding, enlarge } = step;
    return [{ rule: 'fit', ...step.size, rounding, enlarge }];
  });
}

/** Within the box of a fixed size: what a client makes for a model that it knows. */
function fitOrNull(rule: SizeRule, chart: Size): Size | null {
  if (rule.rule !== 'exact') return null;
  return fitSize(chart, rule, 'half-even', false);
}

function sizeOrNull(rule: SizeRule, chart: Size): Size | null {
  if (rule.rule === 'target') return null;
  try {
    return sizeBy(rule, chart, chart);
  } catch {
    return null; // a rule that refuses this chart
  }
}

function isBetween(size: Size, chart: Size, made: Size): boolean {
  const isSame = (a: Size, b: Size) => a.width === b.width && a.height === b.height;
  return (
    size.width <= chart.width &&
    size.height <= chart.height &&
    size.width >= made.width &&
    size.height >= made.height &&
    !isSame(size, chart) &&
    !isSame(size, made)
  );
}
