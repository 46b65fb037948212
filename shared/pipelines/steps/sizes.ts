/**
 * Sizes that the rules of a pipeline make, in the arithmetic of the library that has each rule: a
 * different order of operations moves a side by one pixel. Sources are named where a rule is used
 * (presets/).
 */
import { UserError } from '../../base/errors.ts';
import { roundHalfEven, type Size } from '../../base/raster.ts';
import { budgetSize, mostPatchesSize, nearArea, patchesSize } from './budget-sizes.ts';
import type { Rounding, SizeRule } from './size-rules.ts';

/** `value` as a whole number. */
export function rounded(value: number, rounding: Rounding): number {
  switch (rounding) {
    case 'half-even':
      return roundHalfEven(value);
    case 'half-up':
      return Math.floor(value + 0.5);
    case 'floor':
      return Math.floor(value);
    case 'ceil':
      return Math.ceil(value);
    case 'trunc':
      return Math.trunc(value);
  }
}

/** The size `rule` makes of `picture`; `target` is what was asked for. */
export function sizeBy(rule: SizeRule, picture: Size, target: Size): Size {
  switch (rule.rule) {
    case 'target':
      return { width: target.width, height: target.height };
    case 'exact':
      return { width: rule.width, height: rule.height };
    case 'shortest':
      return shortestSize(picture, rule);
    case 'longest':
      return longestSize(picture, rule.side);
    case 'fit':
      return fitSize(picture, rule, rule.rounding, rule.enlarge);
    case 'multiple':
      return multipleSize(picture, rule.of);
    case 'smart':
      return smartSize(picture, rule);
    case 'side-and-area':
      return sideAndAreaSize(picture, rule);
    case 'patches':
      return patchesSize(picture, rule.longest, rule.patch);
    case 'budget':
      return budgetSize(picture, rule.pixels, rule.multiple);
    case 'most-patches':
      return mostPatchesSize(picture, rule.most, rule.patch);
    case 'near-area':
      return nearArea(picture, rule.side, rule.multiple);
  }
}

function shortestSize(
  { width, height }: Size,
  rule: Extract<SizeRule, { rule: 'shortest' }>,
): Size {
  const short = Math.min(width, height);
  const long = Math.max(width, height);
  const capped = rule.longest !== undefined && (long / short) * rule.side > rule.longest;
  // transformers keeps the fraction for the longer side, and rounds the shorter.
  const raw = capped ? (rule.longest! * short) / long : rule.side;
  const side = capped ? roundHalfEven(raw) : rule.side;
  if (short === side || (short < side && !rule.enlarge)) return { width, height };
  const other = Math.trunc((raw * long) / short);
  return width < height ? { width: side, height: other } : { width: other, height: side };
}

function sideAndAreaSize(
  { width, height }: Size,
  rule: Extract<SizeRule, { rule: 'side-and-area' }>,
): Size {
  const { side, pixels, rounding } = rule;
  const factor = Math.min(side / Math.max(width, height), Math.sqrt(pixels / (width * height)));
  if (factor >= 1) return { width, height };
  const scaled = (length: number) => Math.max(1, rounded(length * factor, rounding));
  return { width: scaled(width), height: scaled(height) };
}

/** `picture` scaled to lie inside `bound`; the sides are rounded, at least 1, at most the bound. */
export function fitSize(picture: Size, bound: Size, rounding: Rounding, enlarge: boolean): Size {
  const factor = Math.min(bound.width / picture.width, bound.height / picture.height);
  if (factor >= 1 && !enlarge) return { width: picture.width, height: picture.height };
  const side = (length: number, most: number) =>
    Math.min(most, Math.max(1, rounded(length * factor, rounding)));
  return {
    width: side(picture.width, bound.width),
    height: side(picture.height, bound.height),
  };
}

function longestSize({ width, height }: Size, side: number): Size {
  const aspect = width / height;
  const even = (length: number) => Math.max(1, length + (length % 2));
  return width >= height
    ? { width: side, height: even(Math.trunc(side / aspect)) }
    : { width: even(Math.trunc(side * aspect)), height: side };
}

function multipleSize({ width, height }: Size, of: number): Size {
  const aspect = width / height;
  const up = (length: number) => Math.max(1, Math.ceil(length / of)) * of;
  if (width >= height) {
    const across = up(width);
    return { width: across, height: up(Math.trunc(across / aspect)) };
  }
  const down = up(height);
  return { width: up(Math.trunc(down * aspect)), height: down };
}

function smartSize({ width, height }: Size, rule: Extract<SizeRule, { rule: 'smart' }>): Size {
  const { factor, minPixels, maxPixels, maxAspect } = rule;
  if (Math.max(width, height) / Math.min(width, height) > maxAspect) {
    throw new UserError(
      'invalid-argument',
      `This pipeline refuses pictures more than ${maxAspect} times as long as wide. ` +
        `This one is ${width}x${height}.`,
    );
  }
  const near = (length: number) => roundHalfEven(length / factor) * factor;
  const pixels = near(width) * near(height);
  if (pixels > maxPixels) {
    const shrink = Math.sqrt((height * width) / maxPixels);
    const down = (length: number) =>
      Math.max(factor, Math.floor(length / shrink / factor) * factor);
    return { width: down(width), height: down(height) };
  }
  if (pixels < minPixels) {
    const grow = Math.sqrt(minPixels / (height * width));
    const up = (length: number) => Math.ceil((length * grow) / factor) * factor;
    return { width: up(width), height: up(height) };
  }
  return { width: near(width), height: near(height) };
}

/** The candidate that keeps most pixels of `picture` and, of equals, wastes least. */
export function bestSize(picture: Size, candidates: readonly Size[]): Size {
  let best = candidates[0];
  let bestKept = -1;
  let bestWasted = Infinity;
  for (const candidate of candidates) {
    const factor = Math.min(candidate.width / picture.width, candidate.height / picture.height);
    const scaled = Math.trunc(picture.width * factor) * Math.trunc(picture.height * factor);
    const kept = Math.min(scaled, picture.width * picture.height);
    const wasted = candidate.width * candidate.height - kept;
    if (kept > bestKept || (kept === bestKept && wasted < bestWasted)) {
      best = candidate;
      bestKept = kept;
      bestWasted = wasted;
    }
  }
  return best;
}

/** The largest box of the aspect of `target` inside `picture`. */
export function aspectSize({ width, height }: Size, target: Size): Size {
  return {
    width: Math.min(width, Math.max(1, Math.trunc((height * target.width) / target.height))),
    height: Math.min(height, Math.max(1, Math.trunc((width * target.height) / target.width))),
  };
}
