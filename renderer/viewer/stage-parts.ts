/** Which layers a stage shows, where and how strongly: the view modes. */
import { isBlinking } from '../session/state.ts';
import { mode, onionShare, wipeAt } from '../session/view-state.ts';
import type { PaneKind } from '../session/hover.ts';
import type { LayerKind } from './layers.ts';

/** A stage: one of the two panes, or the one that compares. */
export type StageKind = PaneKind | 'compare';

export interface Part {
  layer: LayerKind;
  /** Device pixels from the left: this part lies in left..right. */
  left: number;
  right: number;
  /** 0 to 1, over the parts before it. */
  opacity: number;
}

/** Device pixels left of the divider of a stage of `width`. */
export function dividerOf(width: number): number {
  return Math.round(width * wipeAt.value);
}

/** What `stage` of `width` device pixels shows, from below to above. */
export function partsOf(stage: StageKind, width: number): Part[] {
  const whole = (layer: LayerKind, opacity = 1): Part => ({
    layer,
    left: 0,
    right: width,
    opacity,
  });
  if (isBlinking.value) return [whole('machine')];
  if (stage !== 'compare') return [whole(stage)];
  const divider = dividerOf(width);
  switch (mode.value) {
    case 'wipe':
      return [
        { ...whole('human'), right: divider },
        { ...whole('machine'), left: divider },
      ].filter(({ left, right }) => right > left);
    case 'difference':
      return [whole('difference')];
    case 'onion':
      return [whole('human'), whole('machine', onionShare.value)];
    default:
      return [whole('human')];
  }
}

/** Whose pixels lie under viewX of `stage`: the uppermost picture's. */
export function paneAt(stage: StageKind, width: number, viewX: number): PaneKind {
  const part = partsOf(stage, width).findLast(({ left, right, opacity }) => {
    return viewX >= left && viewX < right && opacity > 0.5;
  });
  return part === undefined || part.layer === 'human' ? 'human' : 'machine';
}
