/** How a pipeline says the size of a resize: plain JSON-safe data. sizes.ts computes it. */

/** How a fraction of a pixel becomes whole; `half-even` as Python's round, `half-up` as floor(x + 0.5), `trunc` as int. */
export type Rounding = 'half-even' | 'half-up' | 'floor' | 'ceil' | 'trunc';

/**
 * The size a resize makes of a picture of w x h.
 * - target: the size that was asked for (pipelines of free size).
 * - exact: width x height, whatever the aspect.
 * - shortest: the shorter side to `side`, the longer to trunc(side * long / short); without
 *   `enlarge` a shorter side below `side` is left. With `longest` the longer side ends there: then
 *   the shorter is rounded half to even (DETR).
 * - longest: the longer side to `side`, the other to trunc, plus 1 if odd (Idefics3).
 * - fit: inside width x height by the smaller of both factors; the free side is rounded.
 * - multiple: the longer side up to a multiple of `of`, the other by the aspect, then up too.
 * - smart: both sides to the nearest multiple of `factor`, half to even, then scaled together into
 *   minPixels..maxPixels (Qwen's smart_resize); refuses aspects above maxAspect.
 * - side-and-area: scaled down by the larger of what the longer side and what the pixels ask for;
 *   never enlarged (Anthropic).
 * - patches: the longer side down to `longest` by floor, never enlarged; then both sides up to
 *   multiples of `patch` (Pixtral).
 * - budget: as large as `pixels` allow, both sides down to multiples of `multiple`; a side that would
 *   vanish is one multiple, the other the whole part of the aspect (Gemma 4).
 * - most-patches: as many patches as `most` allows by one scale, each side up to multiples of
 *   `patch`, the scale found by halving (SigLIP 2 NaFlex).
 * - near-area: to side² pixels, each side then to the nearest multiple of `multiple` (MiniCPM-V).
 */
export type SizeRule =
  | { rule: 'target' }
  | { rule: 'exact'; width: number; height: number }
  | { rule: 'shortest'; side: number; enlarge: boolean; longest?: number }
  | { rule: 'longest'; side: number }
  | { rule: 'fit'; width: number; height: number; rounding: Rounding; enlarge: boolean }
  | { rule: 'multiple'; of: number }
  | {
      rule: 'smart';
      factor: number;
      minPixels: number;
      maxPixels: number;
      maxAspect: number;
    }
  | { rule: 'side-and-area'; side: number; pixels: number; rounding: Rounding }
  | { rule: 'patches'; longest: number; patch: number }
  | { rule: 'budget'; pixels: number; multiple: number }
  | { rule: 'most-patches'; most: number; patch: number }
  | { rule: 'near-area'; side: number; multiple: number };
