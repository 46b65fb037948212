/**
 * Every sampler as a pipeline: the file as the sampler's library loads it, then an exact resize to a
 * size of free choice.
 */
import type { Size } from '../../base/raster.ts';
import { SAMPLERS } from '../../resample/catalog.ts';
import type { Sampler } from '../../resample/taps/sampler.ts';
import { PIPELINE_SCHEMA, type DecodeRules, type Pipeline } from '../steps/format.ts';

/** The input size of Inception v3, the founding paper's example. */
const START_SIZE: Size = { width: 299, height: 299 };

/** Libraries whose samplers take 8 bits only. */
const OF_BYTES =
  /^(pillow|torchvision|llama-cpp|jimp|pica|stb|java2d|thumbnailator|go|rust-image|fast-image-resize|imagemagick|chromium|skia|swscale)$/;

/** Samplers that take 8 bits only, whose loaders hand over 8 bits. */
function takesBytes({ id, library }: Sampler): boolean {
  return OF_BYTES.test(library) || /\+u?int8/.test(id);
}

/**
 * Libraries whose loaders, or the browser that loads for them, turn by EXIF unless told otherwise: cv2.imread,
 * Jimp.read, Thumbnailator with files, Skia's decoders and ffmpeg do. tf.io, Pillow, torchvision.io, ImageIO of Java,
 * Go, the crate image, ImageMagick and stb_image, which llama.cpp loads with, do not. ONNX, TFLite and OpenVINO have no
 * loader: their tensors are taken to hold the pixels as stored.
 */
const TURNS = /^(opencv|jimp|pica|thumbnailator|chromium|skia|swscale)$/;

function decodeRules(sampler: Sampler): DecodeRules {
  const { library } = sampler;
  return {
    ...((library === 'pillow' || library === 'opencv') && { library }),
    orientation: TURNS.test(library) ? 'applied' : 'stored',
    // llama.cpp asks stb_image for three channels: alpha is dropped, gray repeated.
    alpha: library === 'llama-cpp' ? 'drop' : 'keep',
    gray: library === 'llama-cpp' ? 'rgb' : 'keep',
    palette: 'expand',
    depth: takesBytes(sampler) ? 8 : 'keep',
    frame: 'choose',
  };
}

const bareSamplers: readonly Pipeline[] = SAMPLERS.map((sampler) => ({
  schema: PIPELINE_SCHEMA,
  id: sampler.id,
  title: sampler.id,
  library: sampler.library,
  versions: sampler.versions,
  source: `${sampler.library}: ${sampler.call}`,
  exactness: sampler.exactness,
  call: sampler.call,
  decode: decodeRules(sampler),
  steps: [{ op: 'resize', sampler: sampler.id, size: { rule: 'target' } }],
  defaultSize: START_SIZE,
  sizeIsFree: true,
}));

/** Images with a palette and bilevel images: Pillow resizes them by NEAREST, whatever is asked for. */
const palettePipelines: readonly Pipeline[] = bareSamplers
  .filter(({ id }) => id === 'pillow/nearest')
  .map((nearest) => ({
    ...nearest,
    id: 'pillow/resize+mode-p',
    title: 'Pillow, any filter, images of mode P or 1',
    source: 'pillow: PIL/Image.py, Image.resize',
    call: 'image.resize(size, resample)  # image.mode is "P" or "1"',
  }));

/** Files as their libraries load them for a resize, sharp and Pillow's draft smaller at once, then by the sampler. */
const ofFiles: readonly Pipeline[] = bareSamplers.flatMap((bare): Pipeline[] => {
  const { id, call, exactness, steps } = bare;
  if (bare.library === 'libvips') {
    return [
      {
        ...bare,
        id: `${id}+file`,
        title: `${id}, of a file`,
        source: 'sharp 0.35.5: src/pipeline.cc, shrink-on-load',
        exactness: `${exactness}, but for CMYK, profiles, and nearest where one side grows and the other shrinks`,
        call: call.replace('sharp(image)', 'sharp(file)'),
        decode: { ...bare.decode, depth: 8 },
        steps: [
          { op: 'shrink-on-load', by: 'sharp' },
          ...steps.map((step) => ({ ...step, ofFile: true as const })),
        ],
      },
    ];
  }
  if (/^tensorflow\/(nearest|bilinear|bicubic|area)$/.test(id)) {
    return [
      {
        ...bare,
        id: `${id}+file`,
        title: `${id}, of a file`,
        source: 'tensorflow: core/kernels/image/decode_image_op.cc',
        call: `image = tf.io.decode_image(tf.io.read_file(path), expand_animations=False); ${call}`,
        decode: { ...bare.decode, library: 'tensorflow', depth: 8 },
      },
    ];
  }
  if (bare.library === 'go') {
    return [
      {
        ...bare,
        id: `${id}+white`,
        title: `${id}, alpha on white first`,
        source: 'ollama: model/imageproc, Composite and Resize',
        exactness: `${exactness}, but for partly transparent pixels: how Go lays them on white was not verified`,
        call: `draw.Draw(flat, flat.Bounds(), img, img.Bounds().Min, draw.Over)  // on white; then ${call}`,
        decode: { ...bare.decode, alpha: 'white' },
      },
    ];
  }
  if (!/^pillow\/(box|bilinear|hamming|bicubic|lanczos|nearest)$/.test(id)) return [];
  return [
    {
      ...bare,
      id: `${id}+draft`,
      title: `${id}, after draft`,
      source: 'pillow: PIL/JpegImagePlugin.py, draft',
      call: `image = Image.open(file); image.draft("RGB", size); ${call}`,
      decode: { ...bare.decode },
      steps: [{ op: 'shrink-on-load', by: 'pillow-draft' }, ...steps],
    },
  ];
});

export const samplerPipelines: readonly Pipeline[] = [
  ...bareSamplers,
  ...palettePipelines,
  ...ofFiles,
];
