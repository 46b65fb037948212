/** A thread that measures pictures of a matrix for its engine, one batch after the other. */
import { parentPort } from 'node:worker_threads';
import { measurePictures } from '../../../../shared/matrix/measure-pictures.ts';
import type { Measurement, PictureOrder } from '../../../../shared/matrix/picture-order.ts';
import type { BlockPlanes } from '../../../../shared/matrix/planes.ts';
import { SourcePlanes } from '../../../../shared/matrix/source-planes.ts';
import { startWasm } from '../../../../shared/resample/simd/resize-wasm.ts';
import type { Raster } from '../../../../shared/base/raster.ts';

/** A source whose samples all threads share. */
export interface SharedSource {
  raster: Raster;
  blocks: ReadonlyMap<number, BlockPlanes>;
}

/** First the source that later batches name by its number, then batches. */
export type ThreadRequest =
  | { kind: 'source'; number: number; source: SharedSource }
  | { kind: 'batch'; number: number; orders: PictureOrder[] };

/** One for each picture, with its place in the batch, then that all are there. */
export type ThreadResponse = { place: number; measurement: Measurement } | { done: true };

const sources = new Map<number, SourcePlanes>();
const room = startWasm();

parentPort!.on('message', (request: ThreadRequest) => {
  if (request.kind === 'source') {
    const { raster, blocks } = request.source;
    sources.set(request.number, new SourcePlanes(raster, blocks));
    return;
  }
  const run = measurePictures(sources.get(request.number)!, request.orders, room);
  for (const [place, measurement] of run) send({ place, measurement });
  send({ done: true });
});

function send(response: ThreadResponse): void {
  parentPort!.postMessage(response);
}
