/** Draws the magnifier of a stage: the part under the pointer, larger and stretched in contrast. */
import { lensFrame } from '../session/hover.ts';
import { layerVeil } from '../session/veil.ts';
import { viewport } from '../session/state.ts';
import { layers } from './layers.ts';
import { paneAt, partsOf, type StageKind } from './stage-parts.ts';
import type { ChannelRange } from './paint/recipe.ts';

/** Draws the magnifier into `canvas`; gives what was stretched, or null where there is nothing yet. */
export function drawLens(canvas: HTMLCanvasElement, stage: StageKind, viewX: number) {
  const { value: frame } = lensFrame;
  const { width } = viewport.value;
  const shown = partsOf(stage, width);
  const isPane = shown.length > 1 && stage === 'compare';
  const kind = isPane ? paneAt(stage, width, viewX) : shown[0]?.layer;
  const layer = kind === undefined ? null : layers[kind];
  void layer?.lenses.value;
  const picture = layer?.painter?.lens() ?? null;
  if (frame === null || picture === null) return null;
  const { viewport: size } = frame;
  if (canvas.width !== size.width || canvas.height !== size.height) {
    canvas.width = size.width;
    canvas.height = size.height;
  }
  const context = canvas.getContext('2d')!;
  context.clearRect(0, 0, size.width, size.height);
  context.filter = layerVeil(kind!, Math.min(size.width, size.height));
  context.drawImage(picture.bitmap, 0, 0);
  context.filter = 'none';
  return picture.ranges;
}

/** What the stretching did: "contrast stretched from 12–240". */
export function stretchLabel(ranges: readonly ChannelRange[]): string {
  if (ranges.length === 0) return '';
  const low = Math.min(...ranges.map(([from]) => from));
  const high = Math.max(...ranges.map(([, to]) => to));
  return low > high ? '' : `contrast stretched from ${low}–${high}`;
}
