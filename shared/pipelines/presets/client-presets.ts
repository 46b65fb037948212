/**
 * Programs that shrink a picture before they send it to a provider, as they are written; nobody has run them side by
 * side. Name what comes after in a chain: `client/fit-2048x768~model/openai-high`.
 */
import { PIPELINE_SCHEMA, type Pipeline, type Step } from '../steps/format.ts';
import { PILLOW_RGB } from './preset-rules.ts';

function client(
  name: string,
  title: string,
  source: string,
  exactness: string,
  call: string,
  steps: Step[],
): Pipeline {
  return {
    schema: PIPELINE_SCHEMA,
    id: `client/${name}`,
    title,
    library: 'client',
    versions: 'as written in 2026',
    source,
    exactness,
    call,
    decode: { ...PILLOW_RGB, alpha: 'keep', gray: 'keep' },
    steps,
    defaultSize: { width: 1024, height: 768 },
    sizeIsFree: false,
  };
}

export const CLIENT_2048_768 = client(
  'fit-2048x768',
  'An agent that shrinks to at most 2048x768 by a triangle filter',
  'https://github.com/openai/codex/blob/main/codex-rs/utils/image/src/lib.rs, early 2026: MAX_WIDTH, MAX_HEIGHT',
  'as written; the resize is exact. PNG stays PNG, JPEG is written again at 85 by an encoder of its own',
  'dynamic.resize(2048, 768, FilterType::Triangle)',
  [
    {
      op: 'resize',
      sampler: 'rust-image/triangle',
      size: { rule: 'fit', width: 2048, height: 768, rounding: 'half-up', enlarge: false },
    },
  ],
);

const SHARP_FIT = {
  rule: 'fit',
  width: 2048,
  height: 2048,
  rounding: 'half-up',
  enlarge: false,
} as const;

export const clientPresets: readonly Pipeline[] = [
  CLIENT_2048_768,
  client(
    'fit-2048x2048',
    'An agent that shrinks to at most 2048x2048 by sharp',
    'https://github.com/letta-ai/letta-code/blob/main/src/cli/helpers/imageResize.ts',
    'as written; its resize is that of sharp 0.35 on files',
    "sharp(file).resize(2048, 2048, { fit: 'inside', withoutEnlargement: true })",
    [
      { op: 'shrink-on-load', by: 'sharp', size: SHARP_FIT },
      { op: 'resize', sampler: 'libvips/lanczos3', size: SHARP_FIT, ofFile: true },
    ],
  ),
];
