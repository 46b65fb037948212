/** The sizes that models and services resize a picture to; each is tested directly. */
import { PRESETS } from '../../pipelines/presets/presets.ts';
import { fitSize, sizeBy } from '../../pipelines/sizes.ts';
import type { Size } from '../../raster.ts';

/** Sides of squares, of models and of services that are not in the catalogue. */
const SQUARE_SIDES: readonly number[] = [
  32, 48, 64, 75, 84, 96, 100, 112, 120, 128, 150, 160, 176, 192, 200, 224, 227, 232, 235, 240, 249,
  256, 260, 288, 299, 300, 320, 331, 336, 342, 352, 360, 368, 378, 380, 384, 400, 416, 420, 438,
  448, 456, 480, 490, 500, 504, 512, 518, 528, 560, 576, 588, 600, 608, 616, 640, 672, 700, 720,
  728, 756, 768, 800, 840, 896, 960, 980, 1000, 1008, 1024, 1036, 1092, 1120, 1152, 1200, 1280,
  1344, 1500, 1536, 1568, 1600, 1792, 1920, 2000, 2048,
];

/** Distinct sizes of what the first resize of every preset makes of `picture`, and of squares. */
export function knownSizes(picture: Size): Size[] {
  const sizes = SQUARE_SIDES.map((side): Size => ({ width: side, height: side }));
  for (const { steps } of PRESETS) {
    const step = steps.find(({ op }) => op === 'resize' || op === 'letterbox');
    if (step?.op === 'resize' && step.size.rule !== 'target' && refusesNone(step.size, picture)) {
      sizes.push(sizeBy(step.size, picture, picture));
    } else if (step?.op === 'letterbox' && 'width' in step.size) {
      sizes.push(fitSize(picture, step.size, step.rounding, step.enlarge));
    }
  }
  const seen = new Set<number>();
  return sizes.filter(({ width, height }) => {
    const key = width * 65536 + height;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Whether a rule makes something of pictures of this aspect. */
function refusesNone(rule: { rule: string; maxAspect?: number }, picture: Size): boolean {
  const aspect = Math.max(picture.width, picture.height) / Math.min(picture.width, picture.height);
  return rule.rule !== 'smart' || aspect <= (rule.maxAspect ?? Infinity);
}
