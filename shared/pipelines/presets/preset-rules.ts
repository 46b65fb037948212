/** Decode rules and steps that many presets share. */
import type { Color, DecodeRules, Rounding, Step } from '../steps/format.ts';

/** Image.open(file).convert("RGB"): the first frame, alpha dropped, 8 bits, rows as stored. */
export const PILLOW_RGB: DecodeRules = {
  library: 'pillow',
  orientation: 'stored',
  alpha: 'drop',
  gray: 'rgb',
  palette: 'expand',
  depth: 8,
  frame: 'first',
};

/** cv2.imread(file): the same, turned by EXIF. */
export const OPENCV_RGB: DecodeRules = {
  ...PILLOW_RGB,
  library: 'opencv',
  orientation: 'applied',
};

/** torchvision.io.decode_image(file, 'RGB'). */
export const TORCHVISION_RGB: DecodeRules = { ...PILLOW_RGB, library: 'torchvision' };

/** Resized to exactly `width` x `height`, whatever the aspect. */
export function squash(sampler: string, width: number, height = width): Step {
  return { op: 'resize', sampler, size: { rule: 'exact', width, height } };
}

/** The shorter side to `side`, the longer to trunc(side * long / short). */
export function shortest(sampler: string, side: number): Step {
  return { op: 'resize', sampler, size: { rule: 'shortest', side, enlarge: true } };
}

/** A centered square crop. */
export function centerCrop(side: number, rounding: Rounding): Step {
  return { op: 'crop', size: { width: side, height: side }, rounding };
}

/** Padded to a square of the longer side. */
export function squarePad(color: Color): Step {
  return { op: 'pad', to: 'square', at: 'center', color };
}
