/**
 * Vision language models that take a picture as a whole, at a size of their patches: Qwen2.5-VL and Qwen3-VL,
 * Pixtral and Mistral Small, Gemma 4, PaliGemma, Florence-2, DeepSeek-VL, BLIP.
 */
import type { Color, Step } from '../steps/format.ts';
import { squash } from './preset-rules.ts';
import { processorPresets, square, type ProcessorRow } from './processor-preset.ts';
import { qwenSteps, samplerOf, squashSteps, type Backend } from './transformers-steps.ts';

const QWEN = { processor: 'Qwen2VLImageProcessor', folder: 'qwen2_vl' };
const PIXTRAL = { processor: 'PixtralImageProcessor', folder: 'pixtral' };
const GEMMA = { processor: 'Gemma4ImageProcessor', folder: 'gemma4' };
const SIGLIP = { processor: 'SiglipImageProcessor', folder: 'siglip' };
const BLIP = { processor: 'BlipImageProcessor', folder: 'blip' };

/** The longer side to at most `longest`, then both up to whole patches. */
export function pixtralSteps(backend: Backend, longest: number, patch: number): Step[] {
  return [
    {
      op: 'resize',
      sampler: samplerOf('bicubic', backend),
      size: { rule: 'patches', longest, patch },
    },
  ];
}

/** As many soft tokens as the model is given, each of 3x3 patches of 16 pixels. */
export function gemma4Steps(backend: Backend, tokens: number): Step[] {
  const size = { rule: 'budget', pixels: tokens * 48 * 48, multiple: 48 } as const;
  return [{ op: 'resize', sampler: samplerOf('bicubic', backend), size }];
}

/** trunc(mean * 255) of CLIP's image mean. */
const CLIP_MEAN: Color = [122, 116, 104];

/** The longer side to `side`, sides of at least 14 pixels, padded to a square of CLIP's mean color. */
export function deepseekVlSteps(backend: Backend, side: number): Step[] {
  return [
    {
      op: 'letterbox',
      sampler: samplerOf('bicubic', backend),
      size: square(side),
      rounding: 'half-even',
      enlarge: true,
      least: 14,
      color: CLIP_MEAN,
    },
  ];
}

const sizeOf = (side: number) => `size={"height": ${side}, "width": ${side}}`;

function paligemma(side: number): ProcessorRow {
  return {
    name: `paligemma-${side}`,
    title: `PaliGemma 1 and 2 at ${side}`,
    ...SIGLIP,
    settings: sizeOf(side),
    checkpoint: `google/paligemma-3b-pt-${side}`,
    steps: (b) => squashSteps(b, 'bicubic', side),
    size: square(side),
  };
}

// prettier-ignore
const ROWS: ProcessorRow[] = [
  { name: 'qwen2.5-vl', title: 'Qwen2.5-VL', ...QWEN, settings: 'size={"shortest_edge": 3136, "longest_edge": 12845056}',
    checkpoint: 'Qwen/Qwen2.5-VL-7B-Instruct', steps: (b) => qwenSteps(b, 28, 3136, 12845056), size: { width: 1036, height: 756 } },
  { name: 'qwen3-vl', title: 'Qwen3-VL', ...QWEN, settings: 'size={"shortest_edge": 65536, "longest_edge": 16777216}, patch_size=16',
    checkpoint: 'Qwen/Qwen3-VL-8B-Instruct', steps: (b) => qwenSteps(b, 32, 65536, 16777216), size: { width: 1024, height: 768 } },
  { name: 'pixtral-12b', title: 'Pixtral 12B', ...PIXTRAL, settings: '',
    steps: (b) => pixtralSteps(b, 1024, 16), size: { width: 1024, height: 768 } },
  { name: 'mistral-small-3.1', title: 'Mistral Small 3.1 and 3.2', ...PIXTRAL,
    settings: 'size={"longest_edge": 1540}, patch_size={"height": 28, "width": 28}',
    checkpoint: 'mistralai/Mistral-Small-3.1-24B-Instruct-2503',
    but: 'its processor merges 2x2 patches of 14', steps: (b) => pixtralSteps(b, 1540, 28), size: { width: 1540, height: 1176 } },
  { name: 'gemma-4', title: 'Gemma 4', ...GEMMA, settings: '', steps: (b) => gemma4Steps(b, 280), size: { width: 912, height: 672 } },
  { name: 'gemma-4+1120', title: 'Gemma 4, 1120 soft tokens', ...GEMMA, settings: 'max_soft_tokens=1120',
    steps: (b) => gemma4Steps(b, 1120), size: { width: 1824, height: 1344 } },
  ...[224, 448, 896].map(paligemma),
  { name: 'florence-2', title: 'Florence-2', processor: 'CLIPImageProcessor', folder: 'clip',
    settings: 'size={"height": 768, "width": 768}, do_center_crop=False', checkpoint: 'microsoft/Florence-2-large',
    steps: (b) => [squash(samplerOf('bicubic', b), 768)], size: square(768) },
  { name: 'deepseek-vl', title: 'DeepSeek-VL', processor: 'DeepseekVLImageProcessor', folder: 'deepseek_vl', settings: '',
    steps: (b) => deepseekVlSteps(b, 384), size: square(384) },
  { name: 'blip-2', title: 'BLIP-2', ...BLIP, settings: sizeOf(224), checkpoint: 'Salesforce/blip2-opt-2.7b',
    steps: (b) => squashSteps(b, 'bicubic', 224), size: square(224) },
  { name: 'blip', title: 'BLIP', ...BLIP, settings: '', steps: (b) => squashSteps(b, 'bicubic', 384), size: square(384) },
];

export const patchModelPresets = processorPresets(ROWS);
