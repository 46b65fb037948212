/** What keeps machine views from the reviewer until they are asked for: blur and gray. */
import { computed } from '@preact/signals';
import { humanShows } from './view-state.ts';
import type { PaneKind } from './hover.ts';
import { blurs, currentId, grays, isReviewing, revealedId } from './case-state.ts';

/** Blur of a picture, of its shorter side: forms stay, contents go. */
const BLUR_SHARE = 0.05;
const LEAST_BLUR = 5;

/** True while the machine views of the present image are veiled. */
export const isVeiled = computed(
  () => isReviewing.value && (blurs.value || grays.value) && revealedId.value !== currentId.value,
);

/** The filter for a picture whose shorter side is `side` pixels; `none` where nothing is veiled. */
export function veilOf(side: number): string {
  const filters: string[] = [];
  if (blurs.value) filters.push(`blur(${Math.max(LEAST_BLUR, Math.round(side * BLUR_SHARE))}px)`);
  if (grays.value) filters.push('grayscale(1)');
  return filters.join(' ') || 'none';
}

/** The filter of a layer in a pane whose shorter side is `side` device pixels. */
export function layerVeil(layer: PaneKind | 'difference', side: number): string {
  // The sampled pixels alone are the machine view in another place.
  const isMachine = layer !== 'human' || humanShows.value === 'read';
  return isMachine && isVeiled.value ? veilOf(side) : 'none';
}

/** The filter of the small machine view of image `id` in the queue, `side` pixels wide. */
export function thumbnailVeil(id: number, side: number): string {
  return id === revealedId.value ? 'none' : veilOf(side);
}
