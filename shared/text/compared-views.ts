/**
 * What is read of a size, as planes of grey levels: what is written into the pixels that are read (`written`), the
 * difference of the machine view by the sampler that shows most from the antialiased view that a person sees, and that
 * machine view itself.
 */
import { antialiasedView } from '../analyze/antialiased-view.ts';
import type { IntegerSamples, Raster } from '../base/raster.ts';
import { hasTransparency, overBlack, overWhite } from '../loaders/alpha.ts';
import { cropView } from '../pipelines/crop-view.ts';
import { machineView } from '../pipelines/machine-view.ts';
import type { ViewRequest } from '../pipelines/request.ts';
import { differences, luminance, rmsOf, strongest, type ChannelName } from './differences.ts';
import type { Box, GreyPlane } from './plane.ts';
import type { ReadSize } from './sizes-to-read.ts';
import { writtenPlanes } from './written.ts';

/** On what a picture with alpha was put: nothing (its colors as they are), black or white. */
export type Ground = 'dropped' | 'black' | 'white';

/** Where a plane is from: what is written, a channel of the difference, or the luminance of the machine view. */
export type PlaneName = 'written' | ChannelName | 'view';

/** A plane to read, and the luminance of what a person sees. */
export interface ComparedPlane {
  name: PlaneName;
  plane: GreyPlane;
  human: GreyPlane;
}

/** A size as it is read. */
export interface ComparedView {
  view: ViewRequest;
  ground: Ground | null;
  /** The part of the source that the view covers. */
  crop: Box;
  /** What is written, then the channels of the difference, strongest first, then the machine view itself. */
  planes: ComparedPlane[];
}

/** Pixels of a view, at most; larger ones are not read. */
export const MOST_VIEW_PIXELS = 4_500_000;

/** `size` of `source`, by that of its samplers whose view differs most. Throws what machineView does. */
export function comparedView(source: Raster<IntegerSamples>, size: ReadSize): ComparedView {
  const grounds = hasTransparency(source) ? (['dropped', 'black', 'white'] as const) : [null];
  let best: { view: ViewRequest; ground: Ground | null; rms: number } | null = null;
  for (const ground of grounds) {
    const seen = onGround(source, ground);
    let human: Raster<IntegerSamples> | null = null;
    for (const sampler of size.samplers) {
      const view = cropView(sampler, size, size.crop, source);
      human ??= antialiasedView(seen, view);
      const machine = machineView(seen, view).machine;
      const rms = Math.max(...differences(machine, human).map(rmsOf));
      if (best === null || rms > best.rms) best = { view, ground, rms };
    }
  }
  const { view, ground } = best!;
  const seen = onGround(source, ground);
  const { machine } = machineView(seen, view);
  const human = antialiasedView(seen, view);
  const written = writtenPlanes(seen, view, { machine, human });
  const planes = planesOf(machine, human);
  const person = planes[0].human;
  return {
    ...{ view, ground, crop: size.crop },
    planes: [
      ...written.map((plane): ComparedPlane => ({ name: 'written', plane, human: person })),
      ...planes,
    ],
  };
}

/** The planes that are read of `machine` beside `human`, which are of one size. */
export function planesOf(
  machine: Raster<IntegerSamples>,
  human: Raster<IntegerSamples>,
): ComparedPlane[] {
  const kept = strongest(differences(machine, human));
  const seen = luminance(human);
  const view: ComparedPlane = { name: 'view', plane: luminance(machine), human: seen };
  return [...kept.map(({ name, plane }) => ({ name, plane, human: seen })), view];
}

function onGround(source: Raster<IntegerSamples>, ground: Ground | null): Raster<IntegerSamples> {
  if (ground === 'black') return overBlack(source);
  return ground === 'white' ? overWhite(source) : source;
}
