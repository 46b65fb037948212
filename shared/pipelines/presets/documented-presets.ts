/**
 * Presets that follow what a vendor or a project writes; nobody has run them side by side. Where the
 * resampling is not written down, a likely one stands in, and `exactness` says so.
 */
import { PIPELINE_SCHEMA, type Pipeline, type Step } from '../steps/format.ts';
import { PILLOW_RGB, squash } from './preset-rules.ts';

/** NSFWJS: tf.image.resizeBilinear with align_corners, whatever the aspect. */
function nsfwjs(side: number, model: string): Pipeline {
  return {
    schema: PIPELINE_SCHEMA,
    id: `model/nsfwjs-${side}`,
    title: `NSFWJS at ${side} (${model})`,
    library: 'nsfwjs',
    versions: '4',
    source: 'https://github.com/infinitered/nsfwjs/blob/master/src/core.ts, infer',
    exactness:
      'as written in its source; the resize is exact against tfjs 4.22 on the CPU, on values of 0 to ' +
      '255 (NSFWJS divides by 255 first). A browser may convert colors while decoding',
    call: `tf.image.resizeBilinear(tf.browser.fromPixels(image).toFloat().div(255), [${side}, ${side}], true)`,
    // Browsers turn images by EXIF before fromPixels sees them.
    decode: { ...PILLOW_RGB, orientation: 'applied' },
    steps: [squash('tfjs/bilinear+align_corners', side)],
    defaultSize: { width: side, height: side },
    sizeIsFree: false,
  };
}

const UNKNOWN_FILTER =
  'the resampling is not documented: Pillow bicubic stands in, so exposure to attacks may differ';

function hosted(
  id: string,
  title: string,
  library: string,
  source: string,
  rest: string,
  steps: Step[],
  side: number,
): Pipeline {
  return {
    schema: PIPELINE_SCHEMA,
    id,
    title,
    library,
    versions: 'as documented in 2025',
    source,
    exactness: `as documented; ${UNKNOWN_FILTER}; ${rest}`,
    call: 'an image in a request to the API',
    decode: PILLOW_RGB,
    steps,
    defaultSize: { width: side, height: side },
    sizeIsFree: false,
  };
}

const STAND_IN = 'pillow/bicubic';

/** Fit into 2048 x 2048, shorter side down to 768, tiles of 512; before them the whole in 512. */
const OPENAI_HIGH: Step[] = [
  {
    op: 'branch',
    branches: [
      {
        name: 'low resolution',
        steps: [fit(512)],
      },
      {
        name: 'tiles',
        steps: [
          fit(2048),
          {
            op: 'resize',
            sampler: STAND_IN,
            size: { rule: 'shortest', side: 768, enlarge: false },
          },
          { op: 'tiles', size: { width: 512, height: 512 } },
        ],
      },
    ],
  },
];

function fit(side: number): Step {
  return {
    op: 'resize',
    sampler: STAND_IN,
    size: { rule: 'fit', width: side, height: side, rounding: 'trunc', enlarge: false },
  };
}

const OPENAI =
  'https://platform.openai.com/docs/guides/vision/calculating-costs, as described at ' +
  'https://community.openai.com/t/reading-videos-with-gpt4v/523568/13';
const GEMINI = 'https://ai.google.dev/gemini-api/docs/image-understanding, "Token calculation"';

export const documentedPresets: readonly Pipeline[] = [
  nsfwjs(224, 'MobileNet v2'),
  nsfwjs(299, 'Inception v3'),
  hosted(
    'model/openai-high',
    'OpenAI style, detail high: 512 tiles',
    'openai',
    OPENAI,
    'GPT-4o, GPT-4.1 and their like; how the last tiles are filled up is not documented either',
    OPENAI_HIGH,
    512,
  ),
  hosted(
    'model/openai-low',
    'OpenAI style, detail low: 512',
    'openai',
    OPENAI,
    'whether the 512 pixels are a fit or a squash is not documented either',
    [fit(512)],
    512,
  ),
  hosted(
    'model/gemini',
    'Gemini style: 768 tiles',
    'google',
    GEMINI,
    'tiles of floor(shorter side / 1.5) are described as a rough formula there, and how the last ones are ' +
      'filled up is not documented; images of at most 384 pixels are one tile',
    [
      { op: 'tiles', size: { unit: 1.5 } },
      {
        op: 'resize',
        sampler: STAND_IN,
        size: { rule: 'fit', width: 768, height: 768, rounding: 'trunc', enlarge: true },
      },
    ],
    768,
  ),
];
