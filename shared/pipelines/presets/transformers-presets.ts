/**
 * Presets of Hugging Face's image processors: the Pillow class by its name, the torchvision class
 * (the default since transformers 5) as `+tensor`. Orientation is as stored, which is what
 * Image.open gives; transformers' own load_image turns by EXIF.
 *
 * Source: transformers 5.17.0; sizes of checkpoints where `settings` says so.
 */
import type { Size } from '../../base/raster.ts';
import { PIPELINE_SCHEMA, type Pipeline, type Step } from '../steps/format.ts';
import { PILLOW_RGB } from './preset-rules.ts';
import {
  cropSteps,
  idefics3Steps,
  idefics3WholeSteps,
  llavaNextSizes,
  llavaNextSteps,
  llavaPadSteps,
  panSteps,
  qwenSteps,
  squashSteps,
  type Backend,
} from './transformers-steps.ts';

interface Row {
  name: string;
  title: string;
  /** Image processor without its suffix, and its folder in transformers/models. */
  processor: string;
  folder: string;
  /** Arguments of the processor; empty for its defaults. */
  settings: string;
  /** Where the settings are from, if not the class; the settings of others were chosen by hand. */
  from?: string;
  /** True where the steps were measured with other numbers only. */
  isMeasuredElsewhere?: true;
  steps: (backend: Backend) => Step[];
  size: Size;
}

const square = (side: number): Size => ({ width: side, height: side });
const cropOf = (side: number) =>
  `size={"shortest_edge": ${side}}, crop_size={"height": ${side}, "width": ${side}}`;
const sizeOf = (side: number) => `size={"height": ${side}, "width": ${side}}`;

const CLIP = { processor: 'CLIPImageProcessor', folder: 'clip' };
const LLAVA = { processor: 'LlavaImageProcessor', folder: 'llava' };
const SIGLIP = { processor: 'SiglipImageProcessor', folder: 'siglip' };
const GEMMA = { processor: 'Gemma3ImageProcessor', folder: 'gemma3' };
const QWEN = { processor: 'Qwen2VLImageProcessor', folder: 'qwen2_vl' };
const CONVNEXT = { processor: 'ConvNextImageProcessor', folder: 'convnext' };
const IDEFICS = { processor: 'Idefics3ImageProcessor', folder: 'idefics3' };
const SMOLVLM = { processor: 'SmolVLMImageProcessor', folder: 'smolvlm' };

/** Pan-and-scan as Gemma 3's processor has it by default. */
const PAN = { minSide: 256, maxCrops: 4, minRatio: 1.2 };

// prettier-ignore
const ROWS: Row[] = [
  { name: 'clip-vit-b-32', title: 'CLIP ViT-B/32', ...CLIP, settings: '',
    steps: (b) => cropSteps(b, 224, 224), size: square(224) },
  { name: 'clip-vit-l-14', title: 'CLIP ViT-L/14', ...CLIP, settings: '',
    steps: (b) => cropSteps(b, 224, 224), size: square(224) },
  { name: 'clip-vit-l-14-336', title: 'CLIP ViT-L/14 at 336', ...CLIP, settings: cropOf(336),
    steps: (b) => cropSteps(b, 336, 336), size: square(336) },
  { name: 'bit', title: 'BiT', processor: 'BitImageProcessor', folder: 'bit', settings: '',
    steps: (b) => cropSteps(b, 224, 224), size: square(224) },
  { name: 'convnext-224', title: 'ConvNeXT at 224', ...CONVNEXT, settings: 'size={"shortest_edge": 224}',
    steps: (b) => cropSteps(b, 256, 224), size: square(224) },
  { name: 'convnext-384', title: 'ConvNeXT at 384', ...CONVNEXT, settings: '',
    steps: (b) => squashSteps(b, 'bicubic', 384), size: square(384) },
  { name: 'dinov2', title: 'DINOv2', processor: 'BitImageProcessor', folder: 'bit',
    settings: 'size={"shortest_edge": 256}, crop_size={"height": 224, "width": 224}',
    steps: (b) => cropSteps(b, 256, 224), size: square(224) },
  { name: 'vit-base-patch16-224', title: 'ViT-Base/16', processor: 'ViTImageProcessor', folder: 'vit', settings: '',
    steps: (b) => squashSteps(b, 'bilinear', 224), size: square(224) },
  { name: 'siglip-224', title: 'SigLIP at 224', ...SIGLIP, settings: '',
    steps: (b) => squashSteps(b, 'bicubic', 224), size: square(224) },
  { name: 'siglip-384', title: 'SigLIP at 384', ...SIGLIP, settings: sizeOf(384),
    steps: (b) => squashSteps(b, 'bicubic', 384), size: square(384) },
  { name: 'llava', title: 'LLaVA', ...LLAVA, settings: '',
    steps: (b) => cropSteps(b, 224, 224), size: square(224) },
  { name: 'llava-336', title: 'LLaVA at 336', ...LLAVA, settings: cropOf(336), isMeasuredElsewhere: true,
    steps: (b) => cropSteps(b, 336, 336), size: square(336) },
  { name: 'llava-336+pad', title: 'LLaVA at 336, padded', ...LLAVA, settings: `${cropOf(336)}, do_pad=True`,
    steps: (b) => llavaPadSteps(b, 336), size: square(336) },
  { name: 'llava-next-336', title: 'LLaVA-NeXT at 336', processor: 'LlavaNextImageProcessor', folder: 'llava_next',
    settings: cropOf(336), steps: (b) => llavaNextSteps(b, 336, llavaNextSizes(336)), size: square(336) },
  { name: 'llava-next-224', title: 'LLaVA-NeXT, class default', processor: 'LlavaNextImageProcessor', folder: 'llava_next',
    settings: '', steps: (b) => llavaNextSteps(b, 224, llavaNextSizes(336)), size: square(224) },
  { name: 'gemma-3-224', title: 'Gemma 3, class default', ...GEMMA, settings: '',
    steps: (b) => squashSteps(b, 'bilinear', 224), size: square(224) },
  { name: 'gemma-3', title: 'Gemma 3', ...GEMMA, settings: sizeOf(896),
    steps: (b) => squashSteps(b, 'bilinear', 896), size: square(896) },
  { name: 'gemma-3+pan-and-scan', title: 'Gemma 3, pan and scan', ...GEMMA,
    settings: `${sizeOf(896)}, do_pan_and_scan=True, pan_and_scan_min_crop_size=256, pan_and_scan_max_num_crops=4, pan_and_scan_min_ratio_to_activate=1.2`,
    from: 'models/gemma3/processing_gemma3.py', isMeasuredElsewhere: true, steps: (b) => panSteps(b, 896, PAN), size: square(896) },
  { name: 'idefics3', title: 'Idefics3', ...IDEFICS, settings: '',
    steps: (b) => idefics3Steps(b, 1456, 364), size: square(364) },
  { name: 'idefics3+whole', title: 'Idefics3, no tiles', ...IDEFICS, settings: 'do_image_splitting=False',
    steps: (b) => idefics3WholeSteps(b, 1456, 364), size: square(364) },
  { name: 'smolvlm-364', title: 'SmolVLM, class default', ...SMOLVLM, settings: '',
    steps: (b) => idefics3Steps(b, 1456, 364), size: square(364) },
  { name: 'smolvlm', title: 'SmolVLM', ...SMOLVLM,
    settings: 'size={"longest_edge": 2048}, max_image_size={"longest_edge": 512}',
    steps: (b) => idefics3Steps(b, 2048, 512), size: square(512) },
  { name: 'qwen2-vl', title: 'Qwen2-VL', ...QWEN, settings: '',
    steps: (b) => qwenSteps(b, 28, 3136, 1003520), size: { width: 1036, height: 756 } },
  { name: 'qwen2-vl+large', title: 'Qwen2-VL and Qwen2.5-VL, up to 12.8 megapixels', ...QWEN,
    settings: 'size={"shortest_edge": 3136, "longest_edge": 12845056}',
    from: 'https://huggingface.co/Qwen/Qwen2-VL-2B/blob/main/preprocessor_config.json',
    isMeasuredElsewhere: true, steps: (b) => qwenSteps(b, 28, 3136, 12845056), size: { width: 1036, height: 756 } },
];

export const transformersPresets: readonly Pipeline[] = ROWS.flatMap((row) => [
  preset(row, 'pil'),
  preset(row, 'tv'),
]);

function preset(row: Row, backend: Backend): Pipeline {
  const { name, title, processor, folder, settings, from, steps, size } = row;
  const isBilinearTensor = JSON.stringify(steps(backend)).includes('bilinear+tensor');
  const isPillow = backend === 'pil';
  const file = isPillow ? `image_processing_pil_${folder}.py` : `image_processing_${folder}.py`;
  const source = `transformers 5.17.0, models/${folder}/${file}`;
  return {
    schema: PIPELINE_SCHEMA,
    id: `model/${name}${isPillow ? '' : '+tensor'}`,
    title: `${title} (transformers${isPillow ? ', Pillow' : ''})`,
    library: 'transformers',
    versions: '5.17; verified on 5.17.0',
    source: from === undefined ? source : `${source}; sizes: ${from}`,
    exactness: [
      isBilinearTensor ? 'exact with AVX2 or on arm64, where bilinear is fixed point' : 'exact',
      ...(row.isMeasuredElsewhere ? ['its steps were measured with other sizes'] : []),
      ...(settings !== '' && from === undefined
        ? ['its sizes are arguments, not read from a checkpoint']
        : []),
    ].join('; '),
    call: `${processor}${isPillow ? 'Pil' : ''}(${settings})(Image.open(file))`,
    decode: PILLOW_RGB,
    steps: steps(backend),
    defaultSize: size,
    sizeIsFree: false,
  };
}
