/**
 * Measures pictures: how far each is from the antialiased view, and what it shows that the other
 * does not. Pictures of one source are measured together, because reading the source takes longest.
 */
import { disagreementOf, type Disagreement } from '../cells/disagreement.ts';
import type { Moments } from '../cells/moments.ts';
import type { Frame } from '../pipelines/pipeline.ts';
import type { ViewTables } from '../resample/simd/resize-batch.ts';
import type { AxisTaps } from '../resample/taps/taps.ts';
import { differenceMap, type DifferenceMap, type LevelPicture } from './difference-map.ts';
import { viewOfPlane, viewsOfPlane } from './plane-view.ts';
import { blockSizeFor, blockTaps } from './planes.ts';
import type { Sampling, SourcePlanes } from './antialiased-reference.ts';

/** A picture to be measured, by its tables; plain data, so that it can be sent to another thread. */
export interface PictureOrder extends Sampling {
  /** What they show, where it is not what the tables say (alpha that is mixed in). */
  picture: LevelPicture | null;
  /** The rectangle of the source that it covers. */
  frame: Frame;
}

export interface Measurement {
  disagreement: Disagreement;
  map: DifferenceMap;
}

/** Bytes of the pictures that are made together, about. */
const TOGETHER_BYTES = 2 ** 25;

/** Measures `orders`, in their order; yields how many are done after each. */
export function* measurePictures(
  planes: SourcePlanes,
  orders: readonly PictureOrder[],
): Generator<number, Measurement[]> {
  planes.forgetMoments(); // or the figures would depend on what was measured before
  const measured = new Array<Measurement>(orders.length);
  let done = 0;
  for (const { k, places } of batchesOf(planes, orders)) {
    const batch = places.map((i) => orders[i]);
    const moments = planes.momentsOf(batch);
    const pictures =
      k === 0
        ? batch.map(({ picture }, n) => [n, picture!] as const)
        : picturesOf(planes, batch, k);
    for (const [n, picture] of pictures) {
      measured[places[n]] = measure(planes, batch[n], picture, moments[n]);
      yield ++done;
    }
  }
  return measured;
}

/** Orders that are measured together, by their places: of one block size, 0 where there is none. */
function* batchesOf({ full }: SourcePlanes, orders: readonly PictureOrder[]) {
  const sizes = orders.map(({ picture, x, y }) => (picture === null ? blockSizeFor(x, y) : 0));
  for (const k of [0, 1, 2, 4, 8]) {
    let places: number[] = [];
    let bytes = 0;
    for (const [i, { x, y }] of orders.entries()) {
      if (sizes[i] !== k) continue;
      if (bytes > TOGETHER_BYTES) {
        yield { k, places };
        places = [];
        bytes = 0;
      }
      places.push(i);
      bytes += x.dstSize * y.dstSize * full.colors * 4;
    }
    if (places.length > 0) yield { k, places };
  }
}

function* picturesOf(
  planes: SourcePlanes,
  orders: readonly PictureOrder[],
  k: number,
): Generator<readonly [number, LevelPicture]> {
  const tables = orders.map((order) => blockTables(order, k));
  for (const [n, data] of viewsOfPlane(planes.means(k), tables)) {
    yield [n, pictureOf(planes, orders[n], data)];
  }
}

/** What tables `x` and `y` show of the source, in grey levels. */
export function fastPicture(planes: SourcePlanes, x: AxisTaps, y: AxisTaps): LevelPicture {
  const k = blockSizeFor(x, y);
  const tables = blockTables({ x, y }, k);
  return pictureOf(planes, { x, y }, viewOfPlane(planes.means(k), tables.x, tables.y));
}

function blockTables({ x, y }: ViewTables, k: number): ViewTables {
  return k === 1 ? { x, y } : { x: blockTaps(x, k), y: blockTaps(y, k) };
}

/** The picture whose values are `data`, cut off outside 0..255 as it is shown and saved. */
function pictureOf({ full }: SourcePlanes, { x, y }: ViewTables, data: Float32Array): LevelPicture {
  for (let i = 0; i < data.length; i++) {
    if (data[i] < 0) data[i] = 0;
    else if (data[i] > 255) data[i] = 255;
  }
  return { width: x.dstSize, height: y.dstSize, channels: full.colors, data };
}

function measure(
  planes: SourcePlanes,
  { frame }: PictureOrder,
  picture: LevelPicture,
  moments: Moments,
): Measurement {
  return {
    disagreement: disagreementOf(picture, moments, picture),
    map: differenceMap(picture, moments.mean, frame, planes.full.raster),
  };
}
