/** Every preset, in the order in which a person is shown them. */
import type { Pipeline } from '../format.ts';
import { documentedPresets } from './documented.ts';
import { kerasPresets } from './keras.ts';
import { timmPresets } from './timm.ts';
import { torchvisionPresets } from './torchvision.ts';
import { transformersPresets } from './transformers.ts';
import { yoloPresets } from './yolo.ts';

export const PRESETS: readonly Pipeline[] = [
  ...torchvisionPresets,
  ...kerasPresets,
  ...transformersPresets,
  ...timmPresets,
  ...yoloPresets,
  ...documentedPresets,
];
