/** By which rule a service chooses its size: what a few charts of different aspects leave open. */
import type { Size } from '../../base/raster.ts';
import type { SizeRule } from '../../pipelines/steps/format.ts';
import { sizeBy } from '../../pipelines/steps/sizes.ts';

/** A chart (or its part) that was resized, and to what. */
export interface Sized {
  from: Size;
  to: Size;
  /** Whether a part in the middle is kept, as long as the shorter side. */
  isCutToShorter?: boolean;
}

/**
 * The rules that make every size of `seen`, the likeliest first: where the aspect is kept, a bound of the sides;
 * else a fixed size. A fixed size alone is always possible of one chart.
 */
export function rulesFor(seen: readonly Sized[]): SizeRule[] {
  const [first] = seen;
  if (first === undefined) return [];
  const { width, height } = first.to;
  const exact: SizeRule = { rule: 'exact', width, height };
  const short = Math.min(width, height);
  const long = Math.max(width, height);
  const isKept = width !== first.from.width || height !== first.from.height;
  const bounds: SizeRule[] = (['half-even', 'trunc', 'floor', 'ceil'] as const).map((rounding) => ({
    rule: 'fit',
    width: long,
    height: long,
    rounding,
    enlarge: false,
  }));
  const keeping: SizeRule[] = isKept
    ? [...bounds, { rule: 'shortest', side: short, enlarge: true }]
    : [];
  if (first.isCutToShorter === true) keeping.reverse();
  const makesAll = (rule: SizeRule) =>
    seen.every(({ from, to }) => {
      const made = sizeBy(rule, from, to);
      return made.width === to.width && made.height === to.height;
    });
  const isSquareChart = first.from.width === first.from.height;
  const all = isSquareChart ? [exact, ...keeping] : [...keeping, exact];
  return all.filter(makesAll);
}

/** `rule` in words. */
export function ruleText(rule: SizeRule): string {
  switch (rule.rule) {
    case 'exact':
      return `always ${rule.width}x${rule.height}`;
    case 'shortest':
      return `the shorter side to ${rule.side}`;
    case 'fit':
      return `within ${rule.width}x${rule.height}`;
    default:
      return rule.rule;
  }
}
