/** What is read of an image, one order after the other: ways to load it first, then sizes. */
import type { IntegerSamples, Raster } from '../base/raster.ts';
import type { LoaderDisagreement } from '../loaders/loader-disagreement.ts';
import { blocksToRead, type Readable } from './blocks-to-read.ts';
import { comparedView, MOST_VIEW_PIXELS } from './compared-views.ts';
import type { BlockPlace } from './compose.ts';
import { loadedPicture } from './loaded-picture.ts';
import type { SourceShape } from '../resample/taps/plan.ts';
import { hasSizesToRead, sizesToRead, type Candidates, type ReadSize } from './sizes-to-read.ts';

/** One thing to read. */
export type TextOrder = { size: ReadSize } | { loader: LoaderDisagreement['policy'] };

/** What there is to read of it, and where it is from. */
export interface TextBlocks extends Readable {
  place: BlockPlace;
}

/** As much of a finding as is needed. */
export interface Examined extends Candidates {
  loaders?: readonly Pick<LoaderDisagreement, 'policy'>[];
}

/** Whether there is anything to read: an image without is not opened for it. */
export function hasTextOrders(examined: Examined): boolean {
  return policiesToRead(examined).length > 0 || hasSizesToRead(examined);
}

/** What to read of an image of shape `source`, in order. */
export function textOrders(source: SourceShape, examined: Examined): TextOrder[] {
  return [
    ...policiesToRead(examined).map((loader) => ({ loader })),
    ...sizesToRead(source, examined).map((size) => ({ size })),
  ];
}

function policiesToRead({ loaders = [] }: Examined): LoaderDisagreement['policy'][] {
  const policies = new Set(loaders.map(({ policy }) => policy));
  return [...policies].filter((policy) => READ_POLICIES.includes(policy));
}

/** Ways to load a file in whose picture text is read. */
export const READ_POLICIES: readonly LoaderDisagreement['policy'][] = [
  'alpha-dropped',
  'over-black',
  'clipped-at-255',
];

const GROUNDS = { dropped: 'alpha dropped', black: 'on black', white: 'on white' };

/** Carries out `order` on `source`; null where there is nothing of the kind to read, or it is too large. */
export function readOrder(source: Raster<IntegerSamples>, order: TextOrder): TextBlocks | null {
  if ('loader' in order) {
    const picture = loadedPicture(source, { policy: order.loader });
    if (picture === null) return null;
    const { width, height } = picture.planes[0].plane;
    const crop = { x: 0, y: 0, width: source.width, height: source.height };
    const place = { view: null, ground: order.loader, crop, size: { width, height } };
    return { ...blocksToRead(picture), place };
  }
  const { width, height } = order.size;
  if (width * height > MOST_VIEW_PIXELS) return null;
  const compared = comparedView(source, order.size);
  const { view, ground, crop } = compared;
  const isWhole = crop.width === source.width && crop.height === source.height;
  const place = {
    view: { pipeline: view.pipeline, width, height, ...(isWhole ? {} : { crop }) },
    ground: ground === null ? null : GROUNDS[ground],
    ...{ crop, size: { width, height } },
  };
  return { ...blocksToRead(compared), place };
}
