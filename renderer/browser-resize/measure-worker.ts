/**
 * Measures how this browser itself resizes: its own calls on the decoded raster's pixels, untagged
 * and with straight alpha, held against the antialiased view. Nothing here is modelled.
 */
import { TILE_SIZE } from '../../shared/api/contract.ts';
import { disagreementOf } from '../../shared/cells/disagreement.ts';
import { cellMoments } from '../../shared/cells/moments.ts';
import { makeRaster, type Raster, type Size } from '../../shared/base/raster.ts';
import { areaTaps } from '../../shared/resample/taps/area.ts';
import { HostLost } from '../client/call.ts';
import { fetchTile } from '../client/api-client.ts';
import type { MeasureAnswer, MeasuredRow, MeasureRequest } from './messages.ts';

interface WorkerScope {
  onmessage: ((event: MessageEvent<MeasureRequest>) => void) | null;
  postMessage(answer: MeasureAnswer): void;
}

type Pixels = Uint8ClampedArray<ArrayBuffer>;

const scope = globalThis as unknown as WorkerScope;

const AS_IT_IS = { colorSpaceConversion: 'none', premultiplyAlpha: 'none' } as const;

/** Share of the time that fetching takes, and then the antialiased reference. */
const FETCHED = 0.6;
const MEASURED_AGAINST = 0.8;

scope.onmessage = ({ data }) => {
  measure(data).catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    scope.postMessage({ type: 'failed', lost: error instanceof HostLost, message });
  });
};

async function measure({ imageId, source, target }: MeasureRequest): Promise<void> {
  const pixels = await fetchPixels(imageId, source);
  progress('comparing', FETCHED);
  const raster = opaque(pixels, source);
  const moments = cellMoments(
    raster,
    areaTaps(source.width, target.width),
    areaTaps(source.height, target.height),
  );
  progress('resizing', MEASURED_AGAINST);
  const image = await createImageBitmap(
    new ImageData(pixels, source.width, source.height),
    AS_IT_IS,
  );
  const rows: MeasuredRow[] = [];
  for (const [call, data] of await resizeByAll(image, target)) {
    const same = rows.find(({ picture }) => isSame(picture.data, data));
    if (same === undefined) {
      const { rms, normalised } = disagreementOf(opaque(data, target), moments, raster);
      rows.push({ calls: [call], rms, normalised, picture: { ...target, data } });
    } else {
      same.calls.push(call);
    }
  }
  image.close();
  scope.postMessage({ type: 'result', rows });
}

/** The source as it was decoded: tiles of level 0. */
async function fetchPixels(imageId: string, { width, height }: Size): Promise<Pixels> {
  const pixels = new Uint8ClampedArray(width * height * 4);
  const cols = Math.ceil(width / TILE_SIZE);
  const rows = Math.ceil(height / TILE_SIZE);
  for (let row = 0; row < rows; row++) {
    progress('fetching', (FETCHED * row) / rows);
    const line = Array.from({ length: cols }, (_, col) =>
      fetchTile(imageId, null, { level: 0, col, row }),
    );
    for (const [col, tile] of (await Promise.all(line)).entries()) {
      const bytes = new Uint8ClampedArray(tile.bytes);
      for (let y = 0; y < tile.height; y++) {
        const at = ((row * TILE_SIZE + y) * width + col * TILE_SIZE) * 4;
        pixels.set(bytes.subarray(y * tile.width * 4, (y + 1) * tile.width * 4), at);
      }
    }
  }
  return pixels;
}

/** Every way in which a page can have an image resized, with what it makes. */
async function resizeByAll(image: ImageBitmap, { width, height }: Size) {
  const made: [string, Pixels][] = [];
  for (const quality of ['pixelated', 'low', 'medium', 'high'] as const) {
    const resize = { resizeWidth: width, resizeHeight: height, resizeQuality: quality };
    const bitmap = await createImageBitmap(image, { ...AS_IT_IS, ...resize });
    const context = newContext({ width, height });
    context.drawImage(bitmap, 0, 0);
    bitmap.close();
    made.push([`createImageBitmap, ${quality}`, context.getImageData(0, 0, width, height).data]);
  }
  for (const quality of ['off', 'low', 'medium', 'high'] as const) {
    const context = newContext({ width, height });
    context.imageSmoothingEnabled = quality !== 'off';
    if (quality !== 'off') context.imageSmoothingQuality = quality;
    context.drawImage(image, 0, 0, width, height);
    const name = quality === 'off' ? 'smoothing off' : `smoothing ${quality}`;
    made.push([`canvas drawImage, ${name}`, context.getImageData(0, 0, width, height).data]);
  }
  return made;
}

function newContext({ width, height }: Size): OffscreenCanvasRenderingContext2D {
  return new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
}

/** RGBA as a raster of three channels. */
function opaque(pixels: Pixels, { width, height }: Size): Raster<Uint8Array> {
  const data = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; from < pixels.length; from += 4, to += 3) {
    data[to] = pixels[from];
    data[to + 1] = pixels[from + 1];
    data[to + 2] = pixels[from + 2];
  }
  return makeRaster(width, height, 3, data);
}

function isSame(a: Pixels, b: Pixels): boolean {
  return a.every((value, index) => value === b[index]);
}

function progress(stage: string, fraction: number): void {
  scope.postMessage({ type: 'progress', stage, fraction });
}
