/** Pictures that are saved or copied: what is on screen, and pixels of source and view as they are. */
import { TILE_SIZE, type ShownView } from '../../shared/api/contract.ts';
import { UserError } from '../../shared/base/errors.ts';
import { fetchTile } from '../client/api-client.ts';
import type { Rectangle } from '../geometry/spaces.ts';

/** The most pixels of a picture that is put together in the page. */
const MAX_PIXELS = 100_000_000;

/** The stages on screen as they lie, with what is drawn over them. */
export function stagesOnScreen(): HTMLCanvasElement {
  const stages = [...document.querySelectorAll<HTMLElement>('.panes .stage')];
  const boxes = stages.map((stage) => stage.getBoundingClientRect());
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  const ratio = window.devicePixelRatio;
  const side = (from: number, ends: number[]): number =>
    Math.round((Math.max(...ends) - from) * ratio);
  const canvas = document.createElement('canvas');
  canvas.width = side(
    left,
    boxes.map((box) => box.right),
  );
  canvas.height = side(
    top,
    boxes.map((box) => box.bottom),
  );
  const context = canvas.getContext('2d')!;
  context.fillStyle = getComputedStyle(stages[0]).backgroundColor;
  context.fillRect(0, 0, canvas.width, canvas.height);
  stages.forEach((stage, at) => {
    for (const layer of stage.querySelectorAll<HTMLCanvasElement>(':scope > canvas')) {
      if (layer.width === 0 || layer.height === 0) continue;
      const x = Math.round((boxes[at].left - left) * ratio);
      const y = Math.round((boxes[at].top - top) * ratio);
      context.drawImage(layer, x, y);
    }
  });
  return canvas;
}

/** `region` of the source (`view` null) or of a view, pixel for pixel. Throws UserError `too-large`. */
export async function pixelsOf(
  imageId: string,
  view: ShownView | null,
  region: Rectangle,
): Promise<HTMLCanvasElement> {
  const { x, y, width, height } = region;
  if (width * height > MAX_PIXELS) {
    const size = `${width}x${height}`;
    throw new UserError('too-large', `${size} is too much to save from here. Draw a region first.`);
  }
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d')!;
  const first = (at: number): number => Math.floor(at / TILE_SIZE);
  for (let row = first(y); row <= first(y + height - 1); row++) {
    for (let col = first(x); col <= first(x + width - 1); col++) {
      const tile = await fetchTile(imageId, view, { level: 0, col, row });
      const data = new ImageData(new Uint8ClampedArray(tile.bytes), tile.width, tile.height);
      context.putImageData(data, col * TILE_SIZE - x, row * TILE_SIZE - y);
    }
  }
  return canvas;
}
