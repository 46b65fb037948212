/** Draws a stage's two canvases: the painters' pictures below, pixel grid and highlights above. */
import { CHECK, CHECK_LEVELS } from '../../shared/loaders/checkerboard.ts';
import * as hover from '../session/hover.ts';
import { layerVeil } from '../session/veil.ts';
import * as state from '../session/state.ts';
import { layers, type LayerKind } from './layers.ts';
import * as overlay from './paint/overlay.ts';
import type { Picture } from './paint/painter.ts';
import { partsOf, type Part, type StageKind } from './stage-parts.ts';
import { windowOf, type LayerWindow } from '../geometry/layer-window.ts';
import { fitView, wholeOf } from '../geometry/spaces.ts';
import { humanShown } from '../session/view-state.ts';

/** Draws what the stage shows now; marks the canvas where all of it is exact and complete. */
export function drawPixels(canvas: HTMLCanvasElement, stage: StageKind): void {
  const { width, height } = state.viewport.value;
  const context = prepare(canvas, width, height);
  const isSettled = partsOf(stage, width)
    .map((part) => drawPart(context, part, height))
    .every(Boolean);
  canvas.dataset['settled'] = String(isSettled);
}

/** Draws one part; true where it is exact and complete. */
function drawPart(context: CanvasRenderingContext2D, part: Part, height: number): boolean {
  const layer = layers[part.layer];
  void layer.pictures.value; // read, so that a new picture draws again
  const { value: window } = layer.window;
  const picture = layer.painter?.picture() ?? null;
  if (part.layer === 'human' && picture?.isEmpty !== false) drawPreview(context, part, height);
  if (window === null || picture === null) return false;
  context.save();
  clip(context, part, height);
  if (isTransparent(part.layer)) drawChecks(context, window, layer.source.value!);
  context.globalAlpha = part.opacity;
  context.filter = layerVeil(part.layer, Math.min(state.viewport.value.width, height));
  const isSame = drawBitmap(context, window, picture.bitmap, picture);
  context.restore();
  return isSame && picture.settled;
}

/** Draws the preview of the source where its pixels will be. */
function drawPreview(context: CanvasRenderingContext2D, part: Part, height: number): void {
  const { value: preview } = state.preview;
  if (preview === null || humanShown.value !== 'source') return;
  const { value: viewport } = state.viewport;
  const fitted = { source: preview, viewport, view: fitView(preview, viewport) };
  const { width, height: high } = preview;
  const whole = { width, height: high, frame: wholeOf(preview) };
  const placed = layers.human.source.value ?? whole;
  const { originX, originY, stepX, stepY } = layers.human.window.value ?? windowOf(fitted, placed);
  context.save();
  clip(context, part, height);
  context.imageSmoothingQuality = 'medium';
  context.drawImage(
    preview,
    ...([-originX / stepX, -originY / stepY] as const),
    ...([placed.width / stepX, placed.height / stepY] as const),
  );
  context.restore();
}

/** True where parts of the layer may be transparent, and have to be told from black. */
function isTransparent(layer: LayerKind): boolean {
  return state.image.value?.raster.channels === 4 && layer !== 'difference';
}

function clip(context: CanvasRenderingContext2D, { left, right }: Part, height: number): void {
  context.beginPath();
  context.rect(left, 0, right - left, height);
  context.clip();
}

/** Draws grid, lattice and values, and over them what is hovered and pinned. */
export function drawOverlay(canvas: HTMLCanvasElement, stage: StageKind): void {
  const { width, height } = state.viewport.value;
  const context = prepare(canvas, width, height);
  for (const part of partsOf(stage, width)) {
    const layer = layers[part.layer];
    void layer.pictures.value;
    const { value: window } = layer.window;
    const picture = layer.painter?.picture() ?? null;
    const pixelGrid = picture?.pixelGrid ?? null;
    if (window === null || picture === null || pixelGrid === null || part.opacity < 0.5) continue;
    context.save();
    clip(context, part, height);
    drawBitmap(context, window, pixelGrid, picture);
    context.restore();
  }
  const isBlinking = state.isBlinking.value;
  if (!isBlinking && stage !== 'machine') drawSourceHighlights(context);
  if (stage !== 'human' || isBlinking) drawMachineHighlights(context);
  canvas.dataset['settled'] = 'true';
}

function drawSourceHighlights(context: CanvasRenderingContext2D): void {
  const { value: window } = layers.human.window;
  if (window === null) return;
  drawMachineCover(context, window);
  const isReading = hover.hoveredTaps.value.count > 0;
  const taps = isReading ? hover.hoveredTaps.value : hover.pinnedTaps.value;
  overlay.drawTaps(context, window, taps.pixels);
  const { value: hovered } = hover.hoveredSource;
  if (hovered !== null && hover.pointer.value?.pane === 'human') {
    overlay.drawHovered(context, window, hovered.x, hovered.y);
  }
}

function drawMachineHighlights(context: CanvasRenderingContext2D): void {
  const { value: window } = layers.machine.window;
  if (window === null) return;
  const { value: pinned } = state.pinned;
  if (pinned !== null) overlay.drawPinned(context, window, pinned.x, pinned.y);
  overlay.drawTaps(context, window, hover.hoveredOutputs.value.pixels);
  const { value: hovered } = hover.hoveredMachine;
  if (hovered !== null && hover.pointer.value?.pane === 'machine') {
    overlay.drawHovered(context, window, hovered.x, hovered.y);
  }
}

/** What a crop leaves out, and what padding adds, is outside or inside of this line. */
function drawMachineCover(context: CanvasRenderingContext2D, window: LayerWindow): void {
  const { value: view } = state.machineView;
  const { value: image } = state.image;
  if (view === null || image === null) return;
  const { x, y, width, height } = view.frame;
  const { raster } = image;
  const isWhole = x === 0 && y === 0 && width === raster.width && height === raster.height;
  if (!isWhole) overlay.drawCover(context, window, view.frame);
}

function prepare(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
): CanvasRenderingContext2D {
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
    canvas.style.width = `${width / window.devicePixelRatio}px`;
    canvas.style.height = `${height / window.devicePixelRatio}px`;
  }
  const context = canvas.getContext('2d')!;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/** True where the picture is of this window; else it is moved there until the painter is done. */
function drawBitmap(
  context: CanvasRenderingContext2D,
  window: LayerWindow,
  bitmap: ImageBitmap,
  { window: of }: Picture,
): boolean {
  const scaleX = of.stepX / window.stepX;
  const scaleY = of.stepY / window.stepY;
  const left = (of.originX - window.originX) / window.stepX;
  const top = (of.originY - window.originY) / window.stepY;
  const isSame = scaleX === 1 && scaleY === 1 && left === 0 && top === 0;
  const isSameSize =
    of.viewport.width === window.viewport.width && of.viewport.height === window.viewport.height;
  context.imageSmoothingEnabled = scaleX < 1;
  context.imageSmoothingQuality = 'medium';
  if (isSame) context.drawImage(bitmap, 0, 0);
  else context.drawImage(bitmap, left, top, bitmap.width * scaleX, bitmap.height * scaleY);
  return isSame && isSameSize;
}

/** A checkerboard under the image, where it has transparent pixels. */
function drawChecks(
  context: CanvasRenderingContext2D,
  window: LayerWindow,
  layer: { width: number; height: number },
): void {
  const range = overlay.visibleRange(window, layer);
  const start = overlay.cellOf(window, range.x0, range.y0);
  const end = overlay.cellOf(window, range.x1 - 1, range.y1 - 1);
  const left = Math.max(0, start.left);
  const top = Math.max(0, start.top);
  const right = Math.min(window.viewport.width, end.left + end.width);
  const bottom = Math.min(window.viewport.height, end.top + end.height);
  const [first, second] = CHECK_LEVELS.map((level) => `rgb(${level} ${level} ${level})`);
  context.fillStyle = second;
  context.fillRect(left, top, right - left, bottom - top);
  context.fillStyle = first;
  context.save();
  context.beginPath();
  context.rect(left, top, right - left, bottom - top);
  context.clip();
  for (let y = top - (top % CHECK); y < bottom; y += CHECK) {
    for (let x = left - (left % (2 * CHECK)) + (y % (2 * CHECK)); x < right; x += 2 * CHECK) {
      context.fillRect(x, y, CHECK, CHECK);
    }
  }
  context.restore();
}
