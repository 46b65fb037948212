/**
 * The presets of torchvision's weights (`weights.transforms()`): shorter side, then a center crop
 * whose start is rounded half to even. On a PIL image the resize is Pillow's; `+tensor` is the same
 * preset on a uint8 tensor, which torchvision 0.29 resizes in single precision, with AVX2.
 *
 * Source: torchvision 0.29.1, transforms/_presets.py (ImageClassification), transforms/functional.py
 * (center_crop) and the `transforms` of each weights enum in models/.
 */
import { PIPELINE_SCHEMA, type Pipeline } from '../steps/format.ts';
import { centerCrop, PILLOW_RGB, shortest, TORCHVISION_RGB } from './preset-rules.ts';

/** [id, title, weights, file in torchvision/models, shorter side, crop, filter]. */
type Row = [string, string, string, string, number, number, 'bilinear' | 'bicubic'];

const ROWS: Row[] = [
  [
    'inception-v3',
    'Inception v3',
    'Inception_V3_Weights.IMAGENET1K_V1',
    'inception.py',
    342,
    299,
    'bilinear',
  ],
  ['vgg16', 'VGG16', 'VGG16_Weights.IMAGENET1K_V1', 'vgg.py', 256, 224, 'bilinear'],
  ['resnet50', 'ResNet-50', 'ResNet50_Weights.IMAGENET1K_V1', 'resnet.py', 256, 224, 'bilinear'],
  [
    'resnet50+v2',
    'ResNet-50, V2 weights',
    'ResNet50_Weights.IMAGENET1K_V2',
    'resnet.py',
    232,
    224,
    'bilinear',
  ],
  [
    'vit-b-16',
    'ViT-B/16',
    'ViT_B_16_Weights.IMAGENET1K_V1',
    'vision_transformer.py',
    256,
    224,
    'bilinear',
  ],
  [
    'mobilenet-v2',
    'MobileNet v2',
    'MobileNet_V2_Weights.IMAGENET1K_V1',
    'mobilenetv2.py',
    256,
    224,
    'bilinear',
  ],
  [
    'mobilenet-v2+v2',
    'MobileNet v2, V2 weights',
    'MobileNet_V2_Weights.IMAGENET1K_V2',
    'mobilenetv2.py',
    232,
    224,
    'bilinear',
  ],
  [
    'efficientnet-b0',
    'EfficientNet B0',
    'EfficientNet_B0_Weights.IMAGENET1K_V1',
    'efficientnet.py',
    256,
    224,
    'bicubic',
  ],
  [
    'efficientnet-b1',
    'EfficientNet B1',
    'EfficientNet_B1_Weights.IMAGENET1K_V1',
    'efficientnet.py',
    256,
    240,
    'bicubic',
  ],
  [
    'efficientnet-b1+v2',
    'EfficientNet B1, V2 weights',
    'EfficientNet_B1_Weights.IMAGENET1K_V2',
    'efficientnet.py',
    255,
    240,
    'bilinear',
  ],
  [
    'efficientnet-b2',
    'EfficientNet B2',
    'EfficientNet_B2_Weights.IMAGENET1K_V1',
    'efficientnet.py',
    288,
    288,
    'bicubic',
  ],
  [
    'efficientnet-b3',
    'EfficientNet B3',
    'EfficientNet_B3_Weights.IMAGENET1K_V1',
    'efficientnet.py',
    320,
    300,
    'bicubic',
  ],
  [
    'efficientnet-b4',
    'EfficientNet B4',
    'EfficientNet_B4_Weights.IMAGENET1K_V1',
    'efficientnet.py',
    384,
    380,
    'bicubic',
  ],
  [
    'efficientnet-b5',
    'EfficientNet B5',
    'EfficientNet_B5_Weights.IMAGENET1K_V1',
    'efficientnet.py',
    456,
    456,
    'bicubic',
  ],
  [
    'efficientnet-b6',
    'EfficientNet B6',
    'EfficientNet_B6_Weights.IMAGENET1K_V1',
    'efficientnet.py',
    528,
    528,
    'bicubic',
  ],
  [
    'efficientnet-b7',
    'EfficientNet B7',
    'EfficientNet_B7_Weights.IMAGENET1K_V1',
    'efficientnet.py',
    600,
    600,
    'bicubic',
  ],
];

/** Weights whose outputs were held against the library's. */
const MEASURED = [
  'inception-v3',
  'vgg16',
  'resnet50',
  'resnet50+v2',
  'vit-b-16',
  'efficientnet-b0',
];

export const torchvisionPresets: readonly Pipeline[] = ROWS.flatMap((row) => [
  preset(row, false),
  preset(row, true),
]);

function preset([name, title, weights, file, side, crop, filter]: Row, tensor: boolean): Pipeline {
  const measured = MEASURED.includes(name);
  const steps = measured
    ? 'exact'
    : 'sizes as the weights enum states them; resize and crop exact on other weights';
  const float = '; with AVX2 (x86-64), without it 15 values in 25 000 differ by 1';
  return {
    schema: PIPELINE_SCHEMA,
    id: `model/${name}${tensor ? '+tensor' : ''}`,
    title: `${title} (torchvision${tensor ? ', uint8 tensor' : ''})`,
    library: 'torchvision',
    versions: measured ? '0.29; verified on 0.29.1' : '0.29',
    source: `torchvision 0.29.1, models/${file}, ${weights}.transforms(); transforms/_presets.py`,
    exactness: tensor ? `${steps}${float}` : steps,
    call: tensor
      ? `${weights}.transforms()(torchvision.io.decode_image(file, 'RGB'))`
      : `${weights}.transforms()(Image.open(file).convert('RGB'))`,
    decode: tensor ? TORCHVISION_RGB : PILLOW_RGB,
    steps: [
      shortest(tensor ? `torchvision/${filter}+tensor+antialias+avx2` : `pillow/${filter}`, side),
      centerCrop(crop, 'half-even'),
    ],
    defaultSize: { width: crop, height: crop },
    sizeIsFree: false,
  };
}
