/** A verdict in plain words, for whoever never heard of such attacks: what, for whom, where. */
import type { Finding, FindingTarget } from '../../../shared/finding/finding.ts';
import type { Size } from '../../../shared/base/raster.ts';
import { percent } from '../../words/view-labels.ts';

/** Libraries as they write themselves, by the first part of the ids of their resizers. */
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
  java2d: 'Java2D',
  thumbnailator: 'Thumbnailator',
  go: 'Go',
  'rust-image': 'image (Rust)',
  'fast-image-resize': 'fast_image_resize',
  imagemagick: 'ImageMagick',
};

/** Sizes and libraries that are named; more of them are told below. */
const NAMED = 3;

/** The sentences, one after the other; none where nothing was found. */
export function inShort({ verdict, targets }: Pick<Finding, 'verdict' | 'targets'>): string[] {
  const [best] = targets;
  if (best === undefined || (verdict !== 'attack' && verdict !== 'suspicious')) return [];
  const may = verdict === 'attack' ? 'is' : 'may be';
  const sizes = [...new Set(targets.map(sizeText))].slice(0, NAMED);
  const what = best.crop.x > 0 || best.crop.y > 0 ? 'the center of the file' : 'the file';
  return [
    `Another picture ${may} hidden in this file.`,
    `People do not notice it. Software that first shrinks ${what} to ${listOf(sizes, 'or')} pixels, ` +
      'as many AI models do, sees it instead of this one.',
    whereIsIt(best),
  ];
}

function whereIsIt({ samplers, views, region, regions, crop }: FindingTarget): string {
  const [view] = views;
  const place = placeText(region, regions, crop);
  if (view === undefined) return `The pixels that such software reads carry it, ${place}.`;
  const libraries = [...new Set(samplers.flatMap((id) => libraryOf(id) ?? []))];
  const named = listOf(libraries.slice(0, NAMED), 'and');
  const only = view.readShare < 0.5 ? 'only ' : '';
  return (
    `${named === '' ? 'It reads' : `Samplers of ${named} read`} ${only}${percent(view.readShare)} of ` +
    `the pixels, and these carry it, ${place}.`
  );
}

/** The library of a resizer, by its id where it writes itself so; null for a model. */
function libraryOf(id: string): string | null {
  const [library = id] = id.split('/');
  return library === 'model' ? null : (LIBRARIES[library] ?? library);
}

function placeText(region: Size | null, regions: readonly Size[], crop: Size): string {
  const isAll = region !== null && region.width * region.height > 0.9 * crop.width * crop.height;
  if (region === null || isAll) return 'all over the picture';
  return regions.length > 1
    ? `in the ${regions.length} places outlined below`
    : 'in the place outlined below';
}

function sizeText({ width, height }: Size): string {
  return `${width}x${height}`;
}

function listOf(names: readonly string[], last: 'and' | 'or'): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} ${last} ${names.at(-1)}`;
}
