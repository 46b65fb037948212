/**
 * The painter: composes a layer's picture from its tiles, off the interface thread. First from the
 * level of the screen's resolution, at once and as tiles come in; then, when the window rests, the
 * final picture from a finer level. Grid, lattice and values are drawn here too, and the magnifier.
 */
import { TILE_SIZE } from '../../../shared/api/contract.ts';
import { compose, tilesFor, type TileIndex } from './compose.ts';
import { drawPixelGrid, showsPixelGrid } from './pixel-grid.ts';
import type {
  LatticeWeights,
  Look,
  PaintAnswer,
  PaintRequest,
  PaintSource,
  TileSource,
} from './paint-messages.ts';
import { adjust, differencePicture, differenceRange, makeOpaque, stretch } from './recipe.ts';
import type { Words } from './reduce.ts';
import { createTileLoader, type TileLoader } from './tile-loader.ts';
import { createValueBlocks, type ValueBlocks } from './value-blocks.ts';
import { levelFor, refinedLevelFor, type LayerWindow } from '../../geometry/layer-window.ts';

const CACHE_BYTES = 192 * 1024 * 1024;
/** Time a window rests before its final picture is made. */
const REST_MS = 120;
/** The same while the image is searched, which needs the processor more: the verdict is waited for. */
const BUSY_REST_MS = 1500;

interface WorkerScope {
  onmessage: ((event: MessageEvent<PaintRequest>) => void) | null;
  postMessage(answer: PaintAnswer, transfer?: Transferable[]): void;
}

interface Loaded {
  source: TileSource;
  tiles: TileLoader;
}

const scope = globalThis as unknown as WorkerScope;
let painted: PaintSource | null = null;
let loaded: Loaded[] = [];
let values: ValueBlocks | null = null;
let lattice: LatticeWeights | null = null;
let epoch = 0;
let latest: { serial: number; window: LayerWindow; look: Look } | null = null;
let lens: { serial: number; window: LayerWindow } | null = null;
/** What is asked to be painted once the messages that are here have all been read. */
const due = { picture: false, lens: false };
let isScheduled = false;
let isRefining = false;
/** Whether any tile was there for the picture that was mixed last. */
let hasTiles = false;
/** Pictures begun, and the latest that was handed over: a picture is not followed by one of before. */
let begun = 0;
let handedOver = 0;
let restTimer: ReturnType<typeof setTimeout> | undefined;

scope.onmessage = ({ data }) => {
  if (data.type === 'source') {
    ({ epoch } = data);
    setSource(data.source);
  } else if (data.type === 'lattice') {
    ({ lattice } = data);
    schedule('picture', 'lens');
  } else if (data.type === 'window') {
    latest = { serial: data.serial, window: data.window, look: data.look };
    isRefining = false;
    schedule('picture');
  } else if (data.type === 'lens') {
    lens = data.window === null ? null : { serial: data.serial, window: data.window };
    schedule('lens');
  } else {
    for (const { tiles } of loaded) tiles.retry();
    schedule('picture');
  }
};

function setSource(source: PaintSource | null): void {
  for (const { tiles } of loaded) tiles.close();
  values?.close();
  clearTimeout(restTimer);
  painted = source;
  latest = null;
  lens = null;
  const current = epoch;
  const events = {
    onTile: () => schedule('picture', 'lens'),
    onFailure: (failure: { lost: boolean; message: string }) => {
      if (epoch === current) scope.postMessage({ type: 'failed', epoch, ...failure });
    },
  };
  const share = CACHE_BYTES / Math.max(1, source?.sources.length ?? 1);
  loaded = (source?.sources ?? []).map((of) => ({
    source: of,
    tiles: createTileLoader(of, share, events),
  }));
  const asked = source?.valuesOf ?? null;
  values =
    asked === null
      ? null
      : createValueBlocks(asked.imageId, asked.view, source!.sources[0], () => schedule('picture'));
}

/** Paints once after all messages that are already here: only the last window counts. */
function schedule(...kinds: (keyof typeof due)[]): void {
  for (const kind of kinds) due[kind] = true;
  if (isScheduled) return;
  isScheduled = true;
  setTimeout(() => {
    isScheduled = false;
    const { picture, lens: isLensDue } = due;
    due.picture = due.lens = false;
    wantTiles();
    if (picture) void paint();
    if (isLensDue) void paintLens();
  });
}

/** The level that is painted from now. */
function levelOf(source: TileSource, window: LayerWindow): number {
  return isRefining
    ? refinedLevelFor(window, source, source.levels)
    : levelFor(window, source.levels);
}

function missingTiles({ source, tiles }: Loaded, window: LayerWindow, level: number): TileIndex[] {
  return tilesFor(source, window, level).filter((tile) => !tiles.has(tile));
}

function wantTiles(): void {
  for (const layer of loaded) {
    const { source, tiles } = layer;
    const forPicture =
      latest === null ? [] : missingTiles(layer, latest.window, levelOf(source, latest.window));
    const forLens =
      lens === null ? [] : missingTiles(layer, lens.window, levelFor(lens.window, source.levels));
    // The smallest level first: one tile of it stands in for all that is missing.
    const coarse = { level: source.levels - 1, col: 0, row: 0 };
    const isWanted = forPicture.length > 1 && !tiles.has(coarse);
    tiles.want([...(isWanted ? [coarse] : []), ...forPicture, ...forLens]);
  }
}

/** The pixels of `window`, before they are adjusted. */
function mix(window: LayerWindow, level: (source: TileSource) => number, exposure: number): Words {
  hasTiles = false;
  const pictures = loaded.map(({ source, tiles }) =>
    compose(source, window, level(source), (tile) => {
      const found = tiles.get(tile);
      if (found !== undefined) hasTiles = true;
      return found;
    }),
  );
  const [first, second] = pictures;
  if (painted!.recipe === 'difference') {
    return differencePicture(first, second, differenceRange(exposure));
  }
  if (painted!.recipe === 'cut-out') makeOpaque(first);
  return first;
}

async function paint(): Promise<void> {
  if (painted === null || latest === null) return;
  clearTimeout(restTimer);
  const { serial, window, look } = latest;
  const current = epoch;
  const order = ++begun;
  const isWhole = loaded.every(
    (layer) => missingTiles(layer, window, levelOf(layer.source, window)).length === 0,
  );
  if (isRefining && !isWhole) return; // the quick picture stays until this one is whole
  const isLast = loaded.every(
    ({ source }) => levelOf(source, window) === refinedLevelFor(window, source, source.levels),
  );
  const picture = mix(window, (source) => levelOf(source, window), look.adjustment.exposure);
  const isEmpty = !hasTiles;
  if (painted.recipe !== 'difference') adjust(picture, look.adjustment);
  if (isWhole && !isLast) restTimer = setTimeout(refine, look.isBusy ? BUSY_REST_MS : REST_MS);
  const pixelGrid = look.showsPixelGrid ? paintPixelGrid(window, picture) : null;
  const bitmap = await bitmapOf(picture);
  if (order < handedOver) {
    bitmap.close();
    pixelGrid?.close();
    return;
  }
  handedOver = order;
  const answer: PaintAnswer = {
    type: 'picture',
    epoch: current,
    serial,
    bitmap,
    pixelGrid,
    window,
    isEmpty,
    final: isWhole && isLast,
  };
  scope.postMessage(answer, pixelGrid === null ? [bitmap] : [bitmap, pixelGrid]);
}

function refine(): void {
  isRefining = true;
  schedule('picture');
}

function paintPixelGrid(window: LayerWindow, picture: Words): ImageBitmap | null {
  const { source } = loaded[0];
  if (!showsPixelGrid(window)) return null;
  const canvas = new OffscreenCanvas(window.viewport.width, window.viewport.height);
  const valuesAt = painted!.recipe === 'difference' ? differencesAt : valuesOf;
  drawPixelGrid(canvas.getContext('2d')!, window, source, {
    lattice,
    valuesAt,
    picture,
    want: (pixels) => values?.want(pixels),
  });
  return canvas.transferToImageBitmap();
}

function valuesOf(x: number, y: number): number[] | undefined {
  return values?.valuesAt(x, y);
}

/** The differences of pixel (x, y) per channel, out of the tiles: in whole levels of 8 bits. */
function differencesAt(x: number, y: number): number[] | undefined {
  const words = loaded.map(({ tiles }) => {
    const tile = { level: 0, col: Math.floor(x / TILE_SIZE), row: Math.floor(y / TILE_SIZE) };
    const found = tiles.get(tile);
    return found?.data[(y % TILE_SIZE) * found.width + (x % TILE_SIZE)];
  });
  const [machine, antialiased] = words;
  if (machine === undefined || antialiased === undefined) return undefined;
  return [0, 8, 16].map((shift) => ((machine >>> shift) & 255) - ((antialiased >>> shift) & 255));
}

async function paintLens(): Promise<void> {
  if (painted === null || lens === null || latest === null) return;
  const { serial, window } = lens;
  const current = epoch;
  const { adjustment, showsPixelGrid: isGridShown } = latest.look;
  const picture = mix(window, (source) => levelFor(window, source.levels), adjustment.exposure);
  const ranges = painted.recipe === 'difference' ? [] : stretch(picture);
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  const context = canvas.getContext('2d')!;
  context.drawImage(await bitmapOf(picture), 0, 0);
  if (isGridShown && showsPixelGrid(window)) {
    drawPixelGrid(context, window, loaded[0].source, {
      lattice,
      valuesAt: null,
      picture,
      want: () => undefined,
    });
  }
  const bitmap = canvas.transferToImageBitmap();
  scope.postMessage({ type: 'lens', epoch: current, serial, bitmap, window, ranges }, [bitmap]);
}

function bitmapOf({ data, width, height }: Words): Promise<ImageBitmap> {
  const bytes = new Uint8ClampedArray(data.buffer as ArrayBuffer);
  return createImageBitmap(new ImageData(bytes, width, height));
}
