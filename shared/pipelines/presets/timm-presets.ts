/**
 * timm's evaluation transform: the shorter side to floor(size / crop_pct), bicubic on PIL, then
 * torchvision's center crop; or a squash.
 *
 * Source: timm 1.0.29, data/transforms_factory.py (transforms_imagenet_eval); measured.
 */
import { PIPELINE_SCHEMA, type Pipeline, type Step } from '../steps/format.ts';
import { centerCrop, PILLOW_RGB, shortest, squash } from './preset-rules.ts';

const SIZE = 224;

function preset(name: string, settings: string, steps: Step[]): Pipeline {
  return {
    schema: PIPELINE_SCHEMA,
    id: `model/timm-${SIZE}-${name}`,
    title: `timm at ${SIZE}, ${name === 'squash' ? name : `crop ${name}`}`,
    library: 'timm',
    versions: '1.0; verified on 1.0.29',
    source: 'timm 1.0.29, data/transforms_factory.py, transforms_imagenet_eval',
    exactness: 'exact',
    call: `timm.data.create_transform(${SIZE}, interpolation='bicubic', ${settings})(Image.open(file).convert('RGB'))`,
    decode: PILLOW_RGB,
    steps,
    defaultSize: { width: SIZE, height: SIZE },
    sizeIsFree: false,
  };
}

export const timmPresets: readonly Pipeline[] = [
  ...[0.875, 0.9, 0.95, 1].map((share) =>
    preset(String(share), `crop_pct=${share}`, [
      shortest('pillow/bicubic', Math.floor(SIZE / share)),
      centerCrop(SIZE, 'half-even'),
    ]),
  ),
  preset('squash', "crop_pct=1.0, crop_mode='squash'", [squash('pillow/bicubic', SIZE)]),
];
