/**
 * Keras: load_img, which resizes with Pillow and by default picks the nearest pixels, so that every
 * model of keras.applications is fed unantialiased; and the Resizing layer and smart_resize, which
 * are tf.image.resize.
 *
 * Source: keras 3.15.1, utils/image_utils.py (load_img, smart_resize),
 * layers/preprocessing/image_preprocessing/resizing.py; sizes: https://keras.io/api/applications/
 */
import { PIPELINE_SCHEMA, type Pipeline, type Step } from '../steps/format.ts';
import type { PillowMethod } from '../../resample/samplers/pillow.ts';
import { PILLOW_RGB, squash } from './preset-rules.ts';

/** load_img(target_size=…): one resize, from the centered box of the target's aspect if kept. */
export function loadImgSteps(filter: PillowMethod, keepsAspect: boolean): Step[] {
  return [
    {
      op: 'resize',
      sampler: `pillow/${filter}`,
      size: { rule: 'target' },
      ...(keepsAspect && { region: 'aspect' as const }),
    },
  ];
}

/** smart_resize: the centered box of the target's aspect is cut out, then resized. */
export function smartResizeSteps(sampler: string): Step[] {
  return [
    { op: 'crop', size: 'target-aspect', rounding: 'trunc' },
    { op: 'resize', sampler, size: { rule: 'target' } },
  ];
}

const COMMON = {
  schema: PIPELINE_SCHEMA,
  library: 'keras',
  versions: '3; verified on 3.15.1',
  exactness: 'exact',
  decode: PILLOW_RGB,
} as const;

function free(name: string, title: string, call: string, file: string, steps: Step[]): Pipeline {
  return {
    ...COMMON,
    id: `keras/${name}`,
    title,
    source: `keras 3.15.1, ${file}`,
    call,
    steps,
    defaultSize: { width: 224, height: 224 },
    sizeIsFree: true,
  };
}

const UTILS = 'utils/image_utils.py';
const LOAD = 'keras.utils.load_img(file, target_size=size';
const RESIZING = 'layers/preprocessing/image_preprocessing/resizing.py';

/** [id, title, side]: models of keras.applications at their default size. */
const MODELS: [string, string, number][] = [
  ['inception-v3', 'Inception v3', 299],
  ['vgg16', 'VGG16', 224],
  ['resnet50', 'ResNet-50', 224],
  ['mobilenet-v2', 'MobileNet v2', 224],
  ['efficientnet-b0', 'EfficientNet B0', 224],
  ['efficientnet-b1', 'EfficientNet B1', 240],
  ['efficientnet-b2', 'EfficientNet B2', 260],
  ['efficientnet-b3', 'EfficientNet B3', 300],
  ['efficientnet-b4', 'EfficientNet B4', 380],
  ['efficientnet-b5', 'EfficientNet B5', 456],
  ['efficientnet-b6', 'EfficientNet B6', 528],
  ['efficientnet-b7', 'EfficientNet B7', 600],
];

export const kerasPresets: readonly Pipeline[] = [
  free('load-img', 'load_img', `${LOAD})`, UTILS, loadImgSteps('nearest', false)),
  free(
    'load-img+keep-aspect-ratio',
    'load_img, aspect kept',
    `${LOAD}, keep_aspect_ratio=True)`,
    UTILS,
    loadImgSteps('nearest', true),
  ),
  free('resizing', 'Resizing layer', 'keras.layers.Resizing(height, width)(image)', RESIZING, [
    { op: 'resize', sampler: 'tensorflow/bilinear', size: { rule: 'target' } },
  ]),
  free(
    'smart-resize',
    'smart_resize',
    'keras.preprocessing.image.smart_resize(image, size)',
    UTILS,
    smartResizeSteps('tensorflow/bilinear'),
  ),
  ...MODELS.map(([name, title, side]): Pipeline => ({
    ...COMMON,
    exactness: "exact; that load_img is called with the model's default size is an assumption",
    id: `model/${name}+keras`,
    title: `${title} (Keras)`,
    source: `keras 3.15.1, ${UTILS}, load_img; size: https://keras.io/api/applications/`,
    call: `keras.utils.load_img(file, target_size=(${side}, ${side}))`,
    steps: [squash('pillow/nearest', side)],
    defaultSize: { width: side, height: side },
    sizeIsFree: false,
  })),
];
