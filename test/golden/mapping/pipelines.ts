/** How each measured pipeline is replayed: a preset, or its steps at the size that was measured. */
import type { Step } from '../../../shared/pipelines/steps/format.ts';
import { applyPart, findPipeline } from '../../../shared/pipelines/pipeline.ts';
import {
  idefics3Steps,
  llavaNextSizes,
  llavaNextSteps,
  llavaPadSteps,
  panSteps,
  qwenSteps,
  type Backend,
} from '../../../shared/pipelines/presets/transformers-steps.ts';
import { letterboxSteps } from '../../../shared/pipelines/presets/yolo-presets.ts';
import type { GoldenCase, Replay } from '../cases.ts';

/** The preset of each measured name, without its backend. */
const PRESETS: Record<string, string> = {
  bit_224: 'bit',
  clip_224: 'clip-vit-b-32',
  clip_336: 'clip-vit-l-14-336',
  convnext_224: 'convnext-224',
  convnext_384: 'convnext-384',
  dinov2_224: 'dinov2',
  efficientnet_b0: 'efficientnet-b0',
  gemma3_224: 'gemma-3-224',
  gemma3_896: 'gemma-3',
  idefics3: 'idefics3',
  idefics3_nosplit: 'idefics3+whole',
  inception_v3: 'inception-v3',
  letterbox_640: 'yolo-640',
  letterbox_640_auto: 'yolo-640+auto',
  llava_224: 'llava',
  llava_336_pad: 'llava-336+pad',
  llava_next_224: 'llava-next-224',
  llava_next_336: 'llava-next-336',
  qwen2_vl: 'qwen2-vl',
  resnet50_v1: 'resnet50',
  resnet50_v2: 'resnet50+v2',
  siglip_224: 'siglip-224',
  siglip_384: 'siglip-384',
  smolvlm: 'smolvlm-364',
  smolvlm_512: 'smolvlm',
  'timm_224_bicubic_0.875': 'timm-224-0.875',
  'timm_224_bicubic_0.9': 'timm-224-0.9',
  'timm_224_bicubic_0.95': 'timm-224-0.95',
  timm_224_bicubic_1: 'timm-224-1',
  timm_224_bicubic_1_squash: 'timm-224-squash',
  vgg16: 'vgg16',
  vit_224: 'vit-base-patch16-224',
  vit_b_16: 'vit-b-16',
};

/** Presets that were also measured at a reduced size: the same steps with other numbers. */
const REDUCED: Record<string, { preset: string; steps: (backend: Backend) => Step[] }> = {
  gemma3_224_pan: {
    preset: 'gemma-3+pan-and-scan',
    steps: (b) => panSteps(b, 224, { minSide: 64, maxCrops: 4, minRatio: 1.2 }),
  },
  idefics3_56: { preset: 'idefics3', steps: (b) => idefics3Steps(b, 224, 56) },
  smolvlm_56: { preset: 'smolvlm', steps: (b) => idefics3Steps(b, 224, 56) },
  letterbox_160: { preset: 'yolo-640', steps: () => letterboxSteps(160, false) },
  letterbox_160_auto: { preset: 'yolo-640+auto', steps: () => letterboxSteps(160, true) },
  llava_112_pad: { preset: 'llava-336+pad', steps: (b) => llavaPadSteps(b, 112) },
  llava_next_56: {
    preset: 'llava-next-336',
    steps: (b) => llavaNextSteps(b, 56, llavaNextSizes(56)),
  },
  qwen2_vl_small: { preset: 'qwen2-vl', steps: (b) => qwenSteps(b, 28, 3136, 15680) },
};

/** The pipeline of a case, applied to its source; the part that the case names. */
export function pipelineReplay({ method, options }: GoldenCase): Replay {
  const [, name, suffix] = /^(.*?)(?:-(pil|tv|tensor))?$/.exec(method)!;
  const isTensor = suffix === 'tv' || suffix === 'tensor';
  const reduced = REDUCED[name];
  const preset = reduced?.preset ?? PRESETS[name];
  if (preset === undefined) return null;
  const found = findPipeline(`model/${preset}${isTensor ? '+tensor' : ''}`);
  const pipeline =
    reduced === undefined ? found : { ...found, steps: reduced.steps(isTensor ? 'tv' : 'pil') };
  const part = options['part'] as number | undefined;
  const parts = (options['parts'] as number | undefined) ?? 1;
  return (source) => {
    const applied = applyPart(pipeline, source, undefined, part);
    if (applied.parts !== parts) {
      throw new Error(`Expected ${parts} views but received ${applied.parts}`);
    }
    return applied.raster;
  };
}
