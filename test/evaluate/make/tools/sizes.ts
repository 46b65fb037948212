/** The sizes that services shrink to: by the longest side, by the shortest, squares, whole ratios. */
import type { Size } from '../../../../shared/base/raster.ts';
import type { Random } from '../../../support/random.ts';

const LONGEST = [512, 640, 768, 1024, 1120, 1280, 1536, 2048];
const SHORTEST = [224, 256, 336, 384, 448, 512, 768];
const SQUARES = [224, 256, 299, 320, 336, 384, 448, 512, 640];

export const NEAREST = ['opencv/nearest', 'pillow/nearest', 'torch/nearest-exact'] as const;
export const BILINEAR = [
  'opencv/linear',
  'opencv/linear',
  'tensorflow/bilinear',
  'torch/bilinear',
] as const;

/** A size by one of the rules at which both ratios are within least..most; null where none is. */
export function ruleSize(
  random: Random,
  { width, height }: Size,
  least: number,
  most: number,
): { rule: string; size: Size } | null {
  const round = random.pick([Math.round, Math.floor, Math.ceil]);
  const all: { rule: string; size: Size }[] = [];
  const add = (rule: string, size: Size): void => {
    const ratios = [width / size.width, height / size.height];
    if (Math.min(...ratios) >= least && Math.max(...ratios) <= most) all.push({ rule, size });
  };
  const [long, short] = [Math.max(width, height), Math.min(width, height)];
  const scaled = (by: number): Size => ({
    width: Math.max(1, round(width / by)),
    height: Math.max(1, round(height / by)),
  });
  for (const n of LONGEST) add('longest', scaled(long / n));
  for (const n of SHORTEST) add('shortest', scaled(short / n));
  for (const n of SQUARES) add('square', { width: n, height: n });
  const rule = random.pick(['longest', 'longest', 'shortest', 'square']);
  const chosen = all.filter((one) => one.rule === rule);
  const from = chosen.length > 0 ? chosen : all;
  return from.length > 0 ? random.pick(from) : null;
}
