/**
 * Vision language models that cut a picture into tiles and look at the whole beside them: InternVL, Llama 3.2 and 4,
 * LLaVA-OneVision, MiniCPM-V, Phi-4, DeepSeek-OCR, SmolVLM.
 */
import type { Size } from '../../base/raster.ts';
import type { GridStep, Step } from '../steps/format.ts';
import { squash } from './preset-rules.ts';
import { processorPresets, square, type ProcessorRow } from './processor-preset.ts';
import { idefics3Steps, llavaNextSteps, samplerOf, type Backend } from './transformers-steps.ts';

/** What the view of the whole is called. */
export const WHOLE = 'whole image';

type Beside = NonNullable<GridStep['beside']>;

/** A view of the whole that follows tiles, where there are several. */
function last(steps: Step[]): Beside {
  return { name: WHOLE, at: 'last', of: 'picture', always: false, steps };
}

/** A view of the whole before all tiles. */
export function first(steps: Step[], of: Beside['of'] = 'picture'): Beside {
  return { name: WHOLE, at: 'first', of, always: true, steps };
}

/** The grid of the nearest aspect, stretched, then the whole (dynamic_preprocess). */
export function internVlSteps(backend: Backend, tile: number, least: number, most: number): Step[] {
  const sampler = samplerOf('bicubic', backend);
  const choose = { by: 'aspect', least, most } as const;
  return [{ op: 'grid', sampler, tile, choose, beside: last([squash(sampler, tile)]) }];
}

/** The canvas that enlarges least, padded black; no view of the whole. */
export function llama32Steps(backend: Backend, tile: number, most: number): Step[] {
  const sampler = samplerOf('bilinear', backend);
  return [{ op: 'grid', sampler, tile, choose: { by: 'canvas', most } }];
}

/** The same in single precision, and the whole after several tiles. */
export function llama4Steps(tile: number, most: number): Step[] {
  const sampler = samplerOf('bilinear', 'tv');
  const choose = { by: 'canvas', most, single: true } as const;
  return [{ op: 'grid', sampler, tile, choose, beside: last([squash(sampler, tile)]) }];
}

/** The whole at about tile² pixels, then slices. */
export function miniCpmSteps(
  backend: Backend,
  tile: number,
  most: number,
  multiple: number,
): Step[] {
  const sampler = samplerOf('bicubic', backend);
  const choose = { by: 'slices', most, multiple } as const;
  const whole: Step = { op: 'resize', sampler, size: { rule: 'near-area', side: tile, multiple } };
  return [{ op: 'grid', sampler, tile, choose, beside: first([whole]) }];
}

/** As many tiles as cover the picture, padded white; the whole is made of what was padded, in floating point. */
export function phi4Steps(tile: number, most: number): Step[] {
  return [
    {
      op: 'grid',
      sampler: samplerOf('bilinear', 'tv'),
      tile,
      choose: { by: 'cover', most, leastSide: 10 },
      color: [255],
      beside: first([squash('torch/bicubic', tile)], 'canvas'),
    },
  ];
}

/** The whole letterboxed gray, then for pictures larger than a tile the grid of the nearest aspect, stretched. */
export function deepseekOcrSteps(
  backend: Backend,
  tile: number,
  most: number,
  whole: number,
): Step[] {
  const sampler = samplerOf('bicubic', backend);
  const letterbox: Step = {
    op: 'letterbox',
    sampler,
    size: square(whole),
    rounding: 'half-even',
    enlarge: true,
    color: [127],
  };
  const choose = { by: 'aspect', least: 2, most, above: tile } as const;
  return [{ op: 'grid', sampler, tile, choose, beside: first([letterbox]) }];
}

/** 1 to 6 by 1 to 6 tiles, in the order in which LLaVA-OneVision looks at them. */
function pinpoints(tile: number, most: number): Size[] {
  const sides = Array.from({ length: most }, (_, i) => (i + 1) * tile);
  return sides.flatMap((height) => sides.map((width) => ({ width, height })));
}

/** The whole, then the tiles of the size that keeps most pixels, letterboxed black. */
export function llavaOneVisionSteps(backend: Backend, tile: number): Step[] {
  const [step] = llavaNextSteps(backend, tile, pinpoints(tile, 6));
  if (step.op !== 'branch') return [step];
  const branches = step.branches.map(({ name, steps }) => ({ name, steps: steps.slice(0, 2) }));
  return [{ op: 'branch', branches }];
}

const OCR = { processor: 'DeepseekOcr2ImageProcessor', folder: 'deepseek_ocr2' };

// prettier-ignore
const ROWS: ProcessorRow[] = [
  { name: 'internvl-3', title: 'InternVL 2.5 and 3', processor: 'GotOcr2ImageProcessor', folder: 'got_ocr2',
    settings: 'size={"height": 448, "width": 448}, crop_to_patches=True, min_patches=1, max_patches=12',
    checkpoint: 'OpenGVLab/InternVL3-1B-hf', steps: (b) => internVlSteps(b, 448, 1, 12), size: square(448) },
  { name: 'llama-3.2-vision', title: 'Llama 3.2 Vision', processor: 'MllamaImageProcessor', folder: 'mllama',
    settings: 'size={"height": 560, "width": 560}, max_image_tiles=4', checkpoint: 'meta-llama/Llama-3.2-11B-Vision-Instruct',
    steps: (b) => llama32Steps(b, 560, 4), size: square(560) },
  { name: 'llama-4', title: 'Llama 4', processor: 'Llama4ImageProcessor', folder: 'llama4', settings: '', only: 'tv',
    steps: () => llama4Steps(336, 16), size: square(336) },
  { name: 'llava-onevision', title: 'LLaVA-OneVision', processor: 'LlavaOnevisionImageProcessor', folder: 'llava_onevision',
    settings: '', steps: (b) => llavaOneVisionSteps(b, 384), size: square(384) },
  { name: 'minicpm-v-4.6', title: 'MiniCPM-V 4.6', processor: 'MiniCPMV4_6ImageProcessor', folder: 'minicpmv4_6', settings: '',
    steps: (b) => miniCpmSteps(b, 448, 9, 56), size: { width: 504, height: 392 } },
  { name: 'phi-4-multimodal', title: 'Phi-4 multimodal', processor: 'Phi4MultimodalImageProcessor', folder: 'phi4_multimodal',
    settings: '', only: 'tv', steps: () => phi4Steps(448, 36), size: square(448) },
  { name: 'deepseek-ocr-2', title: 'DeepSeek-OCR 2', ...OCR, settings: '', steps: (b) => deepseekOcrSteps(b, 768, 6, 1024), size: square(1024) },
  { name: 'deepseek-ocr', title: 'DeepSeek-OCR, Gundam', ...OCR, settings: 'tile_size=640, max_patches=9',
    checkpoint: 'deepseek-ai/DeepSeek-OCR', but: 'its own code was not run: the processor of DeepSeek-OCR 2 was, at its sizes',
    steps: (b) => deepseekOcrSteps(b, 640, 9, 1024), size: square(1024) },
  { name: 'smolvlm-384', title: 'SmolVLM and SmolVLM2, 2.2B', processor: 'SmolVLMImageProcessor', folder: 'smolvlm',
    settings: 'size={"longest_edge": 1536}, max_image_size={"longest_edge": 384}', checkpoint: 'HuggingFaceTB/SmolVLM2-2.2B-Instruct',
    steps: (b) => idefics3Steps(b, 1536, 384), size: square(384) },
];

export const tileModelPresets = processorPresets(ROWS);
