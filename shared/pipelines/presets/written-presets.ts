/**
 * Models of tiles whose code lies beside their weights and was not run: Phi-3.5 Vision, DeepSeek-VL2, MiniCPM-V 2.6.
 */
import type { Size } from '../../base/raster.ts';
import { PIPELINE_SCHEMA, type Pipeline, type Step } from '../steps/format.ts';
import { PILLOW_RGB, squash } from './preset-rules.ts';
import { square } from './processor-preset.ts';
import { first, miniCpmSteps, WHOLE } from './tile-model-presets.ts';

function written(row: {
  name: string;
  title: string;
  model: string;
  file: string;
  exactness: string;
  steps: Step[];
  size: Size;
}): Pipeline {
  const { name, title, model, file, exactness, steps, size } = row;
  return {
    schema: PIPELINE_SCHEMA,
    id: `model/${name}`,
    title: `${title} (its own code)`,
    library: 'transformers',
    versions: 'as written in 2024',
    source: `https://huggingface.co/${model}, ${file}`,
    exactness: `as written; its resizes are exact; ${exactness}`,
    call: `AutoProcessor.from_pretrained('${model}', trust_remote_code=True)`,
    decode: PILLOW_RGB,
    steps,
    defaultSize: size,
    sizeIsFree: false,
  };
}

/** As many columns as `most` tiles allow, padded white; the whole is made of what was padded, in floating point. */
function phi3Steps(most: number): Step[] {
  return [
    {
      op: 'grid',
      sampler: 'pillow/bilinear',
      tile: 336,
      choose: { by: 'columns', most },
      color: [255],
      beside: first([squash('torch/bicubic', 336)], 'canvas'),
    },
  ];
}

/** Grids of at most nine tiles, in the order in which DeepSeek-VL2 looks at them. */
const VL2_SIZES: Size[] = [
  [1, 1],
  [1, 2],
  [2, 1],
  [1, 3],
  [3, 1],
  [2, 2],
  [1, 4],
  [4, 1],
  [1, 5],
  [5, 1],
  [1, 6],
  [6, 1],
  [2, 3],
  [3, 2],
  [1, 7],
  [7, 1],
  [2, 4],
  [4, 2],
  [1, 8],
  [8, 1],
  [3, 3],
  [1, 9],
  [9, 1],
].map(([width, height]) => ({ width: width * 384, height: height * 384 }));

/** Pillow's ImageOps.pad: the whole, then the tiles of the size that keeps most pixels, padded gray. */
function deepseekVl2Steps(): Step[] {
  const pad = (size: Size | { bestOf: Size[] }): Step => ({
    op: 'letterbox',
    sampler: 'pillow/bicubic',
    size,
    rounding: 'half-even',
    enlarge: true,
    at: 'round',
    color: [127],
  });
  return [
    {
      op: 'branch',
      branches: [
        { name: WHOLE, steps: [pad(square(384))] },
        { name: 'tiles', steps: [pad({ bestOf: VL2_SIZES }), { op: 'tiles', size: square(384) }] },
      ],
    },
  ];
}

/** Models whose code lies beside their weights, which was not run. */
export const writtenPresets: readonly Pipeline[] = [
  written({
    name: 'phi-3.5-vision',
    title: 'Phi-3.5 Vision, 16 crops',
    model: 'microsoft/Phi-3.5-vision-instruct',
    file: 'processing_phi3_v.py',
    exactness: 'num_crops=16 is what its card advises for one picture',
    steps: phi3Steps(16),
    size: square(336),
  }),
  written({
    name: 'phi-3.5-vision+4',
    title: 'Phi-3.5 Vision, 4 crops',
    model: 'microsoft/Phi-3.5-vision-instruct',
    file: 'processing_phi3_v.py',
    exactness: 'num_crops=4 is what its card advises for several pictures',
    steps: phi3Steps(4),
    size: square(336),
  }),
  written({
    name: 'deepseek-vl2',
    title: 'DeepSeek-VL2',
    model: 'deepseek-ai/deepseek-vl2',
    file: 'processing_deepseek_vl_v2.py',
    exactness: 'the order of its candidate sizes, which decides ties, was not read from its file',
    steps: deepseekVl2Steps(),
    size: square(384),
  }),
  written({
    name: 'minicpm-v-2.6',
    title: 'MiniCPM-V 2.6',
    model: 'openbmb/MiniCPM-V-2_6',
    file: 'image_processing_minicpmv.py',
    exactness: 'its rule is that of MiniCPM-V 4.6, which was measured, with patches of 14',
    steps: miniCpmSteps('pil', 448, 9, 14),
    size: { width: 518, height: 392 },
  }),
];
