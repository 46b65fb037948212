/** The sizes that models and services resize a picture to; each is tested directly. */
import { PRESETS } from '../../pipelines/presets/presets.ts';
import { fitSize, sizeBy } from '../../pipelines/steps/sizes.ts';
import type { SizeRule } from '../../pipelines/steps/format.ts';
import { UserError } from '../../base/errors.ts';
import type { Size } from '../../base/raster.ts';

/** Sides of squares, of models and of services that are not in the catalogue. */
const SQUARE_SIDES: readonly number[] = [
  32, 48, 64, 75, 84, 96, 100, 112, 120, 128, 150, 160, 176, 192, 200, 224, 227, 232, 235, 240, 249,
  256, 260, 288, 299, 300, 320, 331, 336, 342, 352, 360, 368, 378, 380, 384, 400, 416, 420, 438,
  448, 456, 480, 490, 500, 504, 512, 518, 528, 560, 576, 588, 600, 608, 616, 640, 672, 700, 720,
  728, 756, 768, 800, 840, 896, 960, 980, 1000, 1008, 1024, 1036, 1092, 1120, 1152, 1200, 1280,
  1344, 1500, 1536, 1568, 1600, 1792, 1920, 2000, 2048,
];

/** Sides that the longest side of a picture is brought to, and those of the shortest. */
const LONGEST_SIDES: readonly number[] = [
  224, 256, 299, 320, 336, 384, 400, 416, 448, 480, 512, 560, 600, 640, 672, 700, 720, 768, 800,
  896, 960, 980, 1000, 1008, 1024, 1080, 1092, 1120, 1200, 1280, 1333, 1344, 1500, 1536, 1568, 1600,
  1792, 1800, 1920, 2000, 2048,
];
const SHORTEST_SIDES: readonly number[] = [
  224, 232, 235, 248, 256, 288, 299, 320, 336, 342, 384, 400, 438, 448, 480, 512, 600, 640, 720,
  768, 800, 1024, 1080,
];

/** Ratios at which tools that know nothing of a model write. */
const WHOLE_RATIOS: readonly number[] = [2, 3, 4, 5, 6, 7, 8, 10, 12, 16];

/** Distinct sizes of what the first resize of every preset makes of `picture`, and of squares. */
export function knownSizes(picture: Size): readonly Size[] {
  const { width, height } = picture;
  if (lately?.width !== width || lately.height !== height) {
    lately = { width, height, sizes: sizesOfPresets(picture) };
  }
  return lately.sizes;
}

/** What was asked last: of one picture it is asked several times. */
let lately: (Size & { sizes: readonly Size[] }) | undefined;

function sizesOfPresets(picture: Size): readonly Size[] {
  const sizes = SQUARE_SIDES.map((side): Size => ({ width: side, height: side }));
  for (const { steps } of PRESETS) {
    const step = steps.find(({ op }) => op === 'resize' || op === 'letterbox');
    if (step?.op === 'resize' && step.size.rule !== 'target') {
      const size = sizeOrNone(step.size, picture);
      if (size !== null) sizes.push(size);
    } else if (step?.op === 'letterbox' && 'width' in step.size) {
      sizes.push(fitSize(picture, step.size, step.rounding, step.enlarge));
    }
  }
  return distinctSizes(sizes);
}

/** The ways in which a pipeline may round the other side. */
const ROUNDINGS = [Math.round, Math.floor, Math.ceil] as const;

/**
 * Sizes that keep the aspect of `picture` and have a usual side, with the other side rounded to the
 * nearest, or in every way.
 */
export function usualSizes(
  { width, height }: Size,
  roundings: readonly ((value: number) => number)[] = ROUNDINGS,
): Size[] {
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  const scales = [
    ...LONGEST_SIDES.map((side) => ({ side, scale: side / long, isLong: true })),
    ...SHORTEST_SIDES.map((side) => ({ side, scale: side / short, isLong: false })),
  ].filter(({ scale }) => scale < 1);
  const sizes = scales.flatMap(({ side, scale, isLong }) => {
    const other = (isLong ? short : long) * scale;
    return roundings.map((round): Size => {
      const rounded = round(other);
      const isWide = width >= height;
      return isWide === isLong
        ? { width: side, height: rounded }
        : { width: rounded, height: side };
    });
  });
  return distinctSizes(sizes);
}

/** The sizes that are a whole number of times smaller than `picture` (less what does not fit). */
export function wholeRatioSizes({ width, height }: Size): Size[] {
  const parts = WHOLE_RATIOS.map((ratio) => ({
    width: Math.floor(width / ratio),
    height: Math.floor(height / ratio),
  }));
  return distinctSizes(parts);
}

/** Each of `sizes` once, in their order. */
export function distinctSizes(sizes: readonly Size[]): Size[] {
  const seen = new Set<number>();
  return sizes.filter(({ width, height }) => {
    const key = width * 65536 + height;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** What `rule` makes of `picture`; null where it refuses it, as many do that are long and narrow. */
function sizeOrNone(rule: SizeRule, picture: Size): Size | null {
  try {
    return sizeBy(rule, picture, picture);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
