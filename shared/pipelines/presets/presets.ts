/** Every model preset. */
import type { Pipeline } from '../format.ts';
import { torchvisionPresets } from './torchvision.ts';

export const PRESETS: readonly Pipeline[] = [...torchvisionPresets];
