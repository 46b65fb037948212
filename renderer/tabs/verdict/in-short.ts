/** A verdict in plain words, for whoever never heard of such attacks: what, for whom, where. */
import type { Finding, FindingTarget } from '../../../shared/finding/finding.ts';
import type { Size } from '../../../shared/base/raster.ts';
import { regionText } from '../../../shared/verdict/amounts.ts';
import { percent } from '../../words/view-labels.ts';
import { elsewhere } from './elsewhere.ts';

/** Libraries as they write themselves, by the first part of the ids of their pipelines. */
const LIBRARIES: Record<string, string> = {
  tensorflow: 'TensorFlow',
  tfjs: 'TensorFlow.js',
  keras: 'Keras',
  torch: 'PyTorch',
  torchvision: 'torchvision',
  opencv: 'OpenCV',
  pillow: 'Pillow',
  skimage: 'scikit-image',
  libvips: 'libvips',
  'llama-cpp': 'llama.cpp',
  onnx: 'ONNX Runtime',
  tflite: 'TensorFlow Lite',
  openvino: 'OpenVINO',
  stb: 'stb_image_resize2',
  jimp: 'jimp',
  pica: 'pica',
  java2d: 'Java2D',
  thumbnailator: 'Thumbnailator',
  go: 'Go',
  'rust-image': 'image (Rust)',
  'fast-image-resize': 'fast_image_resize',
  imagemagick: 'ImageMagick',
  chromium: 'Chromium',
  skia: 'Skia',
  swscale: 'FFmpeg',
};

/** Sizes and libraries that are named; more of them are told below. */
const NAMED = 4;

/** The verdict as a sentence; null where nothing was found. */
export function inShort(
  finding: Pick<Finding, 'verdict' | 'targets'> & Partial<Finding>,
): string | null {
  const { verdict, targets } = finding;
  if (verdict !== 'attack' && verdict !== 'suspicious') return null;
  const may = verdict === 'attack' ? 'is' : 'may be';
  const [best] = targets;
  if (best === undefined) return elsewhereInShort({ judgements: [], ...finding }, may);
  const sizes = [...new Set(targets.map(sizeText))].slice(0, NAMED);
  const what = best.crop.x > 0 || best.crop.y > 0 ? 'the center of the file' : 'the file';
  const shrinks = `software that first shrinks ${what} to ${listOf(sizes, 'or')} pixels`;
  const sees = 'sees it instead of this one';
  return (
    `Another picture ${may} hidden in this file: people do not notice it, but ` +
    (targets.some(({ samplers }) => samplers.length > 0)
      ? `${shrinks}, as many AI models do, ${sees}.`
      : `${shrinks} by reading only the altered pixels ${sees}. No pipeline of the catalog reads just those.`) +
    (sizes.length > 1 ? ' Each size can hold a picture of its own: press it to look.' : '')
  );
}

/** The same where what is hidden is no picture of a size: a text, or what only some loaders show. */
function elsewhereInShort(finding: Parameters<typeof elsewhere>[0], may: string): string | null {
  const { who, texts } = elsewhere(finding);
  const sizes = texts.flatMap(({ view }) => (view === null ? [] : sizeText(view)));
  if (sizes.length > 0) {
    const named = listOf([...new Set(sizes)].slice(0, NAMED), 'or');
    return `A text ${may} hidden in this file: people do not notice it, but software that first shrinks the file to ${named} pixels, as many AI models do, reads it.`;
  }
  if (who.length === 0) return null;
  const what = texts.length > 0 ? 'A text' : 'Another picture';
  return `${what} ${may} hidden in this file: people do not notice it, but ${listOf(who, 'or')} receives it, at any size.`;
}

/** Whose pipelines show the hidden picture, and what share of the pixels they read; null where none does. */
export function whoText({ samplers, views }: FindingTarget): string | null {
  if (samplers.length === 0) return null;
  const libraries = [...new Set(samplers.flatMap((id) => libraryOf(id) ?? []))];
  const count = samplers.length === 1 ? '1 pipeline' : `${samplers.length} pipelines`;
  const more = libraries.length > NAMED ? ', …' : '';
  const named = libraries.slice(0, NAMED).join(', ') || samplers[0];
  const [view] = views;
  const share = view === undefined ? '' : `, reading ${percent(view.readShare)} of the pixels`;
  return `${named}${more} (${count}${share})`;
}

/** Where the source was altered. */
export function whereText({ region, regions, crop }: FindingTarget): string {
  const isAll = region !== null && region.width * region.height > 0.9 * crop.width * crop.height;
  if (region === null || isAll) return 'all over the picture';
  const places = regions.length > 1 ? `${regions.length} places, the largest ` : '';
  return `${places}${regionText(region)}`;
}

/** The library of a pipeline, by its id where it writes itself so; null for a model. */
function libraryOf(id: string): string | null {
  const [library = id] = id.split('/');
  return library === 'model' ? null : (LIBRARIES[library] ?? library);
}

function sizeText({ width, height }: Size): string {
  return `${width}x${height}`;
}

function listOf(names: readonly string[], last: 'and' | 'or'): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} ${last} ${names.at(-1)}`;
}
