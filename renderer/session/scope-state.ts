/** What the scopes look at: a line and a region that a person drew, in pixels of the source. */
import { computed, signal } from '@preact/signals';
import type { Line } from '../../shared/image/line-profile.ts';
import { srcFromView, type Frame, type Rectangle } from '../geometry/spaces.ts';
import { frame } from './navigation.ts';
import * as state from './state.ts';

export const SCOPE_TOOLS = ['line', 'region'] as const;
export type ScopeTool = (typeof SCOPE_TOOLS)[number];

/** What the next drag over a stage draws; null: it moves the picture. */
export const scopeTool = signal<ScopeTool | null>(null);

interface Drawn {
  key: number | null;
  line: Line | null;
  region: Rectangle | null;
}

const drawn = signal<Drawn>({ key: null, line: null, region: null });

/** What was drawn on the image on screen; another image begins with nothing. */
const own = computed<Drawn>(() => {
  const { value: key } = state.currentKey;
  return drawn.value.key === key ? drawn.value : { key, line: null, region: null };
});

export const line = computed(() => own.value.line);
/** A whole number of pixels inside the source. */
export const region = computed(() => own.value.region);

export function setLine(next: Line | null): void {
  drawn.value = { ...own.value, line: next };
}

/** Sets the region, at least a pixel of the source and inside of it. */
export function setRegion(next: Rectangle | null): void {
  const { value: image } = state.image;
  const inside = next === null || image === null ? null : wholePixels(next, image.raster);
  drawn.value = { ...own.value, region: inside };
}

function wholePixels(
  { x, y, width, height }: Rectangle,
  source: { width: number; height: number },
) {
  const x0 = Math.min(source.width - 1, Math.max(0, Math.floor(x)));
  const y0 = Math.min(source.height - 1, Math.max(0, Math.floor(y)));
  const x1 = Math.min(source.width, Math.max(x0 + 1, Math.ceil(x + width)));
  const y1 = Math.min(source.height, Math.max(y0 + 1, Math.ceil(y + height)));
  return { x: x0, y: y0, width: x1 - x0, height: y1 - y0 };
}

/** Draws by the next drag, or not any more. */
export function toggleScopeTool(tool: ScopeTool): void {
  scopeTool.value = scopeTool.value === tool ? null : tool;
}

/** A line through the middle of what is seen, across or down. */
export function lineThroughMiddle(axis: 'x' | 'y'): void {
  const { value: shown } = frame;
  if (shown === null) return;
  const { x, y, width, height } = seenOf(shown);
  const line = { x0: x, y0: y + height / 2, x1: x + width, y1: y + height / 2 };
  const down = { x0: x + width / 2, y0: y, x1: x + width / 2, y1: y + height };
  setLine(axis === 'x' ? line : down);
}

/** The part in view becomes the region. */
export function regionInView(): void {
  if (frame.value !== null) setRegion(seenOf(frame.value));
}

/** The part of the source that a frame shows. */
function seenOf(shown: Frame): Rectangle {
  const { width, height } = shown.source;
  const from = srcFromView(shown, { viewX: 0, viewY: 0 });
  const to = srcFromView(shown, { viewX: shown.viewport.width, viewY: shown.viewport.height });
  const x = Math.max(0, from.srcX);
  const y = Math.max(0, from.srcY);
  return { x, y, width: Math.min(width, to.srcX) - x, height: Math.min(height, to.srcY) - y };
}
