/** Image encoders: SigLIP 2, DINOv3, and OpenCLIP with EVA. */
import { PIPELINE_SCHEMA, type Pipeline, type Step } from '../steps/format.ts';
import { centerCrop, PILLOW_RGB, shortest, squash } from './preset-rules.ts';
import { processorPresets, square, type ProcessorRow } from './processor-preset.ts';
import { samplerOf, squashSteps, type Backend } from './transformers-steps.ts';

/** The most patches of 16 pixels that the model is given. */
export function naflexSteps(backend: Backend, most: number): Step[] {
  const size = { rule: 'most-patches', most, patch: 16 } as const;
  return [{ op: 'resize', sampler: samplerOf('bilinear', backend), size }];
}

// prettier-ignore
const ROWS: ProcessorRow[] = [
  { name: 'siglip-2-384', title: 'SigLIP 2 at 384', processor: 'SiglipImageProcessor', folder: 'siglip',
    settings: 'size={"height": 384, "width": 384}, resample=2', checkpoint: 'google/siglip2-so400m-patch14-384',
    steps: (b) => squashSteps(b, 'bilinear', 384), size: square(384) },
  { name: 'siglip-2-naflex', title: 'SigLIP 2 NaFlex, 256 patches', processor: 'Siglip2ImageProcessor', folder: 'siglip2', settings: '',
    steps: (b) => naflexSteps(b, 256), size: { width: 288, height: 208 } },
  { name: 'dinov3', title: 'DINOv3', processor: 'DINOv3ViTImageProcessor', folder: 'dinov3_vit', settings: '', only: 'tv',
    but: 'in floating point, within 1e-5', steps: () => [squash('torch/bilinear+antialias', 224)], size: square(224) },
];

function openClip(
  name: string,
  title: string,
  side: number,
  mode: string,
  steps: Step[],
): Pipeline {
  return {
    schema: PIPELINE_SCHEMA,
    id: `model/openclip-${name}`,
    title: `${title} (OpenCLIP)`,
    library: 'open_clip',
    versions: '3; verified on 3.3.0',
    source:
      'open_clip 3.3.0, transform.py, image_transform; sizes: model_configs and pretrained.py',
    exactness: 'exact',
    call: `open_clip.image_transform(${side}, is_train=False, resize_mode='${mode}', interpolation='bicubic')(Image.open(file))`,
    decode: PILLOW_RGB,
    steps,
    defaultSize: square(side),
    sizeIsFree: false,
  };
}

/** The shorter side, then a center crop as torchvision has it. */
function cropped(side: number): Step[] {
  return [shortest('pillow/bicubic', side), centerCrop(side, 'half-even')];
}

export const embeddingPresets: readonly Pipeline[] = [
  ...processorPresets(ROWS),
  openClip('224', 'CLIP and EVA-CLIP at 224', 224, 'shortest', cropped(224)),
  openClip('eva02-336', 'EVA02-CLIP-L at 336', 336, 'shortest', cropped(336)),
  openClip('siglip-384', 'SigLIP at 384', 384, 'squash', [squash('pillow/bicubic', 384)]),
];
