/**
 * Models as llama.cpp (and with it Ollama and others that build on it) feeds them, after its change of August 2026 and,
 * as `@b10587`, before: there bilinear leaves pixels out. Its resizes are exact; its sizes are as written, and its whole
 * preprocessing was not run.
 *
 * Source: llama.cpp, tools/mtmd/clip.cpp and mtmd-image.cpp (fixed size: Gemma 3, LLaVA 1.5).
 */
import { PIPELINE_SCHEMA, type Color, type Pipeline, type Step } from '../steps/format.ts';
import { PILLOW_RGB, squash } from './preset-rules.ts';

const CLIP_MEAN: Color = [122, 116, 104];

/** By the smaller ratio, the other side up to a whole pixel, the shorter half of the padding before (PAD_CEIL). */
function padded(sampler: string, side: number, color: Color): Step {
  const size = { width: side, height: side };
  return { op: 'letterbox', sampler, size, rounding: 'ceil', enlarge: true, color };
}

interface Row {
  name: string;
  title: string;
  side: number;
  steps: (sampler: string) => Step[];
}

const ROWS: Row[] = [
  {
    name: 'gemma-3',
    title: 'Gemma 3',
    side: 896,
    steps: (sampler) => [squash(sampler, 896)],
  },
  {
    name: 'llava-336',
    title: 'LLaVA 1.5 at 336',
    side: 336,
    steps: (sampler) => [padded(sampler, 336, CLIP_MEAN)],
  },
];

export const runtimePresets: readonly Pipeline[] = ROWS.flatMap(({ name, title, side, steps }) =>
  ['', '@b10587'].map((release): Pipeline => ({
    schema: PIPELINE_SCHEMA,
    id: `model/${name}+llama.cpp${release}`,
    title: `${title} (llama.cpp${release === '' ? '' : ', before August 2026'})`,
    library: 'llama.cpp',
    versions: release === '' ? 'since August 2026' : 'b8770 to August 2026',
    source: 'llama.cpp, tools/mtmd/clip.cpp, mtmd-image.cpp: mtmd_image_preprocessor_fixed_size',
    exactness:
      'as written; the resize is exact on x86-64, the whole was not run; JPEG is decoded by stb_image, which is not modelled',
    call: 'llama-server --mmproj FILE',
    decode: PILLOW_RGB,
    steps: steps(`llama-cpp/bilinear${release}`),
    defaultSize: { width: side, height: side },
    sizeIsFree: false,
  })),
);
