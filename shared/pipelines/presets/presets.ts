/** Every preset, in the order in which a person is shown them. */
import type { Pipeline } from '../steps/format.ts';
import { detectorPresets } from './detector-presets.ts';
import { clientPresets } from './client-presets.ts';
import { agentPresets, documentedPresets } from './documented-presets.ts';
import { embeddingPresets } from './embedding-presets.ts';
import { kerasPresets } from './keras-presets.ts';
import { ollamaPresets } from './ollama-presets.ts';
import { patchModelPresets } from './patch-model-presets.ts';
import { runtimePresets } from './runtime-presets.ts';
import { tileModelPresets } from './tile-model-presets.ts';
import { timmPresets } from './timm-presets.ts';
import { torchvisionPresets } from './torchvision-presets.ts';
import { transformersPresets } from './transformers-presets.ts';
import { writtenPresets } from './written-presets.ts';
import { yoloPresets } from './yolo-presets.ts';

export const PRESETS: readonly Pipeline[] = [
  ...torchvisionPresets,
  ...kerasPresets,
  ...transformersPresets,
  ...patchModelPresets,
  ...tileModelPresets,
  ...writtenPresets,
  ...runtimePresets,
  ...ollamaPresets,
  ...embeddingPresets,
  ...detectorPresets,
  ...timmPresets,
  ...yoloPresets,
  ...documentedPresets,
  ...clientPresets,
  ...agentPresets,
];
