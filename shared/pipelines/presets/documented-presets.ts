/**
 * Presets that follow what a vendor or a project writes; nobody has run them side by side. Where the
 * resampling is not written down, a likely one stands in, and `exactness` says so.
 */
import { PIPELINE_SCHEMA, type Pipeline, type Step } from '../steps/format.ts';
import { PILLOW_RGB, squash } from './preset-rules.ts';
import { CLIENT_2048_768 } from './client-presets.ts';
import { chained } from '../steps/chain.ts';

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

const ANTHROPIC = 'https://docs.anthropic.com/en/docs/vision, "Evaluate image size"';

/** The longer side to 1568 pixels and the area to 1.15 megapixels, whichever is smaller. */
const ANTHROPIC_STEPS: Step[] = [
  {
    op: 'resize',
    sampler: STAND_IN,
    size: { rule: 'side-and-area', side: 1568, pixels: 1_150_000, rounding: 'trunc' },
  },
];

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
    'model/anthropic',
    'Claude style: 1568 pixels and 1.15 megapixels',
    'anthropic',
    ANTHROPIC,
    'up to about 1600 tokens of 750 pixels are left as they are, 1.15 megapixels are what is advised; how sides ' +
      'are rounded is not documented, they are cut here',
    ANTHROPIC_STEPS,
    1072,
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

const high = documentedPresets.find(({ id }) => id === 'model/openai-high')!;

/** What an agent sends, and its provider resizes again. */
export const agentPresets: readonly Pipeline[] = [
  chained([{ pipeline: CLIENT_2048_768 }, { pipeline: high }], {
    id: 'model/openai-high+agent',
    title: 'An agent that shrinks to 2048x768, then OpenAI style, detail high',
  }),
];
