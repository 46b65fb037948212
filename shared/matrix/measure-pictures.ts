/**
 * Measures pictures: how far each is from the antialiased view, and what it shows that the other
 * does not. Pictures of one source are measured together, because reading the source takes longest.
 */
import { disagreementOf } from '../cells/disagreement.ts';
import type { Moments } from '../cells/moments.ts';
import type { ResizeWasm } from '../resample/simd/resize-wasm.ts';
import type { AxisTaps } from '../resample/taps/taps.ts';
import { byPlace, cellTables, type SamePlaces, type Sampling } from './antialiased-reference.ts';
import { differenceMap, type LevelPicture } from './difference-map.ts';
import { measureInLanes } from './measure-in-lanes.ts';
import type { Measurement, PictureOrder } from './picture-order.ts';
import { viewOfPlane } from './plane-view.ts';
import { blockTables } from './planes.ts';
import type { SourcePlanes } from './source-planes.ts';

/** Bytes of what is made together, about: pictures, and the moments they are held against. */
const TOGETHER_BYTES = 2 ** 26;

/**
 * Measures `orders`, in their order; yields each with its place as soon as it is there. `room`: an instance that nobody
 * else uses meanwhile; null: without WebAssembly.
 */
export function* measurePictures(
  planes: SourcePlanes,
  orders: readonly PictureOrder[],
  room: ResizeWasm | null,
): Generator<readonly [number, Measurement], Measurement[]> {
  const measured = new Array<Measurement>(orders.length);
  for (const groups of batchesOf(planes, orders)) {
    const inLanes = room === null ? null : measureInLanes(room, planes, orders, groups);
    for (const [i, measurement] of inLanes ?? measureInTurn(planes, orders, groups)) {
      measured[i] = measurement;
      yield [i, measurement];
    }
  }
  return measured;
}

/** Orders that are measured together, by where they sample. */
function* batchesOf(
  { full }: SourcePlanes,
  orders: readonly PictureOrder[],
): Generator<SamePlaces[]> {
  let batch: SamePlaces[] = [];
  let left = TOGETHER_BYTES;
  for (const { sampling, members } of byPlace(orders)) {
    const bytes = sampling.x.dstSize * sampling.y.dstSize * full.raster.channels * 4;
    for (let from = 0; from < members.length;) {
      if (left < 3 * bytes && batch.length > 0) {
        yield batch;
        batch = [];
        left = TOGETHER_BYTES;
      }
      const count = Math.max(1, Math.floor(left / bytes) - 2);
      const some = members.slice(from, from + count);
      batch.push({ sampling, members: some });
      left -= (some.length + 2) * bytes;
      from += some.length;
    }
  }
  if (batch.length > 0) yield batch;
}

/** The same without WebAssembly, one picture after the other. */
function* measureInTurn(
  planes: SourcePlanes,
  orders: readonly PictureOrder[],
  groups: readonly SamePlaces[],
): Generator<readonly [number, Measurement]> {
  for (const { sampling, members } of groups) {
    const moments = momentsOf(planes, sampling);
    for (const i of members) {
      const { picture, x, y, frame } = orders[i];
      const shown = picture ?? fastPicture(planes, x, y);
      const { rms, normalised } = disagreementOf(shown, moments, shown);
      const map = differenceMap(shown, moments.mean, frame, planes.full.raster);
      yield [i, { disagreement: { rms, normalised }, map }];
    }
  }
}

function momentsOf(planes: SourcePlanes, sampling: Sampling): Moments {
  const { k, x, y } = cellTables(sampling);
  const blocks = planes.blocks(k);
  const mean = viewOfPlane(blocks.mean, x, y);
  const variance = viewOfPlane(blocks.square, x, y);
  for (let i = 0; i < mean.length; i++) {
    variance[i] = Math.max(0, variance[i] - mean[i] * mean[i]);
  }
  const { channels } = planes.full.raster;
  return { width: x.dstSize, height: y.dstSize, channels, mean, variance };
}

/** What tables `x` and `y` show of the source, in grey levels, cut off outside 0..255 as it is shown and saved. */
export function fastPicture(planes: SourcePlanes, x: AxisTaps, y: AxisTaps): LevelPicture {
  const { k, ...tables } = blockTables({ x, y });
  const data = viewOfPlane(planes.means(k), tables.x, tables.y);
  for (let i = 0; i < data.length; i++) {
    if (data[i] < 0) data[i] = 0;
    else if (data[i] > 255) data[i] = 255;
  }
  return { width: x.dstSize, height: y.dstSize, channels: planes.full.raster.channels, data };
}
