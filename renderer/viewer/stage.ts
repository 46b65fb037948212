/** Draws a pane's two canvases: the painter's picture below, grid and highlights above. */
import * as hover from '../hover.ts';
import * as state from '../state.ts';
import { layers } from './layers.ts';
import * as overlay from './overlay.ts';
import type { Picture } from './painter.ts';
import { valuesVersion } from './value-blocks.ts';
import type { LayerWindow } from './window.ts';

/** Draws the picture that the pane shows now; marks the canvas where it is exact and complete. */
export function drawPixels(canvas: HTMLCanvasElement, pane: hover.PaneKind): void {
  const shown = state.isBlinking.value && layers.machine.source.value ? 'machine' : pane;
  const layer = layers[shown];
  void layer.pictures.value; // read, so that a new picture draws again
  const { value: window } = layer.window;
  const { width, height } = state.viewport.value;
  const picture = layer.painter?.picture() ?? null;
  const context = prepare(canvas, width, height);
  let isSettled = false;
  if (window !== null && picture !== null) {
    if (state.image.value?.raster.channels === 4) drawChecks(context, window, layer.source.value!);
    isSettled = drawPicture(context, window, picture) && picture.settled;
  }
  canvas.dataset['settled'] = String(isSettled);
}

/** Draws grid, lattice and highlights over the pane. */
export function drawOverlay(canvas: HTMLCanvasElement, pane: hover.PaneKind): void {
  const { width, height } = state.viewport.value;
  const context = prepare(canvas, width, height);
  const { value: window } = layers[pane].window;
  const { value: source } = layers[pane].source;
  if (window === null || source === null) return;
  const range = overlay.visibleRange(window, source);
  if (range.x1 <= range.x0 || range.y1 <= range.y0) return;
  const pixelSide = 1 / Math.max(window.stepX, window.stepY);
  const isMachine = pane === 'machine';
  const isBlinking = state.isBlinking.value && !isMachine;
  if (pixelSide >= overlay.GRID_FROM && state.showsLattice.value && !isBlinking) {
    overlay.drawGrid(context, window, range);
    if (!isMachine && hover.sampling.value !== null) {
      overlay.drawLattice(context, window, range, hover.sampling.value);
    }
  }
  if (isBlinking) return;
  if (!isMachine) drawMachineCover(context, window);
  if (pixelSide >= overlay.VALUES_FROM) drawVisibleValues(context, pane, window, range);
  const { value: pinned } = state.pinned;
  if (isMachine && pinned !== null) overlay.drawPinned(context, window, pinned.x, pinned.y);
  const isReading = hover.hoveredTaps.value.count > 0;
  const taps = isReading ? hover.hoveredTaps.value : hover.pinnedTaps.value;
  const highlighted = isMachine ? hover.hoveredOutputs.value : taps;
  overlay.drawTaps(context, window, highlighted.pixels);
  const hovered = isMachine ? hover.hoveredMachine.value : hover.hoveredSource.value;
  if (hovered !== null && hover.pointer.value?.pane === pane) {
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

function drawVisibleValues(
  context: CanvasRenderingContext2D,
  pane: hover.PaneKind,
  window: LayerWindow,
  range: overlay.PixelRange,
): void {
  void valuesVersion.value;
  const { value: blocks } = layers[pane].values;
  if (blocks === null) return;
  overlay.drawValues(context, window, range, (x, y) => blocks.valuesAt(x, y));
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
function drawPicture(
  context: CanvasRenderingContext2D,
  window: LayerWindow,
  { bitmap, window: of }: Picture,
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

const CHECK = 8;

/** A checkerboard under the image, where it has transparent pixels. */
function drawChecks(
  context: CanvasRenderingContext2D,
  window: LayerWindow,
  layer: { width: number; height: number },
): void {
  const range = overlay.visibleRange(window, layer);
  const first = overlay.cellOf(window, range.x0, range.y0);
  const last = overlay.cellOf(window, range.x1 - 1, range.y1 - 1);
  const left = Math.max(0, first.left);
  const top = Math.max(0, first.top);
  const right = Math.min(window.viewport.width, last.left + last.width);
  const bottom = Math.min(window.viewport.height, last.top + last.height);
  context.fillStyle = '#ffffff';
  context.fillRect(left, top, right - left, bottom - top);
  context.fillStyle = '#cccccc';
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
