/**
 * Models as the Go engine of Ollama feeds them: transparent pixels on white (Gemma 4: black), one resize by
 * x/image/draw's BiLinear, which antialiases. Read, not run. Pictures with a side below one patch it does not take.
 *
 * Source: ollama, model/imageproc/images.go and model/models/NAME, process_image.go, imageproc.go,
 * imageprocessor.go, as of 2026.
 */
import type { Size } from '../../base/raster.ts';
import {
  PIPELINE_SCHEMA,
  type DecodeRules,
  type Pipeline,
  type SizeRule,
} from '../steps/format.ts';

interface Row {
  name: string;
  title: string;
  /** The folder of model/models/. */
  folder: string;
  rule: SizeRule;
  size: Size;
  alpha?: DecodeRules['alpha'];
}

/** Ollama's own limit, below that of the checkpoints. */
const QWEN_PIXELS = 2 ** 21;

function qwen(factor: number, minPixels: number): SizeRule {
  return { rule: 'smart', factor, minPixels, maxPixels: QWEN_PIXELS, maxAspect: 200 };
}

const ROWS: Row[] = [
  {
    name: 'gemma-3',
    title: 'Gemma 3',
    folder: 'gemma3',
    rule: { rule: 'exact', width: 896, height: 896 },
    size: { width: 896, height: 896 },
  },
  {
    name: 'gemma-4',
    title: 'Gemma 4',
    folder: 'gemma4',
    rule: { rule: 'budget', pixels: 280 * 48 * 48, multiple: 48 },
    size: { width: 912, height: 672 },
    alpha: 'black',
  },
  {
    name: 'qwen2.5-vl',
    title: 'Qwen2.5-VL',
    folder: 'qwen25vl',
    rule: qwen(28, 3136),
    size: { width: 1036, height: 756 },
  },
  {
    name: 'qwen3-vl',
    title: 'Qwen3-VL',
    folder: 'qwen3vl',
    rule: qwen(32, 65536),
    size: { width: 1024, height: 768 },
  },
  {
    name: 'mistral-small-3.1',
    title: 'Mistral Small 3.1',
    folder: 'mistral3',
    rule: { rule: 'patches', longest: 1540, patch: 14 },
    size: { width: 1540, height: 1162 },
  },
];

/** How Go's decoders hand over a file: as stored, without heed to EXIF. */
const AS_STORED: DecodeRules = {
  orientation: 'stored',
  alpha: 'white',
  gray: 'rgb',
  palette: 'expand',
  depth: 8,
  frame: 'first',
};

export const ollamaPresets: readonly Pipeline[] = ROWS.map(
  ({ name, title, folder, rule, size, alpha = 'white' }) => ({
    schema: PIPELINE_SCHEMA,
    id: `model/${name}+ollama`,
    title: `${title} (Ollama)`,
    library: 'Ollama',
    versions: 'its Go engine, as of 2026',
    source: `https://github.com/ollama/ollama/tree/main/model/models/${folder}`,
    exactness:
      'as written; the resize is exact, the whole was not run. Of JPEG Go resizes YCbCr with chroma that is not ' +
      'smoothed, and colors differ',
    call: `ollama run MODEL 'what is this?' FILE`,
    decode: { ...AS_STORED, alpha },
    steps: [{ op: 'resize', sampler: 'go/bilinear', size: rule }],
    defaultSize: size,
    sizeIsFree: false,
  }),
);
